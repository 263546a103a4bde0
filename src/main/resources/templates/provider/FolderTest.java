{{#package}}
package {{package}};

{{/package}}
import dev.mcpoauth.testkit.ProviderContract;
import dev.mcpoauth.testkit.ProviderContract.Outcome;
import dev.mcpoauth.testkit.ProviderContract.Row;
import java.util.List;
import java.util.Map;

/// Tries the provider against a pretend service: a login, a refresh, a no, trouble, garbage.
/// Run it with a JDK alone: java -cp "$(mcp-oauth classpath)" {{test}}
public final class {{class}}Test {
    private {{class}}Test() {}

    public static void main(String[] args) {
        List<Row> rows = ProviderContract.check("{{name}}", {{class}}.class, Map.of());
        rows.forEach(System.out::println);
        // your own cases go here
        if (rows.stream().anyMatch(row -> row.outcome() == Outcome.FAILED)) {
            throw new AssertionError("the contract is broken, see above");
        }
    }
}

package dev.mcpoauth.cli;

import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.scaffold.Layout;
import dev.mcpoauth.scaffold.NewProvider;
import dev.mcpoauth.scaffold.Templates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do after a provider was written.
///
/// @param provider what was written
/// @param redirectUri what to register at the service
/// @param registerUrl where the service registers apps; empty where that is not known
/// @param folder where to type the commands; empty text for the folder at hand
record NextSteps(NewProvider provider, String redirectUri, String registerUrl, String folder) {
    private static final String TRUST = "mcp-oauth config trust";

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Next steps");
        String where = registerUrl.isEmpty() ? provider.title() : registerUrl;
        lines.add("  1. Register an app: " + where);
        lines.add("       callback URL   " + redirectUri + "   (copy exactly)");
        int number = 2;
        if (example()) {
            lines.add("  2. Put the service's own addresses where it says .example");
            number++;
        }
        for (String command : commands()) {
            lines.add("  " + number++ + ". " + command + note(command));
        }
        return lines;
    }

    private static String note(String command) {
        if (command.equals(TRUST)) {
            return "   (again after an edit of the class)";
        }
        return command.startsWith("java ") ? "   (with JDK 25)" : "";
    }

    private boolean example() {
        return provider.service().values().stream()
                .anyMatch(value -> value.toString().contains(".example"));
    }

    List<String> commands() {
        String name = provider.name();
        List<String> all = new ArrayList<>();
        if (!folder.isEmpty()) {
            all.add("cd " + quoted(folder));
        }
        if (example() && provider.layout() != Layout.SPEC) {
            all.add(TRUST);
        }
        all.add(ProviderFault.credentials(name));
        if (provider.tests() && provider.layout() == Layout.FOLDER) {
            String test = Templates.source(provider).replaceFirst("\\.java$", "Test.java");
            all.add("java -cp \"$(mcp-oauth classpath)\" " + test);
        }
        if (provider.layout() == Layout.MAVEN) {
            all.add("mvn package");
        }
        all.add("mcp-oauth provider check " + name);
        all.add("mcp-oauth serve --watch");
        all.add("mcp-oauth login " + name);
        return all;
    }

    /// An option as it is typed behind a command; empty text where it has no value.
    static String option(String name, @Nullable String value) {
        return value == null || value.isEmpty() ? "" : " " + name + " " + quoted(value);
    }

    /// A name as one word of a shell; names of accounts come from services.
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:@%+,-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}

package dev.mcpoauth.cli;

import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.ProviderSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Lists the services that are known from the start, or shows one.
@Command(description = "List the built-in services, or show one.")
@Usage(
        examples = {"mcp-oauth provider presets", "mcp-oauth provider presets notion"},
        exits = {ExitCode.NOT_FOUND})
final class ProviderPresets implements Callable<Integer> {
    /// What a preset leaves open is shown as a placeholder.
    private static final Map<String, Object> OPEN =
            Map.of(
                    "issuer", "https://ISSUER",
                    "authorize_url", "https://HOST/authorize",
                    "token_url", "https://HOST/token");

    private final Session session;
    private final Catalogue catalogue = new Catalogue();

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The service to show.")
    String name = "";

    ProviderPresets(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!name.isEmpty()) {
            return one();
        }
        Table table = new Table("presets", "name", "title", "confidence", "scopes");
        for (String each : new TreeSet<>(catalogue.names())) {
            ProviderSpec spec = spec(each);
            String scopes = spec.scopes().toString();
            String confidence = spec.notes().confidence();
            table.row(
                    Map.of(
                            "name",
                            each,
                            "title",
                            spec.title(),
                            "confidence",
                            confidence,
                            "scopes",
                            spec.scopes().names()),
                    each,
                    spec.title(),
                    confidence,
                    scopes);
        }
        session.terminal().table(table);
        session.terminal().say("next: mcp-oauth provider add NAME --preset NAME");
        return 0;
    }

    private Integer one() {
        if (!catalogue.names().contains(name)) {
            String near =
                    Near.to(name, catalogue.names())
                            .map(n -> "; did you mean " + n + "?")
                            .orElse("");
            throw new CliError(
                    ExitCode.NOT_FOUND, "no preset " + name + near, "mcp-oauth provider presets");
        }
        ProviderSpec spec = spec(name);
        ProviderFacts facts = new ProviderFacts(spec);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("title", spec.title());
        fields.putAll(facts.fields());
        List<String> lines = new ArrayList<>();
        lines.add("%-16s %s".formatted(name, spec.title()));
        lines.addAll(facts.lines());
        session.terminal().show(fields, lines);
        session.terminal().say("next: mcp-oauth provider add NAME --preset " + name);
        return 0;
    }

    private ProviderSpec spec(String preset) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Map<String, Object> entry = catalogue.entry(preset).orElse(Map.of());
        boolean generic = preset.equals("oidc") || preset.equals("oauth2");
        if (generic) {
            OPEN.forEach((setting, text) -> {
                boolean wanted = setting.equals("issuer") == preset.equals("oidc");
                if (wanted && !entry.containsKey(setting)) {
                    settings.put(setting, text);
                }
            });
        }
        settings.put("preset", preset);
        return catalogue.spec(preset, settings);
    }
}

package dev.mcpoauth.cli;

import dev.mcpoauth.provider.ProviderSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Shows one provider: its endpoints, oddities, and the redirect URI to paste.
@Command(description = "Show a provider: endpoints, scopes, oddities, the redirect URI to paste.")
@Usage(
        examples = {"mcp-oauth provider show github", "mcp-oauth provider show github --json"},
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ProviderShow implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The provider's name.")
    String name = "";

    ProviderShow(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        KnownProvider known = KnownProvider.named(session, name);
        Map<String, Object> fields = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        fields.put("name", name);
        fields.put("state", known.state());
        fields.putAll(known.trouble());
        if (known.state().equals("broken")) {
            lines.add("%-16s broken: %s".formatted(name, known.line()));
            session.terminal().show(fields, lines);
            return 0;
        }
        ProviderSpec spec = known.spec();
        String redirectUri = known.redirectUri(session.settings(Map.of())).toString();
        ProviderFacts facts = new ProviderFacts(spec);
        fields.put("title", spec.title());
        fields.put("redirect_uri", redirectUri);
        fields.putAll(facts.fields());
        lines.add("%-16s %s".formatted(name, spec.title()));
        lines.add("%-16s %s".formatted("state", known.state()));
        lines.add("%-16s %s  <- register this, exactly".formatted("redirect_uri", redirectUri));
        lines.addAll(facts.lines());
        session.terminal().show(fields, lines);
        known.fault().ifPresent(fault -> session.terminal().say(fault.line()));
        return 0;
    }
}

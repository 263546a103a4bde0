package dev.mcpoauth.cli;

import dev.mcpoauth.config.EditLock;
import dev.mcpoauth.scaffold.Layout;
import dev.mcpoauth.scaffold.NewProvider;
import dev.mcpoauth.scaffold.Plan;
import dev.mcpoauth.scaffold.Scaffold;
import dev.mcpoauth.scaffold.Templates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes the first files of a provider of one's own.
@Command(
        name = "provider",
        description = "Write a provider of your own: class, test, settings, notes.")
@Usage(
        examples = {
            "mcp-oauth init provider acme",
            "mcp-oauth init provider acme --discover https://login.acme.example",
            "mcp-oauth init provider github --preset github --maven --package com.acme.auth",
            "mcp-oauth init provider acme --spec-only --authorize-url URL --token-url URL"
        },
        exits = {ExitCode.UNREACHABLE, ExitCode.CONFLICT})
final class InitProvider implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The provider's name, such as acme or my-corp.")
    String name = "";

    @Mixin ServiceOptions service = new ServiceOptions();
    @Mixin PlanOptions plan = new PlanOptions();

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            description = "Start from a built-in service.")
    @Nullable String preset;

    @Option(
            names = "--discover",
            paramLabel = "URL",
            description = "Read the service's own metadata (OpenID Connect or RFC 8414).")
    @Nullable String discover;

    @Option(names = "--interactive", description = "Ask for each answer, one after the other.")
    boolean interactive;

    @Option(names = "--maven", description = "Write a Maven project.")
    boolean maven;

    @Option(names = "--spec-only", description = "Write the settings only, no Java.")
    boolean specOnly;

    @Option(names = "--package", paramLabel = "NAME", description = "The package of the class.")
    String packageName = "";

    @Option(names = "--class-name", paramLabel = "NAME", description = "The name of the class.")
    String className = "";

    @Option(names = "--no-tests", description = "Write no test.")
    boolean noTests;

    @Option(names = "--skip-existing", description = "Leave files that are there.")
    boolean skipExisting;

    InitProvider(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        NewProvider provider =
                NewProvider.of(name, layout(), service.over(known()))
                        .inClass(className)
                        .inPackage(packageName);
        if (noTests) {
            provider = provider.withoutTests();
        }
        next(provider, done(provider));
        return 0;
    }

    private Plan done(NewProvider provider) {
        try (EditLock _ = plan.lock(session)) {
            Plan made =
                    new Scaffold(plan.root(), session.product().version())
                            .create(provider, plan.rule(skipExisting));
            if (!session.options().structured()) {
                plan.tell(session.terminal(), made);
            }
            if (plan.writes()) {
                PlanOptions.refuse(made, "mcp-oauth init provider " + name);
                ProjectTrust trust = session.trust(plan.root());
                boolean before = trust.given();
                made.apply();
                if (before) {
                    // what is written here was asked for by the user who would be asked
                    trust.give();
                }
            }
            return made;
        }
    }

    private Layout layout() {
        if (maven && specOnly) {
            throw new CliError(ExitCode.USAGE, "give --maven or --spec-only, not both", null);
        }
        if (maven) {
            return Layout.MAVEN;
        }
        return specOnly ? Layout.SPEC : Layout.FOLDER;
    }

    private Map<String, Object> known() {
        if (preset != null && discover != null) {
            throw new CliError(ExitCode.USAGE, "give --preset or --discover, not both", null);
        }
        Map<String, Object> known = NewProvider.blank(name);
        if (service.authorizeUrl != null) {
            // a service that is there may not know a scope that nobody named
            known.put("scopes", List.of());
        }
        String start = preset();
        if (start != null) {
            known = PresetSettings.of(name, start);
        } else if (discover != null) {
            Object title = known.getOrDefault("title", name);
            known = new LinkedHashMap<>(Map.of("title", title));
            known.putAll(DiscoveredSettings.of(session, discover));
        }
        return interactive ? Wizard.onThisTerminal(session.terminal()).ask(known) : known;
    }

    /// What it starts from; a service that is built in is known by its name.
    private @Nullable String preset() {
        boolean told = preset != null || discover != null || service.authorizeUrl != null;
        if (told || !PresetSettings.knows(name)) {
            return preset;
        }
        session.terminal()
                .say(
                        name
                                + " is built in, and this starts from it; without a class of your"
                                + " own: mcp-oauth provider add "
                                + name);
        return name;
    }

    private void next(NewProvider provider, Plan made) {
        String redirectUri = session.settings(Map.of()).issuer() + "/callback/" + name;
        NextSteps next =
                new NextSteps(
                        provider,
                        redirectUri,
                        PresetSettings.registerUrl(provider.service()),
                        plan.dir);
        if (!session.options().structured()) {
            next.lines().forEach(session.terminal()::data);
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schema", 1);
        body.put("provider", name);
        body.put("template", Templates.VERSION);
        body.put("files", PlanOptions.json(made));
        body.put("redirect_uri", redirectUri);
        body.put("next", next.commands());
        session.terminal().json(body);
    }
}

package dev.mcpoauth.testkit;

import dev.mcpoauth.provider.ProviderSpec;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The services that a pretend service can speak as, by preset.
final class Dialects {
    private static final Map<String, Supplier<Dialect>> ALL = new TreeMap<>();

    static {
        ALL.put("github", GithubDialect::new);
        ALL.put("github-app", GithubDialect.App::new);
        ALL.put("google", GoogleDialect::new);
        ALL.put("google-drive", GoogleDialect::new);
        ALL.put("linkedin", LinkedinDialect::new);
        ALL.put("slack", () -> new SlackDialect("slack.com/oauth/v2/authorize", "oauth.v2.access"));
        ALL.put(
                "slack-bot",
                () -> new SlackDialect("slack.com/oauth/v2/authorize", "oauth.v2.access"));
        ALL.put(
                "slack-user",
                () ->
                        new SlackDialect(
                                "slack.com/oauth/v2_user/authorize", "oauth.v2.user.access"));
        ALL.put("slack-oidc", SlackDialect.SignIn::new);
        ALL.put("dropbox", DropboxDialect::new);
        ALL.put("microsoft", MicrosoftDialect::new);
        ALL.put("gitlab", GitlabDialect::new);
        ALL.put("notion", NotionDialect::new);
        ALL.put("salesforce", SalesforceDialect::new);
        ALL.put("atlassian", AtlassianDialect::new);
        ALL.put("discord", SmallDialects.Discord::new);
        ALL.put("spotify", SmallDialects.Spotify::new);
        ALL.put("zoom", SmallDialects.Zoom::new);
        ALL.put("x", SmallDialects.X::new);
        ALL.put("hubspot", SmallDialects.Hubspot::new);
        ALL.put("linear", SmallDialects.Linear::new);
        ALL.put("asana", SmallDialects.Asana::new);
        ALL.put("figma", SmallDialects.Figma::new);
    }

    private Dialects() {}

    static Dialect of(String preset) {
        Supplier<Dialect> dialect = ALL.get(preset);
        if (dialect == null) {
            throw new IllegalArgumentException("no dialect is known of " + preset);
        }
        return dialect.get();
    }

    /// The dialect of a preset where the spec's token endpoint is the preset's, else a service that
    /// is as the spec says.
    static Dialect of(String preset, ProviderSpec spec) {
        MirrorDialect mirror = new MirrorDialect(spec);
        Supplier<Dialect> known = ALL.get(preset);
        Dialect dialect = known == null ? mirror : known.get();
        return dialect.paths().token().equals(mirror.paths().token()) ? dialect : mirror;
    }

    static Set<String> names() {
        return new TreeSet<>(ALL.keySet());
    }
}

package dev.mcpoauth.cli;

import dev.mcpoauth.config.RuntimeFiles;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.http.Listeners;
import dev.mcpoauth.http.PortInUse;
import dev.mcpoauth.oauth.Loopback;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at the running broker, or at whether one could start.
final class CheckBroker {
    private static final String GROUP = "Broker";

    private final Settings settings;

    CheckBroker(Settings settings) {
        this.settings = settings;
    }

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        RuntimeFiles files = settings.runtime();
        Optional<LocalBroker> running = LocalBroker.find(files);
        try {
            if (running.isPresent()) {
                findings.add(
                        Finding.ok(
                                GROUP,
                                "runs at %s, pid %d"
                                        .formatted(
                                                running.get().status().get("issuer"),
                                                running.get().pid())));
            } else if (files.running()) {
                Object pid = files.entry().map(entry -> entry.get("pid")).orElse("?");
                findings.add(
                        Finding.fail(
                                GROUP,
                                "it runs (pid " + pid + ") but does not answer",
                                "kill " + pid));
            } else {
                findings.addAll(resting(files));
            }
        } catch (IOException | SettingsProblem e) {
            findings.add(
                    Finding.fail(GROUP, String.valueOf(e.getMessage()), "mcp-oauth help storage"));
        }
        findings.addAll(address());
        return findings;
    }

    private List<Finding> resting(RuntimeFiles files) throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (files.stale()) {
            findings.add(
                    Finding.warn(
                                    GROUP,
                                    "files of a broker that was killed are left",
                                    "mcp-oauth doctor --fix")
                            .fixedBy(() -> files.claim().ifPresent(RuntimeFiles.Claim::close)));
        }
        try (Listeners free = Listeners.bind(settings)) {
            findings.add(Finding.ok(GROUP, "not running; port " + free.port() + " is free"));
        } catch (PortInUse e) {
            findings.add(
                    Finding.fail(
                            GROUP,
                            e.getMessage()
                                    + " by another program, which would receive our redirects",
                            "mcp-oauth config set listen.port 8788"));
        }
        return findings;
    }

    private List<Finding> address() {
        List<Finding> findings = new ArrayList<>();
        if (!settings.onLoopback() && settings.tls() == null) {
            findings.add(
                    Finding.warn(
                            GROUP,
                            "it listens on " + settings.host() + " without https",
                            "mcp-oauth config set listen.tls_cert FILE"));
        }
        URI issuer = URI.create(settings.issuer());
        boolean local = Loopback.HOSTS.contains(String.valueOf(issuer.getHost()));
        if (local && settings.port() != 0 && issuer.getPort() != settings.port()) {
            findings.add(
                    Finding.warn(
                            GROUP,
                            "the issuer %s is not on the port %d that it listens on"
                                    .formatted(issuer, settings.port()),
                            "mcp-oauth config unset issuer"));
        }
        return findings;
    }
}

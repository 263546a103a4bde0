package dev.mcpoauth.quick;

import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.AccountGlance;
import dev.mcpoauth.store.KeyVault;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.function.Supplier;

/// Finds the token that a plain `token get` would print.
public final class QuickToken {
    private final SettingsReader settings;
    private final Instant now;

    /// Looks with these settings at this time.
    public QuickToken(SettingsReader settings, Instant now) {
        this.settings = settings;
        this.now = now;
    }

    /// What the command of these arguments prints; empty where the command itself must answer.
    public Optional<String> answer(String... args) {
        try {
            Optional<PlainRequest> request = PlainRequest.of(args);
            return request.isEmpty() ? Optional.empty() : stored(request.get());
        } catch (RuntimeException e) {
            // the command meets the same and says it in its own words
            return Optional.empty();
        }
    }

    private Optional<String> stored(PlainRequest request) {
        Settings found = settings.read(new Overrides(null, request.dataDir(), Map.of()));
        if (!(found.key() instanceof KeySource.InFile file)) {
            return Optional.empty();
        }
        AccountGlance glance = new AccountGlance(found.database(), KeyVault.file(file.file()));
        Optional<Account> account =
                withoutZones(() -> glance.at(request.provider(), request.account(), now));
        if (account.isEmpty() || !account.get().usable(request.minimumLife(), now)) {
            return Optional.empty();
        }
        ServiceToken token = account.get().token();
        String text =
                request.header() ? "Authorization: " + token.authorization() : token.accessToken();
        return Optional.of(request.newline() ? text + System.lineSeparator() : text);
    }

    /// The driver of SQLite makes a format of dates for each connection, which nothing here uses,
    /// and asks for the time zone: Java reads the zones of the whole world for any but this one.
    private static <T> T withoutZones(Supplier<T> reading) {
        TimeZone.setDefault(new SimpleTimeZone(0, "UTC"));
        try {
            return reading.get();
        } finally {
            // what it was when the process began
            TimeZone.setDefault(null);
        }
    }
}

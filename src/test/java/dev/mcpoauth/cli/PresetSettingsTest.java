package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.scaffold.Layout;
import dev.mcpoauth.scaffold.NewProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every service of the catalogue is a start for a provider of one's own.
final class PresetSettingsTest {
    static List<String> presets() {
        return List.copyOf(new Catalogue().names());
    }

    @ParameterizedTest
    @MethodSource("presets")
    void a_preset_gives_a_provider_whose_spec_can_be_read(String preset) {
        NewProvider provider =
                NewProvider.of("mine", Layout.FOLDER, PresetSettings.of("mine", preset));
        Map<String, Object> settings = new HashMap<>(provider.service());
        // what only an installation of the service's own knows
        settings.putIfAbsent("base_url", "https://mine.example");
        assertFalse(new Catalogue().spec("mine", settings).title().isEmpty());
    }

    @Test
    void where_an_app_is_registered_is_told_without_a_gap() {
        assertEquals(
                "https://github.com/settings/applications/new",
                PresetSettings.registerUrl(PresetSettings.of("mine", "github")));
        assertEquals("", PresetSettings.registerUrl(PresetSettings.of("mine", "oauth2")));
    }
}

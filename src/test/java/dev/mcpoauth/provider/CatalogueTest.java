package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.ProviderContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogueTest {
    private static final Map<String, Map<String, Object>> MISSING =
            Map.of(
                    "oauth2",
                    Map.of(
                            "authorize_url", "https://a.example/authorize",
                            "token_url", "https://a.example/token",
                            "userinfo_url", "https://a.example/me"),
                    "oidc",
                    Map.of("issuer", "https://id.example"));

    static Set<String> presets() {
        return new TreeSet<>(new Catalogue().names());
    }

    @Test
    void the_catalogue_is_as_its_schema_says() throws IOException {
        assertEquals(List.of(), faults(Json.objectWithComments(resource("providers.json"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"acme\":{\"token_auth\":\"secret\"}}",
                "{\"acme\":{\"token_url\":\"http://acme.example/token\"}}",
                "{\"acme\":{\"user_id\":\"id\"}}",
                "{\"acme\":{\"scope_separator\":\";\"}}",
                "{\"acme\":{\"token_map\":{\"acces_token\":\"/a\"}}}",
                "{\"Acme\":{\"title\":\"x\"}}",
                "{\"acme\":{\"doubts\":{\"pkce\":\"not sure\"}}}",
                "{\"acme\":{\"athorize_url\":[\"x\"]}}"
            })
    void the_schema_refuses_what_is_wrong(String wrong) throws IOException {
        assertFalse(faults(Json.object(wrong)).isEmpty(), wrong);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void every_preset_passes_the_contract(String preset) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("preset", preset));
        settings.putAll(MISSING.getOrDefault(preset, Map.of()));
        if (preset.equals("demo")) {
            settings.put("base_url", "https://demo.example");
        }
        ProviderContract.require("tried", settings);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void doubts_are_about_settings_that_are_there(String preset) {
        Map<String, Object> entry = new Catalogue().entry(preset).orElseThrow();
        if (entry.get("doubts") instanceof Map<?, ?> doubts) {
            Set<String> known = new TreeSet<>(Set.of("scope_separator", "pkce"));
            known.addAll(entry.keySet());
            doubts.keySet().forEach(name -> assertTrue(known.contains(name), name::toString));
        }
    }

    @Test
    void a_preset_builds_on_another() {
        ProviderSpec drive = new Catalogue().spec("google-drive", Map.of());
        ProviderSpec google = new Catalogue().spec("google", Map.of());

        assertEquals(google.endpoints(), drive.endpoints());
        assertTrue(drive.scopes().names().contains("https://www.googleapis.com/auth/drive.file"));
    }

    @Test
    void placeholders_may_hold_placeholders() {
        ProviderSpec spec = new Catalogue().spec("microsoft", Map.of("tenant", "contoso"));

        assertEquals(
                "https://login.microsoftonline.com/contoso/oauth2/v2.0/token",
                spec.endpoints().token());
    }

    @Test
    void a_slash_at_the_end_of_an_address_is_no_second_one_in_the_middle() {
        Catalogue catalogue = new Catalogue();
        ProviderSpec gitlab = catalogue.spec("gitlab", Map.of("base_url", "https://git.example/"));
        ProviderSpec corp =
                catalogue.spec("corp", Map.of("preset", "oidc", "issuer", "https://id.example/"));

        assertEquals("https://git.example/oauth/token", gitlab.endpoints().token());
        assertEquals(
                "https://id.example/.well-known/openid-configuration",
                corp.endpoints().discovery());
        assertEquals("https://id.example/", corp.issuer());
    }

    @Test
    void an_address_that_names_the_app_passes_the_contract() {
        ProviderContract.require(
                "acme",
                Map.of(
                        "authorize_url", "https://acme.example/apps/{client_id}/authorize",
                        "token_url", "https://acme.example/apps/{client_id}/token",
                        "userinfo_url", "https://acme.example/me",
                        "preset", "oauth2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://acme.example/token",
                "ftp://acme.example/token",
                "https://user:pass@acme.example/token",
                "https:///token",
                "not an address"
            })
    void an_endpoint_is_an_https_address(String url) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new Catalogue()
                                        .spec(
                                                "acme",
                                                Map.of(
                                                        "authorize_url",
                                                        "https://a.example/a",
                                                        "token_url",
                                                        url)));
        assertTrue(String.valueOf(e.getMessage()).contains("'token_url'"), e::toString);
        assertFalse(String.valueOf(e.getMessage()).contains("pass"), "it may hold a password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'user_id': 'id'",
                "'user_email': ['/email', 'mail']",
                "'token_map': {'access_token': 'data.token'}",
                "'token_map': {'acess_token': '/token'}",
                "'token_extra': {'team': 'team'}",
                "'pkce': 'ture'",
                "'json': 'yes'",
                "'scopes': {'a': 1}",
                "'extra_authorize': ['a']",
                "'extra_authorize': {'a': {}}",
                "'extra_authorize': {'state': 'x'}",
                "'headers': {'Host': 'a.example'}",
                "'headers': {'X A': 'a'}",
                "'headers': {'X-A': 'a\\nb'}",
                "'callback_host': 'evil.example'",
                "'device_url': 'https://a.example/d#x'"
            })
    void a_setting_that_cannot_work_is_named_at_once(String setting) {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("authorize_url", "https://a.example/a");
        own.put("token_url", "https://a.example/t");
        own.putAll(Json.object("{" + setting.replace('\'', '"') + "}"));

        String name = setting.substring(1, setting.indexOf("':"));
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> new Catalogue().spec("acme", own));

        assertTrue(String.valueOf(e.getMessage()).startsWith("setting '" + name), e::getMessage);
    }

    @Test
    void an_unknown_preset_is_named() {
        ProviderProblem e =
                assertThrows(
                        ProviderProblem.class,
                        () -> new Catalogue().spec("acme", Map.of("preset", "gihub")));
        assertEquals("there is no preset 'gihub'", e.getMessage());
        assertEquals("mcp-oauth provider presets", e.repair().orElseThrow());
    }

    private static List<String> faults(Map<String, Object> providers) throws IOException {
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(resource("schema.json"));
        return schema.validate(Json.parse(Json.write(providers))).stream()
                .map(each -> each.getInstanceLocation() + " " + each.getMessage())
                .toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Catalogue.class.getResourceAsStream("/catalogue/" + name)) {
            if (in == null) {
                throw new IOException("/catalogue/" + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package dev.mcpoauth.scaffold;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.SourceVersion;

/// Everything that was answered about a new provider, checked.
///
/// @param name its name in settings and commands
/// @param className its Java class
/// @param packageName the package of the class; empty for none
/// @param layout which files are written
/// @param tests whether a test is among them
/// @param service what is known of the service, as settings of a provider, in their order
public record NewProvider(
        String name,
        String className,
        String packageName,
        Layout layout,
        boolean tests,
        Map<String, Object> service) {
    /// Checks everything; throws [ScaffoldProblem] that names the answer.
    public NewProvider {
        Naming.provider(name);
        Naming.className(className);
        if (!packageName.isEmpty()) {
            Naming.packageName(packageName);
        }
        service = Checked.service(service);
    }

    /// A provider with the usual names: `acme` is `AcmeProvider`, in no package, or in
    /// `com.example.acme` in a Maven project.
    public static NewProvider of(String name, Layout layout, Map<String, Object> service) {
        String checked = Naming.provider(name);
        String usual = "com.example." + checked.replace("-", "");
        String packageName = SourceVersion.isName(usual) ? usual : usual + "auth";
        return new NewProvider(
                checked,
                Naming.classOf(checked),
                layout == Layout.MAVEN ? packageName : "",
                layout,
                true,
                service);
    }

    /// What is asked of a service that nothing is known about: addresses that lead nowhere.
    public static Map<String, Object> blank(String name) {
        String host = "https://" + Naming.provider(name) + ".example";
        Map<String, Object> service = new LinkedHashMap<>();
        service.put("title", titleOf(name));
        service.put("authorize_url", host + "/oauth/authorize");
        service.put("token_url", host + "/oauth/token");
        service.put("userinfo_url", host + "/api/me");
        service.put("user_id", "/id");
        service.put("user_login", "/login");
        service.put("scopes", List.of("profile"));
        return service;
    }

    /// Checks one answer about the service; throws [ScaffoldProblem].
    public static void check(String setting, Object value) {
        Checked.service(Map.of(setting, value));
    }

    private static String titleOf(String name) {
        String words = Naming.classOf(name).replaceAll("Provider$", "");
        return words.replaceAll("([a-z0-9])([A-Z])", "$1 $2");
    }

    /// The service's name for people.
    public String title() {
        Object title = service.get("title");
        return title == null ? titleOf(name) : title.toString();
    }

    /// The same under another class name; an empty text keeps the usual one.
    public NewProvider inClass(String other) {
        return other.isEmpty()
                ? this
                : new NewProvider(name, other, packageName, layout, tests, service);
    }

    /// The same in another package; an empty text keeps the usual one.
    public NewProvider inPackage(String other) {
        return other.isEmpty()
                ? this
                : new NewProvider(name, className, other, layout, tests, service);
    }

    /// The same without a test.
    public NewProvider withoutTests() {
        return new NewProvider(name, className, packageName, layout, false, service);
    }
}

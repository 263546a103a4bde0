package dev.mcpoauth.scaffold;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/// Which names may become files, classes, packages and parts of commands.
final class Naming {
    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]{1,60}");
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
    private static final int LONGEST = 40;
    // names that Windows gives to devices, whatever the ending
    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul");
    private static final Pattern NUMBERED_DEVICE = Pattern.compile("(com|lpt)[0-9]");
    private static final Set<String> OURS =
            Set.of(
                    "BaseOAuthProvider",
                    "OAuthProvider",
                    "StandardServiceClient",
                    "ProviderContext",
                    "ServiceSpec",
                    "FakeService",
                    "UserInfo",
                    "ServiceToken");

    private Naming() {}

    /// The provider's name, or [ScaffoldProblem].
    static String provider(String name) {
        if (!PROVIDER.matcher(name).matches() || name.length() > LONGEST) {
            throw new ScaffoldProblem(
                    "a provider's name is small letters, digits and single dashes, such as my-corp,"
                            + " at most 40 of them");
        }
        if (DEVICES.contains(name) || NUMBERED_DEVICE.matcher(name).matches()) {
            throw new ScaffoldProblem(name + " is the name of a device on Windows; take another");
        }
        if (name.equals("demo")) {
            throw new ScaffoldProblem("demo is the built-in pretend service; take another name");
        }
        return name;
    }

    /// The class of a provider: `my-corp` is `MyCorpProvider`.
    static String classOf(String provider) {
        return Arrays.stream(provider.split("-", -1))
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining("", "", "Provider"));
    }

    /// The class name, or [ScaffoldProblem].
    static String className(String name) {
        boolean taken = OURS.contains(name) || isJavaLang(name);
        if (!CLASS.matcher(name).matches() || taken) {
            throw new ScaffoldProblem(
                    "--class-name is a capital letter and then letters and digits, and no name of"
                            + " Java's or ours, such as AcmeProvider");
        }
        return name;
    }

    private static boolean isJavaLang(String name) {
        try {
            Class.forName("java.lang." + name, false, null);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /// The package, or [ScaffoldProblem].
    static String packageName(String name) {
        boolean reserved =
                name.startsWith("java.")
                        || name.startsWith("javax.")
                        || name.equals("dev.mcpoauth")
                        || name.startsWith("dev.mcpoauth.");
        if (!PACKAGE.matcher(name).matches()
                || name.length() > 120
                || !SourceVersion.isName(name)
                || reserved) {
            throw new ScaffoldProblem(
                    "--package is words of small letters with dots between, no keywords, and not"
                            + " java or dev.mcpoauth, such as com.acme.auth");
        }
        return name;
    }
}

package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Turns a provider class of one's own into a provider.
final class ProviderClass {
    private static final Set<String> WHERE_FROM = Set.of("source", "jar", "class", "watch");

    private ProviderClass() {}

    /// An instance made by the constructor that takes a [ProviderContext]; throws
    /// [ProviderProblem]. What the class knows by [ServiceSpec] is overlaid with `settings`.
    static OAuthProvider create(
            Class<? extends OAuthProvider> type,
            Map<String, Object> settings,
            Function<Map<String, Object>, ProviderContext> context) {
        Map<String, Object> all = known(type, settings);
        try {
            Constructor<? extends OAuthProvider> constructor =
                    type.getDeclaredConstructor(ProviderContext.class);
            constructor.setAccessible(true);
            return constructor.newInstance(context.apply(all));
        } catch (NoSuchMethodException e) {
            throw ProviderProblem.of(
                    type.getName() + " needs a constructor that takes one ProviderContext", e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw ProviderProblem.of(
                    "the constructor of " + type.getName() + " failed: " + cause, cause);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw ProviderProblem.of(type.getName() + " cannot be made: " + e, e);
        }
    }

    /// Settings of a provider over what its class knows, without where the class comes from.
    static Map<String, Object> known(Class<?> type, Map<String, Object> settings) {
        Map<String, Object> all = spec(type);
        all.putAll(settings);
        all.keySet().removeAll(WHERE_FROM);
        return all;
    }

    private static Map<String, Object> spec(Class<?> type) {
        ServiceSpec spec = type.getAnnotation(ServiceSpec.class);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("preset", "oauth2");
        if (spec != null) {
            try {
                all.putAll(Json.objectWithComments(spec.value()));
            } catch (JsonProblem e) {
                throw ProviderProblem.of(
                        "the @ServiceSpec of " + type.getName() + ": " + e.getMessage(), e);
            }
        }
        return all;
    }
}

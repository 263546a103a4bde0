package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Unavailable;
import dev.mcpoauth.provider.ServiceException;
import java.util.function.Supplier;

/// An author's provider, or its service, does not answer a question that has no other way to say
/// so: nothing is known of the token or the client that it is about.
final class ProviderAway extends Unavailable {
    private static final long serialVersionUID = 1L;

    private ProviderAway(ServiceException why) {
        super(String.valueOf(why.getMessage()), why);
    }

    /// Asks a provider; throws this when it cannot answer.
    static <T> T unless(Supplier<T> asking) {
        try {
            return asking.get();
        } catch (ServiceException e) {
            throw new ProviderAway(e);
        }
    }

    @Override
    public String told() {
        return "the provider of this login cannot answer now";
    }
}

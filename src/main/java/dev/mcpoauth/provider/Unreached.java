package dev.mcpoauth.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why no answer came from a service, in words for people; never what was sent or received.
final class Unreached {
    private Unreached() {}

    /// The first cause that says something.
    static String because(@Nullable Throwable cause) {
        boolean tls = false;
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String why =
                    switch (each) {
                        case HttpTimeoutException e -> "the service did not answer in time";
                        case UnknownHostException e -> unknown();
                        case UnresolvedAddressException e -> unknown();
                        case CertificateExpiredException e ->
                                "the service's certificate has expired";
                        case CertificateNotYetValidException e ->
                                "the service's certificate is not valid yet";
                        case CertPathValidatorException e when e.getCause() == null -> untrusted();
                        case java.security.cert.CertPathBuilderException e -> untrusted();
                        case IOException e when tunnel(e) -> "the proxy does not reach the service";
                        default -> "";
                    };
            if (!why.isEmpty()) {
                return why;
            }
            tls |= each instanceof SSLException;
        }
        if (tls) {
            // RFC 9110 4.3.4: the certificate must be for the name in the URL
            return "no secure connection to the service: its certificate is for another name, or it"
                    + " speaks TLS older than 1.2";
        }
        return cause instanceof ConnectException
                ? "the service cannot be reached"
                : "the service broke off its answer, or it is larger than a megabyte";
    }

    private static boolean tunnel(IOException e) {
        return String.valueOf(e.getMessage()).startsWith("Tunnel failed");
    }

    private static String unknown() {
        return "the service's host name cannot be resolved";
    }

    private static String untrusted() {
        return "the service's certificate is from nobody whom Java trusts, which does not ask the system";
    }
}

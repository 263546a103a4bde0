package dev.mcpoauth.http;

import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// The broker's own https, from PEM files.
final class Tls {
    private static final Pattern PKCS8 =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final String PASSWORD = "";

    private final TlsFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    Tls(TlsFiles files) {
        this.files = files;
        // RFC 9325 3.1.1: TLS 1.2 and 1.3 only
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setKeyStore(keyStore(files));
        context.setKeyStorePassword(PASSWORD);
    }

    SslContextFactory.Server context() {
        return context;
    }

    /// Reads the files again; connections that stand keep what they have.
    void reload() {
        KeyStore fresh = keyStore(files);
        try {
            context.reload(given -> given.setKeyStore(fresh));
        } catch (Exception e) {
            throw new SettingsProblem("the new certificate cannot be used: " + e.getMessage());
        }
    }

    private static KeyStore keyStore(TlsFiles files) {
        try {
            List<? extends Certificate> chain = certificates(files);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            PrivateKey key = privateKey(files, chain.getFirst().getPublicKey().getAlgorithm());
            if (!pair(key, chain.getFirst().getPublicKey())) {
                throw new SettingsProblem(
                        files.key() + " is not the key of the certificate " + files.certificate());
            }
            store.setKeyEntry(
                    "broker", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsProblem(
                    "the https files "
                            + files.certificate()
                            + " and "
                            + files.key()
                            + " cannot be used: "
                            + e.getMessage());
        }
    }

    /// Whether what the key signs is signed for the certificate: with another key every connection
    /// would fail. Kinds of keys that are not known here are believed.
    private static boolean pair(PrivateKey key, PublicKey certified)
            throws GeneralSecurityException {
        String way =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "";
                };
        if (way.isEmpty()) {
            return true;
        }
        Signature signature = Signature.getInstance(way);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        return signature.verify(signed);
    }

    private static List<? extends Certificate> certificates(TlsFiles files)
            throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(files.certificate());
        List<? extends Certificate> chain =
                List.copyOf(
                        CertificateFactory.getInstance("X.509")
                                .generateCertificates(new ByteArrayInputStream(pem)));
        if (chain.isEmpty()) {
            throw new SettingsProblem(files.certificate() + " holds no certificate");
        }
        return chain;
    }

    private static PrivateKey privateKey(TlsFiles files, String algorithm)
            throws IOException, GeneralSecurityException {
        String pem = Files.readString(files.key(), StandardCharsets.US_ASCII);
        Matcher found = PKCS8.matcher(pem);
        if (!found.find()) {
            throw new SettingsProblem(
                    files.key()
                            + " is not an unencrypted PKCS #8 key; convert it with: openssl pkcs8"
                            + " -topk8 -nodes -in "
                            + files.key());
        }
        byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}

package dev.mcpoauth.config;

import java.nio.file.Path;

/// The PEM files with which the broker speaks https itself.
///
/// @param certificate the certificate, followed by those between it and the root
/// @param key its private key, PKCS #8 and not encrypted
public record TlsFiles(Path certificate, Path key) {}

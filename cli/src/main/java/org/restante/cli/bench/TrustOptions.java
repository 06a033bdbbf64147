package org.restante.cli.bench;

import org.jspecify.annotations.Nullable;
import org.restante.client.Trust;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** Which certificate is believed. */
final class TrustOptions {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust these certificates (PEM) instead of the JDK's authorities.")
    private @Nullable Path authorities;

    @Option(
            names = "--pin",
            paramLabel = "SHA256",
            description = "Trust the certificate with this fingerprint, and no other.")
    private @Nullable String pin;

    @Option(
            names = "--insecure",
            description = "Trust any certificate: the password may go to somebody else.")
    private boolean insecure;

    /**
     * What the options say.
     *
     * @throws IllegalArgumentException if the pin is no fingerprint
     */
    Trust trust() throws IOException {
        if (pin != null) {
            return Trust.pinned(pin);
        }
        if (authorities != null) {
            return Trust.authorities(authorities);
        }
        return insecure ? Trust.system().withJudge((_, _) -> {}) : Trust.system();
    }
}

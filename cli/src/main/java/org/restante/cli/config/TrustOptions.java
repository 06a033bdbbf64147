package org.restante.cli.config;

import org.jspecify.annotations.Nullable;
import org.restante.client.Trust;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Which certificate of another server is believed; a group of options of which one may be given.
 */
public class TrustOptions {
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

    /** Whether one of them was given. */
    public boolean isGiven() {
        return pin != null || authorities != null;
    }

    /**
     * What the options say; the JDK's authorities if they say nothing.
     *
     * @throws IllegalArgumentException if the pin is no fingerprint
     * @throws IOException if the certificates cannot be read
     */
    public Trust trust() throws IOException {
        if (pin != null) {
            return Trust.pinned(pin);
        }
        return authorities == null ? Trust.system() : Trust.authorities(authorities);
    }
}

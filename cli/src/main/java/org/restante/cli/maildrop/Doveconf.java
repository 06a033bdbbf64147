package org.restante.cli.maildrop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Dovecot's settings, if it is installed here, as its program {@code doveconf} tells them. */
final class Doveconf {
    /** A program that takes longer hangs. */
    private static final int SECONDS_MAX = 10;

    /** No setting that is asked for is as long. */
    private static final int OCTETS_MAX = 4096;

    private Doveconf() {}

    /** What POP3 has for a setting; empty if that cannot be found out. */
    static Optional<String> pop3Setting(String name) throws IOException {
        Process process;
        try {
            process =
                    new ProcessBuilder("doveconf", "-f", "protocol=pop3", "-h", name)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException _) {
            // It is not installed.
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            String value =
                    new String(
                                    process.getInputStream().readNBytes(OCTETS_MAX),
                                    StandardCharsets.UTF_8)
                            .strip();
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}

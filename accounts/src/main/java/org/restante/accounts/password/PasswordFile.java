package org.restante.accounts.password;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file whose first line is the password with which Restante itself connects somewhere. */
public final class PasswordFile {
    /** Of the whole file: a password and its line end. */
    private static final int OCTETS_MAX = 4096;

    private PasswordFile() {}

    /**
     * Reads it.
     *
     * @throws IOException if it cannot be read or is empty; never quotes it
     */
    public static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(OCTETS_MAX), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new IOException(file + " holds no password"));
        }
    }
}

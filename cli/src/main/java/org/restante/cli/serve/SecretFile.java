package org.restante.cli.serve;

import org.restante.protocol.Secret;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret in the first line of a file that the configuration names. */
final class SecretFile {
    /** A longer one is another file. */
    private static final int FILE_OCTETS_MAX = 4096;

    private SecretFile() {}

    /**
     * Reads it.
     *
     * @param key in the configuration, for the message
     * @throws IOException if it cannot be read or is none, with the key's name
     */
    static Secret read(String key, Path file) throws IOException {
        if (Files.size(file) > FILE_OCTETS_MAX) {
            throw new IOException(
                    key + ": " + file + " is longer than " + FILE_OCTETS_MAX + " octets");
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            if (line == null || line.isEmpty()) {
                throw new IOException(key + ": " + file + " has no first line");
            }
            return new Secret(line);
        }
    }
}

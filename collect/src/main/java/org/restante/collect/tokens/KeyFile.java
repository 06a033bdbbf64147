package org.restante.collect.tokens;

import org.restante.collect.tokens.TokenException.Kind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a token folder: 32 octets as a line of base64, in a file that its owner alone can
 * read. Thread-safe.
 */
final class KeyFile {
    private static final int KEY_OCTETS = 32;
    private static final int FILE_OCTETS_MAX = 100;

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final Path file;
    private final SecureRandom random;

    KeyFile(Path file, SecureRandom random) {
        this.file = file.toAbsolutePath().normalize();
        this.random = random;
    }

    /**
     * The key.
     *
     * @throws TokenException if there is none
     */
    SecretKey read() throws IOException {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(FILE_OCTETS_MAX);
        } catch (NoSuchFileException _) {
            throw new TokenException(
                    Kind.LOGIN,
                    "the key of the tokens, "
                            + file
                            + ", is gone: bring it back from a backup, or log in again");
        }
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new TokenException(
                    Kind.CONFIGURATION,
                    file + " is a key that others may read: its mode must be 0600");
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(new String(octets, StandardCharsets.US_ASCII).strip());
        } catch (IllegalArgumentException _) {
            key = new byte[0];
        }
        Arrays.fill(octets, (byte) 0);
        if (key.length != KEY_OCTETS) {
            throw new TokenException(
                    Kind.CONFIGURATION,
                    file + " is no key: that is a line of base64 for " + KEY_OCTETS + " octets");
        }
        return new SecretKeySpec(key, "AES");
    }

    /** Makes the key if there is none yet; of several who try, one does. */
    void make(Pause pause) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        PrivateFile.makeFolderOf(file);
        try (TokenLock _ =
                TokenLock.take(file.resolveSibling(file.getFileName() + ".lock"), pause)) {
            if (Files.exists(file)) {
                return;
            }
            byte[] key = new byte[KEY_OCTETS];
            random.nextBytes(key);
            byte[] line =
                    (Base64.getEncoder().encodeToString(key) + "\n")
                            .getBytes(StandardCharsets.US_ASCII);
            try (PrivateFile fresh = PrivateFile.prepare(file, line.length)) {
                fresh.replace(line);
            }
        }
    }
}

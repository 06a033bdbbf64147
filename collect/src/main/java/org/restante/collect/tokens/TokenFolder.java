package org.restante.collect.tokens;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Where the tokens of all accounts are kept: a file for each, {@code NAME.token}, encrypted with a
 * key that lies elsewhere. All is for its owner alone. A file is replaced whole, so reading needs
 * no lock; renewing does. Thread-safe, between processes as well.
 */
public final class TokenFolder {
    private final Path folder;
    private final KeyFile key;
    private final SecureRandom random;
    private final Pause pause;

    /**
     * A folder. Nothing is made before there is something to keep.
     *
     * @param keyFile outside of the folder
     * @param random makes the key and the nonces
     * @param pause between two looks at a lock that somebody else has
     */
    public TokenFolder(Path folder, Path keyFile, SecureRandom random, Pause pause) {
        this.folder = folder.toAbsolutePath().normalize();
        this.key = new KeyFile(keyFile, random);
        this.random = random;
        this.pause = pause;
    }

    private Path file(String account, String ending) {
        if (!account.matches("[A-Za-z0-9@][A-Za-z0-9._@-]{0,99}")) {
            throw new IllegalArgumentException(
                    "an account's name is of letters, digits and . _ - @, not \"" + account + "\"");
        }
        return folder.resolve(account + ending);
    }

    /**
     * What is kept for an account.
     *
     * @return empty if there never was a login
     * @throws TokenException if it cannot be opened, so that there has to be a new login
     */
    Optional<KeptTokens> read(String account) throws IOException {
        Path file = file(account, ".token");
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(KeptTokens.FILE_OCTETS_MAX + 1);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        return Optional.of(KeptTokens.open(file, octets, account, key.read()));
    }

    /**
     * Waits until nobody else renews the tokens of an account, and keeps everybody else from it.
     *
     * @return what the caller closes
     * @throws IOException if somebody else does for too long
     */
    TokenLock lock(String account) throws IOException {
        Path file = file(account, ".lock");
        PrivateFile.makeFolderOf(file);
        return TokenLock.take(file, pause);
    }

    /**
     * Makes sure that new tokens can be kept, before they are had; with the lock.
     *
     * @return what the caller closes
     */
    Room room(String account) throws IOException {
        key.make(pause);
        key.read();
        return new Room(account);
    }

    /** Room for tokens. */
    final class Room implements AutoCloseable {
        private final String account;
        private final PrivateFile file;

        private Room(String account) throws IOException {
            this.account = account;
            this.file = PrivateFile.prepare(file(account, ".token"), KeptTokens.FILE_OCTETS_MAX);
        }

        /** Has them on the disk when it returns. */
        void keep(KeptTokens tokens) throws IOException {
            file.replace(tokens.seal(account, key.read(), random));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

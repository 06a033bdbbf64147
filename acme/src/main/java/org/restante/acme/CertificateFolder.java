package org.restante.acme;

import org.restante.server.net.TlsIdentity;

import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What is kept of one authority, for the owner's eyes alone: {@code account-key.pem}, and {@code
 * key-and-chain.pem}, one file, so that a key and its certificate are exchanged in one step.
 *
 * <p>Each directory has a folder of its own: whoever turns from an authority's trial to its real
 * directory gets a new certificate, and the old one again when he turns back. Used by one thread.
 */
final class CertificateFolder {
    /** So many octets of a digest tell two directories of one host apart. */
    private static final int DIGEST_OCTETS = 4;

    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String PUBLIC_KEY = "PUBLIC KEY";

    private final Path folder;
    private final Path accountKey;
    private final Path keyAndChain;

    /**
     * The folder of a directory; nothing is made yet.
     *
     * @param all where those of all directories are
     */
    CertificateFolder(Path all, URI directory) {
        folder = all.resolve(name(directory));
        accountKey = folder.resolve("account-key.pem");
        keyAndChain = folder.resolve("key-and-chain.pem");
    }

    private static String name(URI directory) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(directory.toString().getBytes(StandardCharsets.UTF_8));
            String host = String.valueOf(directory.getHost()).toLowerCase(Locale.ROOT);
            return host.replaceAll("[^a-z0-9.-]", "_")
                    + "-"
                    + HexFormat.of().formatHex(digest, 0, DIGEST_OCTETS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /**
     * The certificate that was kept last.
     *
     * @throws IOException if there is something that is no key with its certificate; the message
     *     names the file and holds nothing of the key
     */
    Optional<TlsIdentity> identity() throws IOException {
        return Files.exists(keyAndChain)
                ? Optional.of(TlsIdentity.read(keyAndChain, keyAndChain))
                : Optional.empty();
    }

    /** Keeps this one instead of what was kept; when it returns, that is on disk. */
    void keep(TlsIdentity identity) throws IOException {
        StringBuilder text = new StringBuilder(Pem.block(PRIVATE_KEY, identity.key().getEncoded()));
        try {
            for (X509Certificate each : identity.chain()) {
                text.append(Pem.block("CERTIFICATE", each.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate that cannot be written", e);
        }
        write(keyAndChain, text.toString());
    }

    /**
     * The key of the account, made if there is none.
     *
     * @throws IOException if what is there is no such key. It is not replaced: the authority may
     *     have tied permissions to it
     */
    KeyPair accountKey() throws IOException {
        if (!Files.exists(accountKey)) {
            KeyPair made = KeyPairs.make();
            write(
                    accountKey,
                    Pem.block(PRIVATE_KEY, made.getPrivate().getEncoded())
                            + Pem.block(PUBLIC_KEY, made.getPublic().getEncoded()));
        }
        String text = Files.readString(accountKey, StandardCharsets.ISO_8859_1);
        Optional<byte[]> privateKey = Pem.find(PRIVATE_KEY, text);
        Optional<byte[]> publicKey = Pem.find(PUBLIC_KEY, text);
        if (privateKey.isEmpty() || publicKey.isEmpty()) {
            throw damaged();
        }
        try {
            KeyFactory factory = KeyFactory.getInstance(KeyPairs.ALGORITHM);
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(publicKey.get())),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey.get())));
        } catch (GeneralSecurityException _) {
            // Its message could quote the key.
            throw damaged();
        }
    }

    private IOException damaged() {
        return new IOException(
                accountKey
                        + " is damaged: bring it back from a backup, or remove it to open a new"
                        + " account");
    }

    private void write(Path file, String text) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(partial);
        Files.createFile(
                partial,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // Not a channel: a stop, which interrupts, must not cost a certificate that was just had.
        try (FileOutputStream out = new FileOutputStream(partial.toFile())) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
        Files.move(
                partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}

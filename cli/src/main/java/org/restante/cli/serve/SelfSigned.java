package org.restante.cli.serve;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The certificate of a server that was given none: good for trying, trusted by nobody. */
final class SelfSigned {
    /** Ten years: nobody renews what nobody trusts. */
    private static final Duration VALID = Duration.ofDays(3650);

    private SelfSigned() {}

    /**
     * Makes a key and a certificate for these names in PEM files, unless both are there. The
     * certificate comes last and goes first, so that it is never beside the key of another.
     *
     * @param certificate made readable for all
     * @param key made readable for its owner alone
     */
    static void makeUnlessThere(Path certificate, Path key, String hostname, SecureRandom random)
            throws IOException {
        if (isThere(certificate) && isThere(key)) {
            return;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            Files.deleteIfExists(certificate);
            write(key, "rw-------", "PRIVATE KEY", pair.getPrivate().getEncoded());
            write(certificate, "rw-r--r--", "CERTIFICATE", Signing.sign(pair, hostname, random));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a certificate", e);
        }
    }

    /** A file without octets is what a power cut left of a write that was not forced. */
    private static boolean isThere(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    private static void write(Path file, String permissions, String kind, byte[] octets)
            throws IOException {
        StringWriter pem = new StringWriter();
        pem.write("-----BEGIN " + kind + "-----\n");
        pem.write(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets));
        pem.write("\n-----END " + kind + "-----\n");
        FileAttribute<?> mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(partial);
        Files.createFile(partial, mode);
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            ByteBuffer text = ByteBuffer.wrap(pem.toString().getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                var _ = out.write(text);
            }
            out.force(true);
        }
        Files.move(
                partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /**
     * Apart, so that who makes none loads no class of Bouncy Castle: those are in signed jars,
     * which the start-up cache leaves out and every start would have to verify.
     */
    private static final class Signing {
        static byte[] sign(KeyPair pair, String hostname, SecureRandom random)
                throws IOException, GeneralSecurityException {
            Set<String> names = new LinkedHashSet<>(List.of(hostname, "localhost"));
            GeneralName[] alternatives = new GeneralName[names.size() + 2];
            int i = 0;
            for (String name : names) {
                alternatives[i++] = new GeneralName(GeneralName.dNSName, name);
            }
            alternatives[i++] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
            alternatives[i] = new GeneralName(GeneralName.iPAddress, "::1");
            X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, hostname).build();
            Instant now = Instant.now();
            try {
                return new JcaX509v3CertificateBuilder(
                                subject,
                                new BigInteger(127, random),
                                // A clock that is a little behind must not find it of tomorrow.
                                Date.from(now.minus(Duration.ofDays(1))),
                                Date.from(now.plus(VALID)),
                                subject,
                                pair.getPublic())
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(alternatives))
                        // A CA of its own, so that a client can be told to trust this one file.
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(pair.getPrivate()))
                        .getEncoded();
            } catch (OperatorCreationException e) {
                throw new GeneralSecurityException(e);
            }
        }
    }
}

package org.restante.cli.serve;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/** A certificate for one name, signed by itself, and its key. */
public record PemFiles(Path certificate, Path key) {
    /** Makes them in the folder, named after the first label of the name. */
    public static PemFiles make(Path folder, String name, Duration valid) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        Instant now = Instant.now();
        byte[] certificate =
                new JcaX509v3CertificateBuilder(
                                subject,
                                BigInteger.valueOf(System.nanoTime()),
                                Date.from(now.minus(Duration.ofDays(1))),
                                Date.from(now.plus(valid)),
                                subject,
                                pair.getPublic())
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(new GeneralName(GeneralName.dNSName, name)))
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(pair.getPrivate()))
                        .getEncoded();
        String label = name.substring(0, name.indexOf('.'));
        return new PemFiles(
                write(folder.resolve(label + ".pem"), "CERTIFICATE", certificate),
                write(
                        folder.resolve(label + ".key"),
                        "PRIVATE KEY",
                        pair.getPrivate().getEncoded()));
    }

    private static Path write(Path file, String kind, byte[] octets) throws Exception {
        return Files.writeString(
                file,
                "-----BEGIN "
                        + kind
                        + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets)
                        + "\n-----END "
                        + kind
                        + "-----\n");
    }
}

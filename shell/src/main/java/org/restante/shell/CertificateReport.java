package org.restante.shell;

import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a server's certificate says, for a person. */
final class CertificateReport {
    private final Words words;

    CertificateReport(Words words) {
        this.words = words;
    }

    /** Lines about a chain, the server's own certificate first. */
    List<String> lines(List<X509Certificate> chain) {
        List<String> lines = new ArrayList<>();
        X509Certificate own = chain.getFirst();
        lines.add(words.say("tls.subject", name(own)));
        lines.add(words.say("tls.names", String.join(", ", names(own))));
        lines.add(
                words.say(
                        "tls.valid",
                        date(own.getNotBefore().toInstant()),
                        date(own.getNotAfter().toInstant())));
        lines.add(words.say("tls.key", key(own), own.getSigAlgName()));
        lines.add(words.say("tls.fingerprint", fingerprint(own)));
        for (int i = 0; i < chain.size(); i++) {
            String issuer = WireText.printable(chain.get(i).getIssuerX500Principal().getName());
            lines.add(
                    chain.get(i)
                                    .getIssuerX500Principal()
                                    .equals(chain.get(i).getSubjectX500Principal())
                            ? words.say("tls.self-signed")
                            : words.say("tls.issuer", issuer));
        }
        return lines;
    }

    private static String name(X509Certificate certificate) {
        return WireText.printable(certificate.getSubjectX500Principal().getName());
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    if (each.get(1) instanceof String name) {
                        names.add(WireText.printable(name));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            names.add("? (" + WireText.printable(String.valueOf(e.getMessage())) + ")");
        }
        return names.isEmpty() ? List.of("-") : names;
    }

    private static LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static String key(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECPublicKey ec -> "EC " + ec.getParams().getOrder().bitLength();
            case java.security.PublicKey other -> other.getAlgorithm();
        };
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

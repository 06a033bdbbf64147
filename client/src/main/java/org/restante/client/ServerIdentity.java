package org.restante.client;

import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is for a host (RFC 9525 §6): by its subjectAltName alone, a wildcard as its
 * whole first label. The JDK's own check also takes the common name, and a star within a label.
 */
final class ServerIdentity {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private ServerIdentity() {}

    /**
     * @throws CertificateException if it is for others; the message says for whom
     */
    static void check(X509Certificate certificate, String host) throws CertificateException {
        List<String> names;
        try {
            names = names(certificate);
        } catch (CertificateParsingException e) {
            throw new CertificateException("the certificate's names cannot be read", e);
        }
        if (!covers(names, host)) {
            throw new CertificateException(
                    "the certificate is not for "
                            + host
                            + " but for "
                            + (names.isEmpty() ? "nobody" : String.join(", ", names)));
        }
    }

    /** The names that the certificate is for, host names and addresses, for people. */
    static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> each : alternatives) {
                if (each.get(0) instanceof Integer kind
                        && (kind == DNS_NAME || kind == IP_ADDRESS)
                        && each.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    static boolean covers(List<String> names, String host) {
        if (host.contains(":")) {
            // An address of IPv6 can be written in several ways.
            InetAddress address = InetAddress.ofLiteral(host);
            return names.stream()
                    .filter(name -> name.contains(":"))
                    .anyMatch(name -> InetAddress.ofLiteral(name).equals(address));
        }
        String wanted = trimmed(host);
        return names.stream()
                .map(ServerIdentity::trimmed)
                .anyMatch(name -> name.equals(wanted) || wildcardCovers(name, wanted));
    }

    private static boolean wildcardCovers(String name, String host) {
        int dot = host.indexOf('.');
        // An address has no labels that a star could stand for.
        return name.startsWith("*.")
                && name.indexOf('*', 1) < 0
                && dot > 0
                && !host.matches("[0-9.]+")
                && name.substring(1).equals(host.substring(dot));
    }

    private static String trimmed(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}

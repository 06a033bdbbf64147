package org.restante.accounts.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.SSLSocketVerifier;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.net.ssl.SSLSocket;

/**
 * Whether a certificate is that of the server that was meant (RFC 4513 §3.1.3): one of its subject
 * alternative names is that name, or that address. A {@code *} counts as the whole first label.
 *
 * <p>The library's own check lets every certificate pass on a loopback address.
 */
final class ServerName extends SSLSocketVerifier {
    /** RFC 5280 §4.2.1.6. */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    @Override
    public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        try {
            socket.startHandshake();
            if (socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    && isFor(certificate, host)) {
                return;
            }
        } catch (IOException | CertificateParsingException e) {
            throw new LDAPException(
                    ResultCode.CONNECT_ERROR, "the certificate cannot be checked", e);
        }
        throw new LDAPException(ResultCode.CONNECT_ERROR, "the certificate is not that of " + host);
    }

    private static boolean isFor(X509Certificate certificate, String host)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        Optional<InetAddress> address = address(host);
        for (List<?> name : names) {
            if (!(name.get(1) instanceof String text)) {
                continue;
            }
            int type = (Integer) name.get(0);
            if (type == IP_ADDRESS && address.isPresent() && address.equals(address(text))) {
                return true;
            }
            if (type == DNS_NAME && address.isEmpty() && matches(text, host)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        String given = pattern.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return given.equals(wanted)
                || (given.startsWith("*.")
                        && dot > 0
                        && wanted.indexOf('.', dot + 1) > 0
                        && given.substring(1).equals(wanted.substring(dot)));
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text.replaceAll("^\\[|]$", "")));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // A name.
        }
    }
}

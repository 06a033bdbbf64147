package org.restante.server.login.sasl;

import org.restante.protocol.sasl.Utf8;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Where in a client's certificate its login name stands. */
public enum CertificateName {
    /** The mail addresses of its subjectAltName (RFC 5280 §4.2.1.6). */
    EMAIL,
    /** The common name of its subject. */
    COMMON_NAME;

    private static final int RFC822_NAME = 1;

    /** The names that it holds there, perhaps none. */
    List<String> of(X509Certificate certificate) {
        return switch (this) {
            case EMAIL -> addresses(certificate);
            case COMMON_NAME -> commonNames(certificate);
        };
    }

    private static List<String> addresses(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.get(0).equals(RFC822_NAME) && name.get(1) instanceof String address) {
                        names.add(address);
                    }
                }
            }
        } catch (CertificateParsingException _) {
            return List.of(); // A name that cannot be read is nobody's.
        }
        return names;
    }

    private static List<String> commonNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn part :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    switch (part.getValue()) {
                        case String name -> names.add(name);
                        case byte[] octets -> Utf8.decode(octets).ifPresent(names::add);
                        default -> {
                            // No other type is documented.
                        }
                    }
                }
            }
        } catch (InvalidNameException _) {
            return List.of(); // A name that cannot be read is nobody's.
        }
        return names;
    }
}

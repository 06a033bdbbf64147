package org.restante.acme;

import org.restante.protocol.Secret;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Of whom certificates are had, and for which names.
 *
 * @param directory the URL of the authority's directory (RFC 8555 §7.1.1)
 * @param names of the certificate, in lower case and as DNS has them (A-labels); one at least
 * @param contacts mail addresses that the authority is told when the account is made
 * @param authorities who signs the certificate of the directory itself; none: whom Java trusts
 * @param externalAccount who we are to an authority that asks for it (RFC 8555 §7.3.4)
 * @param folder where accounts and certificates are kept
 */
public record AcmeSettings(
        URI directory,
        List<String> names,
        List<String> contacts,
        List<X509Certificate> authorities,
        Optional<ExternalAccount> externalAccount,
        Path folder) {
    public AcmeSettings {
        names = names.stream().distinct().toList();
        contacts = List.copyOf(contacts);
        authorities = List.copyOf(authorities);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a certificate needs a name");
        }
    }

    /**
     * An account that was opened by other means than ACME.
     *
     * @param key the MAC key, as authorities hand it out: in base64url
     */
    public record ExternalAccount(String id, Secret key) {
        public ExternalAccount {
            // Checked here: whoever decodes it later might quote it.
            if (!key.reveal().matches("[A-Za-z0-9_-]{16,1024}={0,2}")) {
                throw new IllegalArgumentException(
                        "is not a key in base64url of 16 characters at least");
            }
        }
    }
}

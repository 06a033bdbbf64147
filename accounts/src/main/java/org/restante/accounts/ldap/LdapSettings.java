package org.restante.accounts.ldap;

import org.restante.accounts.password.PasswordScheme;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to ask a directory. Holds no secret: the password stands in a file.
 *
 * @param servers asked in this order until one answers
 * @param startTls whether a connection that is not {@code ldaps} is made safe before it is used
 * @param certificateAuthorities PEM; none: those that this Java trusts
 * @param bindName as whom to search; none: anonymously
 * @param passwordFile of {@code bindName}; its first line counts, read at each new connection
 * @param base where to search, with everything below
 * @param filter finds who logs in, with {@code {name}}, {@code {local}}, {@code {domain}}
 * @param addressFilter finds whose an address is, with the same; none: by {@code filter} alone
 * @param mode how a password is checked
 * @param unprefixed the scheme of a value without one
 * @param enabledAttribute an account whose attribute is there and not {@code TRUE}, {@code yes},
 *     {@code 1} or {@code active} is disabled
 * @param connections how many there may be at once
 * @param timeout for a connection and for an answer, each
 */
public record LdapSettings(
        List<URI> servers,
        boolean startTls,
        Optional<Path> certificateAuthorities,
        Optional<String> bindName,
        Optional<Path> passwordFile,
        String base,
        String filter,
        Optional<String> addressFilter,
        Mode mode,
        String nameAttribute,
        String passwordAttribute,
        PasswordScheme unprefixed,
        Optional<String> maildropAttribute,
        Optional<String> enabledAttribute,
        int connections,
        Duration timeout) {
    /** How a password is checked. */
    public enum Mode {
        /** The directory is asked to let the account in. */
        BIND,
        /** The stored values are read and checked here. */
        READ
    }

    public LdapSettings {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("there is no server");
        }
    }

    /**
     * The address of a server.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static URI server(String text) {
        try {
            URI uri = new URI(text);
            boolean known = "ldap".equals(uri.getScheme()) || "ldaps".equals(uri.getScheme());
            boolean bare = uri.getRawPath() == null || uri.getRawPath().length() <= 1;
            if (known && bare && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Told below, like all else that is no such address.
        }
        throw new IllegalArgumentException(
                "is not ldap://host, ldap://host:port, ldaps://host or ldaps://host:port");
    }
}

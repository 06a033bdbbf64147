package org.restante.protocol;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A URL to which secrets may go, or from which a person may be told to go on: {@code https}, or
 * {@code http} on this machine itself. Keys that came in the clear could be anybody's.
 */
public record WebAddress(URI uri) {
    public WebAddress {
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "must be a URL with a host, without a user and without #");
        }
        if (!"https".equalsIgnoreCase(uri.getScheme())
                && !("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(host))) {
            throw new IllegalArgumentException(
                    "must be an https URL; http is for this machine itself alone");
        }
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    public static WebAddress parse(String text) {
        try {
            return new WebAddress(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL: " + e.getReason(), e);
        }
    }

    /** Whether it is within TLS. */
    public boolean isEncrypted() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    // By its looks alone: what a name server says must not decide whether TLS is needed.
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}

package org.restante.server.net;

/** A version of TLS that may be agreed on; older ones are never (RFC 8996). Oldest first. */
public enum TlsVersion {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String number;

    TlsVersion(String number) {
        this.number = number;
    }

    /**
     * Reads {@code 1.2} or {@code 1.3}.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static TlsVersion parse(String number) {
        for (TlsVersion version : values()) {
            if (version.number.equals(number)) {
                return version;
            }
        }
        throw new IllegalArgumentException("must be one of \"1.2\", \"1.3\"");
    }

    /** As a provider calls it. */
    String protocol() {
        return "TLSv" + number;
    }

    /** Whether it can use a suite: those of 1.3 do not name a key exchange, those of 1.2 must. */
    boolean uses(String suite) {
        return suite.contains("_WITH_") == (this == TLS_1_2);
    }
}

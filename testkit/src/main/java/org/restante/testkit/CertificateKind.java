package org.restante.testkit;

/** What a client should think of the certificate that a server presents. */
public enum CertificateKind {
    /**
     * For {@code localhost}, {@code 127.0.0.1} and {@code ::1}, signed by the authority of {@link
     * Trust}.
     */
    VALID,
    /** The same, but its time was over yesterday. */
    EXPIRED,
    /** The same, but for {@code other.example.org} alone. */
    OTHER_NAME,
    /** As {@link #VALID}, but signed by an authority that nobody trusts. */
    UNTRUSTED
}

package org.restante.server.login;

import org.restante.protocol.Secret;

/** What is stored of a password in order to check it. Immutable; its {@code toString} hides it. */
public interface Verifier {
    /** The name of its scheme, such as {@code SCRAM-SHA-256}. */
    String scheme();

    /**
     * Text that changes whenever the password or the verifier does; a login that was verified once
     * is remembered under it. Secret: never logged.
     */
    String stored();

    /**
     * Whether this is the password; costs what the scheme costs, often milliseconds of one core.
     */
    boolean matches(Secret password);
}

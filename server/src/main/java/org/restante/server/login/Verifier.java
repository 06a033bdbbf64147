package org.restante.server.login;

import org.restante.protocol.Secret;

import java.io.IOException;

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
     * Whether checking a password costs this machine; false if another one is asked and this one
     * only waits for its answer.
     */
    default boolean isCheckedHere() {
        return true;
    }

    /**
     * Whether this is the password; costs what the scheme costs, often milliseconds of one core.
     *
     * @throws IOException if a back end has to be asked and cannot answer now
     */
    boolean matches(Secret password) throws IOException;
}

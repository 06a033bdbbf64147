package org.restante.server.login;

import org.restante.protocol.Secret;

/** A verifier that gives the password back, as APOP and CRAM-MD5 need it. */
public interface RecoverablePassword extends Verifier {
    /** Its scheme, as Dovecot names it. */
    String SCHEME = "PLAIN";

    Secret password();

    /** A password as it is, in memory: for tests and practice. */
    static RecoverablePassword of(Secret password) {
        return new RecoverablePassword() {
            @Override
            public Secret password() {
                return password;
            }

            @Override
            public String scheme() {
                return SCHEME;
            }

            @Override
            public String stored() {
                return password.reveal();
            }

            @Override
            public boolean matches(Secret tried) {
                return password.equals(tried);
            }
        };
    }
}

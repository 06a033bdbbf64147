package org.restante.server.login;

import org.restante.protocol.Secret;

/** A verifier that gives the password back, as APOP and CRAM-MD5 need it. */
public interface RecoverablePassword extends Verifier {
    /** Its scheme, as Dovecot names it. */
    String SCHEME = "PLAIN";

    Secret password();
}

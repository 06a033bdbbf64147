package org.restante.accounts.ldap;

import org.restante.protocol.Secret;
import org.restante.server.login.Verifier;

import java.io.IOException;
import java.util.UUID;

/** Proves a password by asking the directory to let its owner in. */
final class BindVerifier implements Verifier {
    /** Asks the directory. */
    interface Bind {
        boolean admits(String dn, String password) throws IOException;
    }

    private final Bind bind;
    private final String dn;

    /**
     * Nobody here can know when the password changes in the directory, so a verified login must not
     * be remembered beyond the answer that this verifier belongs to.
     */
    private final String once = UUID.randomUUID().toString();

    BindVerifier(Bind bind, String dn) {
        this.bind = bind;
        this.dn = dn;
    }

    @Override
    public String scheme() {
        return "LDAP";
    }

    @Override
    public String stored() {
        return once;
    }

    @Override
    public boolean isCheckedHere() {
        return false;
    }

    @Override
    public boolean matches(Secret password) throws IOException {
        String text = password.reveal();
        // RFC 4513 §5.1.2: a bind without a password succeeds for every name and proves nothing.
        if (text.isEmpty() || dn.isEmpty()) {
            return false;
        }
        return bind.admits(dn, text);
    }

    @Override
    public String toString() {
        return "{LDAP}***";
    }
}

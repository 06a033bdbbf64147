package org.restante.accounts;

import org.restante.server.login.Canonical;

/**
 * A login name or an address in its one form, taken apart.
 *
 * @param name all of it
 * @param local what stands before the last {@code @} if a domain stands behind it, else all of it
 * @param domain in A-labels; empty if there is none
 */
public record LoginName(String name, String local, String domain) {
    /** Reads what a client or an envelope gave; never fails. */
    public static LoginName of(String text) {
        String name = Canonical.name(text);
        int at = name.lastIndexOf('@');
        return at >= 0 && Canonical.domain(name.substring(at + 1)).isPresent()
                ? new LoginName(name, name.substring(0, at), name.substring(at + 1))
                : new LoginName(name, name, "");
    }

    /** Whether it can be that of an account at all. */
    public boolean canName() {
        return !name.isEmpty() && !Canonical.hasInvisible(name);
    }

    /** The local part as a name of its own. */
    public LoginName bare() {
        return new LoginName(local, local, "");
    }
}

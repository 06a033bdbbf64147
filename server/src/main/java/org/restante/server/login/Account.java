package org.restante.server.login;

import org.restante.store.MaildropName;

import java.util.List;

/**
 * Somebody who may log in.
 *
 * @param name as it was created, case-folded
 * @param enabled a disabled account cannot log in and takes no mail
 * @param verifiers each of them alone proves the password; none means no password login
 * @param maildrop what a login opens and where mail goes
 * @param policy what else decides whether a login is allowed
 */
public record Account(
        String name,
        boolean enabled,
        List<Verifier> verifiers,
        MaildropName maildrop,
        Policy policy) {
    public Account {
        verifiers = List.copyOf(verifiers);
    }

    /** An account without a policy of its own. */
    public Account(String name, boolean enabled, List<Verifier> verifiers, MaildropName maildrop) {
        this(name, enabled, verifiers, maildrop, Policy.NONE);
    }
}

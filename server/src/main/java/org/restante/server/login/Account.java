package org.restante.server.login;

import org.restante.store.MaildropName;

import java.util.List;
import java.util.Optional;

/**
 * Somebody who may log in.
 *
 * @param name as it was created, case-folded
 * @param enabled a disabled account cannot log in and takes no mail
 * @param verifiers each of them alone proves the password; none means no password login
 * @param maildrop what a login opens and where mail goes
 * @param policy what else decides whether a login is allowed
 * @param view which view of the maildrop the login asked for, as it stood behind the {@code +};
 *     empty for the maildrop itself
 */
public record Account(
        String name,
        boolean enabled,
        List<Verifier> verifiers,
        MaildropName maildrop,
        Policy policy,
        Optional<String> view) {
    public Account {
        verifiers = List.copyOf(verifiers);
    }

    /** An account with a policy of its own. */
    public Account(
            String name,
            boolean enabled,
            List<Verifier> verifiers,
            MaildropName maildrop,
            Policy policy) {
        this(name, enabled, verifiers, maildrop, policy, Optional.empty());
    }

    /** An account without a policy of its own. */
    public Account(String name, boolean enabled, List<Verifier> verifiers, MaildropName maildrop) {
        this(name, enabled, verifiers, maildrop, Policy.NONE);
    }

    /** The same account, about to open a view of its mail. */
    Account viewing(String named) {
        return new Account(name, enabled, verifiers, maildrop, policy, Optional.of(named));
    }

    /** What the login opens; empty if no view can have that name. */
    public Optional<MaildropName> opens() {
        return view.isEmpty() ? Optional.of(maildrop) : maildrop.view(view.get());
    }
}

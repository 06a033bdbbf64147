package org.restante.cli.account;

import org.restante.accounts.password.StoredVerifier;
import org.restante.protocol.Secret;

import java.util.List;
import java.util.Optional;

/**
 * A password that an account is to get.
 *
 * @param generated the password itself, if it was made here and has to be shown
 */
record NewPassword(List<StoredVerifier> verifiers, Optional<Secret> generated) {
    NewPassword {
        verifiers = List.copyOf(verifiers);
    }
}

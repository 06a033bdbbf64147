package org.restante.accounts;

import org.restante.server.login.Policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An account that is to be imported with all that belongs to it.
 *
 * @param verifiers each with {@code {SCHEME}} before it
 * @param maildrop an absolute path, if it lies elsewhere than the store's
 * @param addresses beside its name at the local domains
 */
public record ImportedAccount(
        String name,
        boolean enabled,
        List<String> verifiers,
        Optional<Path> maildrop,
        List<String> addresses,
        Policy policy) {
    public ImportedAccount {
        verifiers = List.copyOf(verifiers);
        addresses = List.copyOf(addresses);
    }

    /** Without the verifiers. */
    @Override
    public String toString() {
        return "ImportedAccount[" + name + "]";
    }
}

package org.restante.accounts;

import org.restante.server.login.Policy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An account as it is shown to its administrator; holds no secret.
 *
 * @param maildrop where its maildrop lies, if not where the store puts it
 * @param schemes of its verifiers, sorted
 * @param addresses beside its own name at the local domains, sorted; {@code @domain} is a catch-all
 * @param policy what else decides whether a login is allowed
 */
public record StoredAccount(
        String name,
        boolean enabled,
        Optional<Path> maildrop,
        Instant created,
        List<String> schemes,
        List<String> addresses,
        Policy policy) {
    public StoredAccount {
        schemes = List.copyOf(schemes);
        addresses = List.copyOf(addresses);
    }
}

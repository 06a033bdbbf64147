package org.restante.accounts;

import org.restante.server.login.Canonical;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the configuration says of names and addresses; asked at every lookup, so that a reload
 * counts. For sources that have names, but no table of addresses.
 *
 * @param domains the local ones; the first that fits decides over a bare local part
 * @param postmaster the account that gets the mail for postmaster
 */
public record Locality(
        Supplier<? extends Collection<String>> domains, Supplier<Optional<String>> postmaster) {
    /**
     * The addresses that a mail may be for, the most exact first: as it stands, and without {@code
     * +detail}; a bare local part at each local domain.
     *
     * @param address as {@link org.restante.server.login.Accounts#byAddress} takes it
     */
    public List<LoginName> meant(String address) {
        LoginName whole = LoginName.of(address);
        List<LoginName> at = new ArrayList<>();
        if (address.indexOf('@') >= 0) {
            if (!whole.local().isEmpty() && !whole.domain().isEmpty()) {
                at.add(whole);
            }
        } else if (!whole.name().isEmpty()) {
            local().forEach(domain -> at.add(LoginName.of(whole.name() + "@" + domain)));
        }
        List<LoginName> meant = new ArrayList<>(at);
        for (LoginName each : at) {
            int plus = each.local().indexOf('+');
            if (plus > 0) {
                String bare = each.local().substring(0, plus);
                meant.add(LoginName.of(bare + "@" + each.domain()));
            }
        }
        return meant;
    }

    /** Whether accounts have their names as addresses in this domain. */
    public boolean isLocal(String domain) {
        return local().contains(domain);
    }

    /**
     * Who keeps postmaster, if that is what the address means (RFC 5321 §4.5.1) and somebody is
     * named.
     */
    public Optional<LoginName> keeper(String address) {
        LoginName asked = LoginName.of(address);
        boolean bare = address.indexOf('@') < 0;
        String local = bare ? asked.name() : asked.local();
        return local.equals("postmaster") && (bare || isLocal(asked.domain()))
                ? postmaster.get().map(LoginName::of)
                : Optional.empty();
    }

    private Set<String> local() {
        Set<String> local = new LinkedHashSet<>();
        // What is no domain can stand in no address; the configuration has complained of it.
        domains.get().forEach(domain -> Canonical.domain(domain).ifPresent(local::add));
        return local;
    }
}

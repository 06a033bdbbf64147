package org.restante.accounts;

import org.restante.server.login.Canonical;

import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which account a login name or an address means, within one transaction. */
final class Lookup {
    private final Tables tables;
    private final Set<String> domains;
    private final Optional<String> postmaster;

    /**
     * Prepares for questions.
     *
     * @param domains the local ones; the first that fits decides over a bare local part
     * @param postmaster the account that keeps it, if one was named
     */
    Lookup(Tables tables, Collection<String> domains, Optional<String> postmaster) {
        this.tables = tables;
        this.domains = new LinkedHashSet<>();
        // What is no domain can stand in no address; the configuration has complained of it.
        domains.forEach(domain -> Canonical.domain(domain).ifPresent(this.domains::add));
        this.postmaster = postmaster.map(Canonical::name);
    }

    Optional<String> byLogin(String loginName) throws SQLException {
        String name = Canonical.name(loginName);
        // Nothing that is stored holds such characters, and PostgreSQL takes no NUL.
        if (Canonical.hasInvisible(name)) {
            return Optional.empty();
        }
        if (tables.exists(name)) {
            return Optional.of(name);
        }
        int at = loginName.lastIndexOf('@');
        if (at < 0) {
            return onlyOneAt(name);
        }
        Optional<String> domain = Canonical.domain(loginName.substring(at + 1));
        return at > 0 && domain.isPresent()
                ? owner(Canonical.folded(loginName.substring(0, at)), Set.of(domain.get()))
                : Optional.empty();
    }

    /** RFC 6186 §5: the local part alone will do where it is unambiguous. */
    private Optional<String> onlyOneAt(String localPart) throws SQLException {
        List<String> local =
                tables.namesAt(localPart).stream()
                        .filter(name -> domains.contains(name.substring(localPart.length() + 1)))
                        .toList();
        return local.size() == 1 ? Optional.of(local.getFirst()) : Optional.empty();
    }

    Optional<String> byAddress(String address) throws SQLException {
        int at = address.lastIndexOf('@');
        String localPart = Canonical.folded(at < 0 ? address : address.substring(0, at));
        Set<String> asked =
                at < 0
                        ? domains
                        : Canonical.domain(address.substring(at + 1)).map(Set::of).orElse(Set.of());
        if (localPart.isEmpty() || Canonical.hasInvisible(localPart)) {
            return Optional.empty();
        }
        Optional<String> found = owner(localPart, asked);
        int plus = localPart.indexOf('+');
        if (found.isEmpty() && plus > 0) {
            found = owner(localPart.substring(0, plus), asked);
        }
        // RFC 5321 §4.5.1: with no domain at all, too, even if none were configured.
        if (found.isEmpty()
                && localPart.equals("postmaster")
                && (at < 0 || (domains.containsAll(asked) && !asked.isEmpty()))) {
            found = keeperOfPostmaster();
        }
        return found.isEmpty() ? at(asked, tables.holdings("")) : found;
    }

    /** Whose a local part is at one of the domains: an address first, then a name. */
    Optional<String> owner(String localPart, Set<String> asked) throws SQLException {
        Optional<String> found = at(asked, tables.holdings(localPart));
        if (found.isPresent()) {
            return found;
        }
        List<String> names = tables.namesAt(localPart);
        boolean isName = tables.exists(localPart);
        for (String domain : asked) {
            if (!domains.contains(domain)) {
                continue;
            }
            if (names.contains(localPart + "@" + domain)) {
                return Optional.of(localPart + "@" + domain);
            }
            if (isName) {
                return Optional.of(localPart);
            }
        }
        return Optional.empty();
    }

    /** Who has an address already that a new account of this name would take for its own. */
    Optional<String> rivalOf(String name) throws SQLException {
        int at = name.lastIndexOf('@');
        if (at > 0) {
            Address own = new Address(name.substring(0, at), name.substring(at + 1));
            Optional<String> holder = tables.holder(own);
            if (holder.isPresent()) {
                return holder;
            }
            // A bare name owns its local part at every local domain.
            if (domains.contains(own.domain()) && tables.exists(own.localPart())) {
                return Optional.of(own.localPart());
            }
        }
        return owner(name, domains);
    }

    private static Optional<String> at(Set<String> asked, List<Tables.Holding> holdings) {
        Map<String, String> accounts =
                holdings.stream()
                        .collect(Collectors.toMap(Tables.Holding::domain, Tables.Holding::account));
        return asked.stream().filter(accounts::containsKey).map(accounts::get).findFirst();
    }

    /** Postmaster must be heard (RFC 5321 §4.5.1): if the one named is gone, another keeps it. */
    private Optional<String> keeperOfPostmaster() throws SQLException {
        return postmaster.isPresent() && tables.isEnabled(postmaster.get())
                ? postmaster
                : tables.oldestEnabled();
    }
}

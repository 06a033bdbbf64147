package org.restante.server.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The identities of a server, in the order in which they were configured, and which of them a
 * client gets to see. Immutable.
 *
 * <p>By the name that the client asks for (RFC 6066 §3): those whose certificate has just this
 * name, else those with a wildcard for it, else the first one and those with the same names as the
 * first. What is left differs by the kind of key alone, and the client's abilities decide.
 */
final class TlsIdentities {
    private final List<TlsIdentity> all;

    TlsIdentities(List<TlsIdentity> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("TLS needs a certificate");
        }
        this.all = List.copyOf(all);
    }

    List<TlsIdentity> all() {
        return all;
    }

    /** Those that fit the name; never empty. */
    List<TlsIdentity> forName(Optional<String> asked) {
        return asked.map(name -> name.toLowerCase(Locale.ROOT))
                .flatMap(name -> named(name).or(() -> parent(name).flatMap(this::named)))
                .orElseGet(() -> which(it -> it.names().equals(all.getFirst().names())));
    }

    private Optional<List<TlsIdentity>> named(String name) {
        return Optional.of(which(it -> it.names().contains(name))).filter(some -> !some.isEmpty());
    }

    private List<TlsIdentity> which(Predicate<TlsIdentity> fits) {
        return all.stream().filter(fits).toList();
    }

    /** A wildcard stands for the whole leftmost label and for no other (RFC 9525 §6.3). */
    private static Optional<String> parent(String name) {
        int dot = name.indexOf('.');
        return dot < 1 ? Optional.empty() : Optional.of("*" + name.substring(dot));
    }

    /**
     * These with one more; it takes the place of those that have the same names and kind of key.
     */
    List<TlsIdentity> with(TlsIdentity added) {
        Predicate<TlsIdentity> same =
                it -> it.names().equals(added.names()) && it.keyType().equals(added.keyType());
        if (all.stream().noneMatch(same)) {
            return Stream.concat(all.stream(), Stream.of(added)).toList();
        }
        return all.stream().map(it -> same.test(it) ? added : it).distinct().toList();
    }
}

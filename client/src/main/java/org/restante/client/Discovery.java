package org.restante.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * Finds the servers of an address's domain by SRV records (RFC 6186, RFC 8314 §5.1), for setting an
 * account up, once: what was found is to be shown to the person and kept. The records are not
 * signed, so a server outside of the domain is to be confirmed ({@link Found#outside}). For any
 * thread.
 */
public final class Discovery {
    /** SRV records of a domain; one that has more is no mail provider. */
    private static final int RECORDS_MAX = 100;

    private static final int ATTEMPTS = 2;

    /**
     * A server that the domain names.
     *
     * @param outside whether its name is not within the domain, so that whoever could forge the
     *     answer could name a server of their own
     */
    public record Found(Pop3Server server, boolean outside) {}

    private final Optional<String> dns;
    private final Duration bound;

    private Discovery(Optional<String> dns, Duration bound) {
        this.dns = dns;
        this.bound = bound;
    }

    /** Asks the system's name servers. */
    public static Discovery system() {
        return new Discovery(Optional.empty(), Duration.ofSeconds(5));
    }

    /**
     * Asks this name server.
     *
     * @param address host and port
     * @param bound for each attempt
     */
    public static Discovery by(String address, Duration bound) {
        return new Discovery(Optional.of(address), bound);
    }

    /**
     * The servers of an address, best first: TLS before STLS, then as the domain prefers. Empty if
     * the domain names none, or says that it has none.
     *
     * {@snippet file="Examples.java" region="discover"}
     *
     * @param address {@code alice@example.org}, or its domain
     * @throws IOException if the name servers cannot be asked
     */
    public List<Found> find(String address) throws IOException {
        String domain =
                address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT).strip();
        List<Found> all = new ArrayList<>();
        all.addAll(ask("_pop3s._tcp.", domain, Security.TLS));
        all.addAll(ask("_pop3._tcp.", domain, Security.STLS));
        return all;
    }

    private record Srv(int priority, int weight, int port, String target) {}

    // Of DNS nothing comes but text: there is no object in it that could be deserialized. And JNDI
    // takes a Hashtable alone.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private List<Found> ask(String service, String domain, Security security) throws IOException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(bound.toMillis()));
        environment.put("com.sun.jndi.dns.timeout.retries", Integer.toString(ATTEMPTS));
        dns.ifPresent(it -> environment.put(Context.PROVIDER_URL, "dns://" + it));
        List<Srv> records = new ArrayList<>();
        try {
            DirContext context = new InitialDirContext(environment);
            try {
                Attributes attributes =
                        context.getAttributes(service + domain, new String[] {"SRV"});
                Attribute answer = attributes.get("SRV");
                if (answer != null) {
                    NamingEnumeration<?> values = answer.getAll();
                    while (values.hasMore() && records.size() < RECORDS_MAX) {
                        parse(values.next().toString()).ifPresent(records::add);
                    }
                }
            } finally {
                context.close();
            }
        } catch (NameNotFoundException _) {
            return List.of();
        } catch (NamingException e) {
            throw new IOException("cannot look up " + service + domain + ": " + e.getMessage(), e);
        }
        return records.stream()
                // The weight is for choosing at random, among many clients; the heavier is tried
                // first.
                .sorted(
                        Comparator.comparingInt(Srv::priority)
                                .thenComparing(Srv::weight, Comparator.reverseOrder()))
                .map(it ->
                        new Found(
                                Pop3Server.of(it.target())
                                        .withSecurity(security)
                                        .withPort(it.port()),
                                !it.target().equals(domain) && !it.target().endsWith("." + domain)))
                .toList();
    }

    /** Four words; the target {@code .} says that there is no such service. */
    private static Optional<Srv> parse(String value) {
        String[] words = value.strip().split("\\s+", -1);
        if (words.length != 4 || words[3].equals(".")) {
            return Optional.empty();
        }
        try {
            String target = words[3].toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
            Srv record =
                    new Srv(
                            Integer.parseInt(words[0]),
                            Integer.parseInt(words[1]),
                            Integer.parseInt(words[2]),
                            target);
            Pop3Server.of(record.target()).withPort(record.port());
            return Optional.of(record);
        } catch (IllegalArgumentException _) {
            // What is no server cannot be connected to.
            return Optional.empty();
        }
    }
}

package org.restante.cli.collect.moving;

import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.protocol.Secret;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A {@link Converted} account that is being put together. Confined to one thread. */
final class Draft {
    /** Smaller bounds cannot be configured here. */
    private static final long SIZE_OCTETS_MIN = 1024;

    final String label;
    final int line;
    private final List<Note> notes;
    String host = "";
    String user = "";
    OptionalInt port = OptionalInt.empty();
    Security security = Security.TLS;
    Optional<Secret> password = Optional.empty();
    final List<String> otherHosts = new ArrayList<>();
    private final List<String> addedHeaders = new ArrayList<>();
    final Map<String, Object> keys = new LinkedHashMap<>();

    Draft(String label, int line, List<Note> notes) {
        this.label = label;
        this.line = line;
        this.notes = notes;
    }

    void note(int at, String words) {
        notes.add(new Note(at, words));
    }

    /**
     * The program used no TLS. Nobody chooses that again without knowing, unless nothing leaves the
     * machine.
     */
    void clearText(int at) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
            security = Security.CLEAR_TEXT;
        } else {
            security = Security.STLS;
            note(
                    at,
                    "no TLS: everybody on the way could read the mail. Here it has to be STLS; if "
                            + host
                            + " has none, runs say so, and security = \"none\" has what there was");
        }
    }

    /** Leaves larger messages on the server. */
    void sizeMax(int at, long octets) {
        if (octets >= SIZE_OCTETS_MIN) {
            keys.put("size-max", octets);
        } else if (octets > 0) {
            note(at, "a bound of " + octets + " octets is less than can be set; it is left out");
        }
    }

    /** Puts a field in front of the header, as the program did. */
    void addHeader(String field, boolean added) {
        if (added) {
            addedHeaders.add(field);
            keys.put("add-headers", addedHeaders);
        }
    }

    /** Removes what was delivered, or not. */
    void removes(boolean removes) {
        keys.put("remove", removes ? "after-delivery" : "never");
    }

    void maildir(String path) {
        keys.put("deliver-to", "maildir");
        keys.put("path", HomePath.of(path).toString());
    }

    void mbox(String path) {
        keys.put("deliver-to", "mbox");
        keys.put("path", HomePath.of(path).toString());
    }

    void command(List<String> command) {
        keys.put("deliver-to", "command");
        keys.put("command", command);
    }

    boolean hasTarget() {
        return keys.containsKey("deliver-to");
    }

    /** Empty, with a note, if it is no account. */
    Optional<Converted> converted() {
        if (host.isEmpty() || user.isEmpty()) {
            note(line, label + " has no " + (host.isEmpty() ? "host" : "user") + ": left out");
            return Optional.empty();
        }
        try {
            Pop3Server server = Pop3Server.of(host).withSecurity(security);
            List<String> hosts = new ArrayList<>(otherHosts);
            hosts.add(host);
            return Optional.of(
                    new Converted(
                            label,
                            port.isPresent() ? server.withPort(port.getAsInt()) : server,
                            user,
                            password,
                            keys,
                            List.copyOf(hosts)));
        } catch (IllegalArgumentException e) {
            note(line, label + " is left out: " + e.getMessage());
            return Optional.empty();
        }
    }
}

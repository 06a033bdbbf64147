package org.restante.cli.config;

import org.restante.client.Pop3Server;
import org.restante.client.PopUrl;
import org.restante.client.Security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A table {@code [[collection]]} that is being made, as text. Confined to one thread. */
public final class CollectionBlock {
    private final Map<String, Object> keys = new LinkedHashMap<>();
    private String remark = "";

    /** One with a name. */
    public CollectionBlock(String name) {
        set("name", name);
    }

    /** A name for the collection of an address, a server or an account, that is not among these. */
    public static String name(String of, Iterable<String> taken) {
        String plain = of.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        String name = plain.isEmpty() ? "mail" : plain.substring(0, Math.min(plain.length(), 50));
        String free = name;
        for (int i = 2; contains(taken, free); i++) {
            free = name + "-" + i;
        }
        return free;
    }

    private static boolean contains(Iterable<String> names, String name) {
        for (String each : names) {
            if (each.equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** What it is called. */
    public String name() {
        return String.valueOf(keys.get("name"));
    }

    /**
     * Sets a key.
     *
     * @param value a String, a number, a boolean or a list of them
     */
    public CollectionBlock set(String key, Object value) {
        keys.put(key, value);
        return this;
    }

    /** Puts a key in the place of another one. */
    public CollectionBlock move(String from, String to, Object value) {
        Map<String, Object> before = new LinkedHashMap<>(keys);
        keys.clear();
        before.forEach((key, old) ->
                keys.put(key.equals(from) ? to : key, key.equals(from) ? value : old));
        return this;
    }

    /** The value of a key. */
    public Optional<Object> find(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** Sets what says where the maildrop is. */
    public CollectionBlock server(Pop3Server server, String user) {
        if (server.port() == server.security().port()) {
            set("host", server.host()).set("user", user);
        } else {
            String url =
                    new PopUrl(
                                    server.security(),
                                    Optional.of(user),
                                    Optional.empty(),
                                    server.host(),
                                    OptionalInt.of(server.port()))
                            .toString();
            set("url", server.security() == Security.TLS ? "pop3s" + url.substring(3) : url);
        }
        return switch (server.security()) {
            case TLS -> this;
            case STLS -> keys.containsKey("url") ? this : set("security", "stls");
            case CLEAR_TEXT -> set("security", "none");
        };
    }

    /** A comment of one line before the table. */
    public CollectionBlock remark(String text) {
        remark = "# " + text.replaceAll("\\p{C}", "?") + "\n";
        return this;
    }

    /** The text, with the end of its last line. */
    public String toml() {
        return remark
                + "[[collection]]\n"
                + keys.entrySet().stream()
                        .map(each -> each.getKey() + " = " + Toml.write(each.getValue()) + "\n")
                        .collect(Collectors.joining());
    }
}

package org.restante.cli.collect.moving;

import org.restante.client.Security;
import org.restante.protocol.Secret;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** An mpop configuration file: a command in each line, in accounts that inherit from others. */
final class Mpop {
    private record Value(String text, int line) {
        /** Nothing is the same as on. */
        boolean on() {
            return text.isEmpty() || text.equals("on");
        }
    }

    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    Map.entry(
                            "filter",
                            "nothing is filtered; deliver-to = \"command\" can have a filter deliver"),
                    Map.entry("proxy_host", "connections go straight to the server"),
                    Map.entry("socket", "connections go to host and port"),
                    Map.entry("source_ip", "the system chooses the address to connect from"),
                    Map.entry(
                            "tls_fingerprint",
                            "the certificate is checked by its authority; ca-file can hold it itself"),
                    Map.entry("tls_key_file", "client certificates are not sent"),
                    Map.entry("tls_cert_file", "client certificates are not sent"),
                    Map.entry("tls_crl_file", "no list of revoked certificates is read"),
                    Map.entry("tls_host_override", "the certificate has to name the host"));

    private final List<Note> notes;
    private Map<String, Value> defaults = new LinkedHashMap<>();
    private final Map<String, Map<String, Value>> accounts = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    private Mpop(List<Note> notes) {
        this.notes = notes;
    }

    static List<Converted> read(String text, List<Note> notes) {
        Mpop file = new Mpop(notes);
        file.split(text);
        List<Converted> all = new ArrayList<>();
        List<Map<String, Value>> seen = new ArrayList<>();
        file.accounts.forEach((name, values) -> {
            // "account default : name" says which is meant when none is named.
            if (!seen.contains(values)) {
                seen.add(values);
                file.account(name, values).ifPresent(all::add);
            }
        });
        return all;
    }

    private void split(String text) {
        Map<String, Value> current = defaults;
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            String plain = line.strip();
            if (plain.isEmpty() || plain.startsWith("#")) {
                continue;
            }
            String[] parts = plain.split("\\s+", 2);
            String argument = parts.length < 2 ? "" : unquoted(parts[1]);
            switch (parts[0]) {
                case "defaults" -> {
                    defaults = new LinkedHashMap<>();
                    current = defaults;
                }
                case "account" -> current = begin(argument, number);
                case "eval" ->
                        notes.add(
                                new Note(
                                        number,
                                        "eval: the command is not run, so what it prints is missing"));
                default -> current.put(parts[0], new Value(argument, number));
            }
        }
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private Map<String, Value> begin(String argument, int line) {
        String[] parts = argument.split("\\s*:\\s*", 2);
        Map<String, Value> values = new LinkedHashMap<>(defaults);
        if (parts.length == 2) {
            for (String parent : parts[1].split("\\s*,\\s*", -1)) {
                Map<String, Value> inherited = accounts.get(parent);
                if (inherited == null) {
                    throw new IllegalArgumentException(
                            "line " + line + ": there is no account " + parent + " before it");
                }
                values.putAll(inherited);
            }
        }
        accounts.put(parts[0], values);
        lines.put(parts[0], line);
        return values;
    }

    private Optional<Converted> account(String name, Map<String, Value> values) {
        int line = lines.getOrDefault(name, 1);
        Draft draft = new Draft(name, line, notes);
        draft.host = text(values, "host");
        draft.user = text(values, "user");
        Value port = values.get("port");
        if (port != null) {
            try {
                draft.port = OptionalInt.of(Integer.parseInt(port.text()));
            } catch (NumberFormatException _) {
                draft.note(port.line(), "port is no number; it is left out");
            }
        }
        Value tls = values.getOrDefault("tls", new Value("off", line));
        if (!tls.on()) {
            draft.clearText(tls.line());
        } else {
            draft.security =
                    values.getOrDefault("tls_starttls", new Value("on", line)).on()
                            ? Security.STLS
                            : Security.TLS;
        }
        Value trust = values.getOrDefault("tls_trust_file", new Value("system", line));
        if (!trust.text().equals("system") && !trust.text().isEmpty()) {
            draft.keys.put("ca-file", HomePath.of(trust.text()).toString());
        }
        if (values.containsKey("tls_certcheck") && !values.get("tls_certcheck").on()) {
            draft.note(
                    values.get("tls_certcheck").line(),
                    "tls_certcheck off: certificates are always checked; ca-file can hold the server's own");
        }
        password(draft, values);
        draft.removes(!(values.containsKey("keep") && values.get("keep").on()));
        for (String bound : List.of("killsize", "skipsize")) {
            if (values.containsKey(bound)) {
                draft.sizeMax(values.get(bound).line(), octets(values.get(bound).text()));
            }
        }
        Value killed = values.get("killsize");
        if (killed != null && octets(killed.text()) > 0) {
            if (values.containsKey("skipsize")) {
                draft.note(
                        killed.line(),
                        "killsize beside skipsize: messages that are too large are not removed; they stay"
                                + " on the server");
            } else if (draft.keys.containsKey("size-max")) {
                draft.keys.put("too-large", "remove");
            }
        }
        if (values.containsKey("only_new") && !values.get("only_new").on()) {
            draft.note(values.get("only_new").line(), "only_new off: each message is fetched once");
        }
        draft.addHeader(
                "received", values.getOrDefault("received_header", new Value("on", line)).on());
        delivery(draft, values);
        values.forEach((key, value) -> {
            if (MEANINGS.containsKey(key) && !value.text().isEmpty()) {
                draft.note(value.line(), key + ": " + MEANINGS.get(key));
            }
        });
        return draft.converted();
    }

    private static String text(Map<String, Value> values, String key) {
        return Optional.ofNullable(values.get(key)).map(Value::text).orElse("");
    }

    private static void password(Draft draft, Map<String, Value> values) {
        Value auth = values.getOrDefault("auth", new Value("on", draft.line));
        if (List.of("oauthbearer", "xoauth2", "external", "gssapi").contains(auth.text())) {
            draft.note(
                    auth.line(),
                    "auth "
                            + auth.text()
                            + ": no password; see oauth2 and client-id in docs/collect-oauth.md");
        }
        if (!text(values, "password").isEmpty()) {
            draft.password = Optional.of(new Secret(text(values, "password")));
        } else if (!text(values, "passwordeval").isEmpty()) {
            draft.keys.put("password-command", ShellWords.of(text(values, "passwordeval")));
        } else {
            draft.keys.put("password", "keyring");
            draft.note(
                    draft.line,
                    "no password: it is looked for where mpop has it in the keyring; if it is in ~/.netrc,"
                            + " say password = \"netrc\"");
        }
    }

    /** With k or m for kibibytes and mebibytes; 0 for none. */
    private static long octets(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("[0-9]{1,12}[km]?")) {
            return 0;
        }
        long number = Long.parseLong(lower.replaceAll("[km]", ""));
        return lower.endsWith("k") ? number << 10 : lower.endsWith("m") ? number << 20 : number;
    }

    private static void delivery(Draft draft, Map<String, Value> values) {
        Value delivery = values.getOrDefault("delivery", new Value("", draft.line));
        String[] parts = delivery.text().split("\\s+", 2);
        String where = parts.length < 2 ? "" : unquoted(parts[1]);
        switch (parts[0]) {
            case "maildir" -> draft.maildir(where);
            case "mbox" -> draft.mbox(where);
            case "mda" -> {
                if (where.contains("%F")) {
                    draft.note(
                            delivery.line(),
                            "delivery: the command is not told the sender: %F became MAILER-DAEMON");
                }
                draft.command(ShellWords.of(where.replace("%F", "MAILER-DAEMON")));
            }
            default ->
                    draft.note(
                            delivery.line(),
                            "delivery "
                                    + parts[0]
                                    + " has nothing like it here: mail goes to a Maildir or what --deliver-to"
                                    + " says");
        }
    }
}

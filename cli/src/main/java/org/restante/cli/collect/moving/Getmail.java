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
import java.util.Set;

/**
 * A getmail rc file: one account, in sections of {@code name = value}, as Python's parser reads it.
 */
final class Getmail {
    private record Value(String text, int line) {}

    private static final Set<String> YES = Set.of("1", "yes", "true", "on");

    private final List<Note> notes;
    private final Map<String, Map<String, Value>> sections = new LinkedHashMap<>();

    private Getmail(List<Note> notes) {
        this.notes = notes;
    }

    static List<Converted> read(String text, String label, List<Note> notes) {
        Getmail file = new Getmail(notes);
        file.split(text);
        return file.account(label).stream().toList();
    }

    /** Indented lines go on with the value before them. */
    private void split(String text) {
        Map<String, Value> section = new LinkedHashMap<>();
        String last = "";
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            String plain = line.strip();
            if (plain.isEmpty() || plain.startsWith("#") || plain.startsWith(";")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0)) && section.containsKey(last)) {
                Value before = section.get(last);
                section.put(last, new Value(before.text() + "\n" + plain, before.line()));
            } else if (plain.startsWith("[") && plain.endsWith("]")) {
                section =
                        sections.computeIfAbsent(
                                plain.substring(1, plain.length() - 1), _ -> new LinkedHashMap<>());
                last = "";
            } else {
                String[] parts = plain.split("\\s*[=:]\\s*", 2);
                if (parts.length < 2 || sections.isEmpty()) {
                    throw new IllegalArgumentException(
                            "line " + number + ": expected [section] or name = value");
                }
                last = parts[0].toLowerCase(Locale.ROOT);
                section.put(last, new Value(parts[1], number));
            }
        }
    }

    private Optional<Value> find(String section, String name) {
        return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(name));
    }

    private String text(String section, String name) {
        return find(section, name).map(Value::text).orElse("");
    }

    private boolean is(String section, String name, boolean otherwise) {
        return find(section, name)
                .map(it -> YES.contains(it.text().toLowerCase(Locale.ROOT)))
                .orElse(otherwise);
    }

    private int line(String section, String name) {
        return find(section, name).map(Value::line).orElse(1);
    }

    private Optional<Converted> account(String label) {
        String type = text("retriever", "type");
        Draft draft = new Draft(label, line("retriever", "type"), notes);
        if (!type.contains("POP3") || !type.endsWith("Retriever")) {
            draft.note(draft.line, "type " + type + " is not POP3: left out");
            return Optional.empty();
        }
        draft.host = text("retriever", "server");
        draft.user = text("retriever", "username");
        find("retriever", "port").ifPresent(it -> draft.port = number(draft, it));
        if (type.contains("SSL")) {
            draft.security = Security.TLS;
        } else {
            draft.clearText(draft.line);
        }
        find("retriever", "ca_certs")
                .ifPresent(it -> draft.keys.put("ca-file", HomePath.of(it.text()).toString()));
        if (type.startsWith("Multidrop")) {
            draft.note(
                    draft.line,
                    type
                            + ": mail is not shared out by its recipients here; all goes to one place");
        }
        password(draft);
        options(draft);
        target(draft, text("destination", "type"), "destination");
        strange(draft);
        return draft.converted();
    }

    private static OptionalInt number(Draft draft, Value value) {
        try {
            return OptionalInt.of(Integer.parseInt(value.text()));
        } catch (NumberFormatException _) {
            draft.note(value.line(), "no number; it is left out");
            return OptionalInt.empty();
        }
    }

    private void password(Draft draft) {
        Optional<Value> command = find("retriever", "password_command");
        if (find("retriever", "password").isPresent()) {
            draft.password = Optional.of(new Secret(text("retriever", "password")));
        } else if (command.isPresent()) {
            draft.keys.put("password-command", tuple(command.get()));
        } else if (is("options", "use_netrc", false)) {
            draft.keys.put("password", "netrc");
            find("options", "netrc_file")
                    .ifPresent(
                            it -> draft.keys.put("netrc-file", HomePath.of(it.text()).toString()));
        } else {
            draft.keys.put("password", "prompt");
            draft.note(
                    draft.line,
                    "no password: getmail looked into Python's keyring and then asked; here each run"
                            + " asks");
        }
    }

    private void options(Draft draft) {
        Optional<Value> after = find("options", "delete_after");
        draft.removes(is("options", "delete", false));
        after.filter(_ -> !is("options", "delete", false))
                .map(it -> number(draft, it))
                .filter(it -> it.orElse(0) > 0)
                .ifPresent(it -> draft.keys.put("remove", it.getAsInt() + "d"));
        find("options", "max_message_size")
                .ifPresent(it -> draft.sizeMax(it.line(), number(draft, it).orElse(0)));
        if (is("options", "read_all", true)) {
            draft.note(
                    line("options", "read_all"),
                    "read_all (which getmail does unless told not to): each message is fetched once");
        }
        draft.addHeader("received", is("options", "received", true));
        draft.addHeader("delivered-to", is("options", "delivered_to", true));
        Map.of(
                        "delete_bigger_than", "messages are not removed for their size",
                        "max_messages_per_session", "a run fetches all that is new",
                        "max_bytes_per_session", "a run fetches all that is new",
                        "message_log",
                                "what was fetched is told by collect status and by what a run prints",
                        "message_log_syslog",
                                "nothing goes to syslog but what cron or a unit sends there")
                .forEach((name, words) ->
                        find("options", name)
                                .ifPresent(it -> draft.note(it.line(), name + ": " + words)));
        for (String name :
                List.of(
                        "ssl_fingerprints",
                        "ssl_cert_hostname",
                        "certfile",
                        "keyfile",
                        "ssl_ciphers")) {
            find("retriever", name)
                    .ifPresent(it ->
                            draft.note(
                                    it.line(),
                                    name
                                            + ": the certificate has to name the host and to be signed by an"
                                            + " authority of Java's or of ca-file; none is sent"));
        }
    }

    private void target(Draft draft, String type, String section) {
        int line = line(section, "type");
        switch (type) {
            case "Maildir" -> draft.maildir(text(section, "path"));
            case "Mboxrd" -> draft.mbox(text(section, "path"));
            case "MDA_external" -> {
                List<String> command = new ArrayList<>();
                command.add(HomePath.of(text(section, "path")).toString());
                find(section, "arguments").ifPresent(it -> command.addAll(tuple(it)));
                if (command.stream().anyMatch(it -> it.contains("%("))) {
                    draft.note(
                            line(section, "arguments"),
                            "arguments: the command is not told sender and recipient; %(...) stays as it"
                                    + " is and has to be changed");
                }
                if (is(section, "unixfrom", false)) {
                    draft.note(
                            line(section, "unixfrom"),
                            "unixfrom: the command gets the message without a line \"From \"");
                }
                draft.command(command);
            }
            case "MultiDestination" -> several(draft, line);
            default ->
                    draft.note(
                            line,
                            "destination "
                                    + type
                                    + " has nothing like it here: mail goes to a Maildir or what --deliver-to"
                                    + " says");
        }
        find(section, "user")
                .ifPresent(it ->
                        draft.note(
                                it.line(),
                                "user: files belong to whoever runs the collector, here as "
                                        + it.text()));
    }

    /** The first that can be had. */
    private void several(Draft draft, int line) {
        for (String each :
                find("destination", "destinations").map(Getmail::tuple).orElse(List.of())) {
            if (!draft.hasTarget()) {
                if (each.startsWith("[") && each.endsWith("]")) {
                    String section = each.substring(1, each.length() - 1);
                    if (!text(section, "type").equals("MultiDestination")) {
                        target(draft, text(section, "type"), section);
                    }
                } else if (each.endsWith("/")) {
                    draft.maildir(each);
                } else if (each.startsWith("|")) {
                    draft.command(ShellWords.of(each.substring(1)));
                } else {
                    draft.mbox(each);
                }
            } else {
                draft.note(line, "a collection has one destination: " + each + " gets nothing");
            }
        }
    }

    private void strange(Draft draft) {
        sections.forEach((name, values) -> {
            if (name.startsWith("filter")) {
                draft.note(
                        values.values().stream().mapToInt(Value::line).min().orElse(1),
                        "["
                                + name
                                + "]: nothing is filtered; deliver-to = \"command\" can have a filter deliver");
            }
        });
    }

    /** A tuple of strings as Python writes it; what is none counts as one string. */
    private static List<String> tuple(Value value) {
        List<String> all = new ArrayList<>();
        String text = value.text();
        if (!text.startsWith("(")) {
            return List.of(text);
        }
        int at = 1;
        while (at < text.length()) {
            char quote = text.charAt(at++);
            if (quote != '"' && quote != '\'') {
                continue;
            }
            StringBuilder word = new StringBuilder();
            while (at < text.length() && text.charAt(at) != quote) {
                if (text.charAt(at) == '\\'
                        && at + 1 < text.length()
                        && "\\'\"".indexOf(text.charAt(at + 1)) >= 0) {
                    at++;
                }
                word.append(text.charAt(at++));
            }
            at++;
            all.add(word.toString());
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("line " + value.line() + ": no strings in (...)");
        }
        return all;
    }
}

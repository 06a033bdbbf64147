package org.restante.cli.collect.moving;

import org.restante.cli.collect.moving.FetchmailWords.Word;
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
import java.util.TreeMap;

/** A fetchmail run control file: server entries with users, and what {@code defaults} says. */
final class Fetchmail {
    private static final Map<String, String> SAME =
            Map.ofEntries(
                    Map.entry("protocol", "proto"),
                    Map.entry("localdomains", "local"),
                    Map.entry("authenticate", "auth"),
                    Map.entry("username", "user"),
                    Map.entry("password", "pass"),
                    Map.entry("port", "service"),
                    Map.entry("server", "poll"),
                    Map.entry("to", "is"));

    /** Options with one value. */
    private static final Set<String> ONE =
            Set.of(
                    "via",
                    "proto",
                    "service",
                    "auth",
                    "timeout",
                    "qvirtual",
                    "interface",
                    "monitor",
                    "plugin",
                    "plugout",
                    "interval",
                    "principal",
                    "esmtpname",
                    "esmtppassword",
                    "bad-header",
                    "pass",
                    "sslcert",
                    "sslkey",
                    "sslproto",
                    "sslcertfile",
                    "sslcertpath",
                    "sslcommonname",
                    "sslfingerprint",
                    "smtpaddress",
                    "smtpname",
                    "mda",
                    "bsmtp",
                    "preconnect",
                    "postconnect",
                    "limit",
                    "warnings",
                    "batchlimit",
                    "fetchlimit",
                    "fetchsizelimit",
                    "fastuidl",
                    "expunge",
                    "properties",
                    "passwordfile",
                    "passwordfd");

    /** Options with a list of values. */
    private static final Set<String> LIST =
            Set.of("local", "aka", "folder", "smtphost", "fetchdomains", "antispam", "envelope");

    /** Options that are there or not. */
    private static final Set<String> FLAGS =
            Set.of(
                    "uidl",
                    "dns",
                    "checkalias",
                    "tracepolls",
                    "ssl",
                    "sslcertck",
                    "keep",
                    "flush",
                    "limitflush",
                    "fetchall",
                    "rewrite",
                    "stripcr",
                    "forcecr",
                    "pass8bits",
                    "dropstatus",
                    "dropdelivered",
                    "mimedecode",
                    "idle",
                    "lmtp");

    private static final String NO = "no";

    private static final Set<String> OTHER =
            Set.of("poll", "skip", "defaults", "set", NO, "user", "is", "here", "there");

    /**
     * Those that change nothing here, as mail is always told by its ids and kept octet by octet.
     */
    private static final Set<String> SILENT =
            Set.of(
                    "uidl",
                    "dns",
                    "checkalias",
                    "timeout",
                    "fastuidl",
                    "expunge",
                    "warnings",
                    "batchlimit",
                    "fetchsizelimit",
                    "properties",
                    "tracepolls",
                    "interval",
                    "sslcertck",
                    "envelope",
                    "aka",
                    "local",
                    "esmtpname",
                    "idle",
                    "principal");

    /** Options with what they mean for whoever had them. */
    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    Map.entry("auth", "the way to log in is chosen by what the server offers"),
                    Map.entry("plugin", "connections go straight to the server"),
                    Map.entry("interface", "no network interface is asked for"),
                    Map.entry("monitor", "no network interface is watched"),
                    Map.entry("preconnect", "no command is run before; a timer's unit can"),
                    Map.entry("postconnect", "no command is run after; a timer's unit can"),
                    Map.entry("fetchdomains", "mail is not shared out by domains"),
                    Map.entry("folder", "POP has one folder"),
                    Map.entry("bsmtp", "no BSMTP file is written"),
                    Map.entry(
                            "flush",
                            "what was fetched before goes when it is due, and nothing else"),
                    Map.entry("limitflush", "messages that are too large stay on the server"),
                    Map.entry("fetchall", "each message is fetched once"),
                    Map.entry("fetchlimit", "a run fetches all that is new"),
                    Map.entry("rewrite", "addresses in the header stay as they are"),
                    Map.entry("stripcr", "the destination says how lines end"),
                    Map.entry("forcecr", "the destination says how lines end"),
                    Map.entry("dropstatus", "the header stays as it is"),
                    Map.entry("dropdelivered", "the header stays as it is"),
                    Map.entry("mimedecode", "messages stay as they are"),
                    Map.entry("pass8bits", "messages stay as they are"),
                    Map.entry("antispam", "no refusal of an SMTP server is taken for good"),
                    Map.entry("sslcert", "client certificates are not sent"),
                    Map.entry("sslkey", "client certificates are not sent"),
                    Map.entry(
                            "sslcertpath",
                            "a folder of authorities cannot be set; ca-file takes one file"),
                    Map.entry("sslcommonname", "the certificate has to name the host"),
                    Map.entry(
                            "sslfingerprint",
                            "the certificate is checked by its authority; ca-file can hold it itself"));

    /** An option as it stands. */
    private record Option(List<String> values, boolean on, int line) {
        String value() {
            return values.isEmpty() ? "" : values.getFirst();
        }
    }

    private final List<Word> words;
    private final List<Note> notes;
    private final List<Converted> accounts = new ArrayList<>();
    private int at;
    private Map<String, Option> defaultServer = new TreeMap<>();
    private Map<String, Option> defaultUser = new TreeMap<>();

    private Fetchmail(List<Word> words, List<Note> notes) {
        this.words = words;
        this.notes = notes;
    }

    static List<Converted> read(String text, List<Note> notes) {
        Fetchmail file = new Fetchmail(FetchmailWords.of(text), notes);
        file.all();
        return file.accounts;
    }

    private void all() {
        while (at < words.size()) {
            Word word = words.get(at++);
            switch (keyword(word)) {
                case "set" -> set(word.line());
                case "defaults" -> entry("", word.line(), false);
                case "poll" -> entry(string(), word.line(), false);
                case "skip" -> entry(string(), word.line(), true);
                default ->
                        throw new IllegalArgumentException(
                                "line "
                                        + word.line()
                                        + ": poll, skip, defaults or set has to stand here");
            }
        }
    }

    /** What a word is in the grammar; empty for a string. */
    private static String keyword(Word word) {
        String name = SAME.getOrDefault(word.text(), word.text());
        boolean known =
                !word.quoted()
                        && (ONE.contains(name)
                                || LIST.contains(name)
                                || FLAGS.contains(name)
                                || OTHER.contains(name)
                                || isNegated(name));
        return known ? name : "";
    }

    /** As in {@code nokeep}, which is {@code no keep}. */
    private static boolean isNegated(String name) {
        return name.startsWith(NO) && FLAGS.contains(name.substring(NO.length()));
    }

    private String next() {
        return at < words.size() ? keyword(words.get(at)) : "end";
    }

    private String string() {
        if (at == words.size() || words.get(at).text().equals("=")) {
            throw new IllegalArgumentException(
                    "line " + words.get(at - 1).line() + ": a value is missing");
        }
        return words.get(at++).text();
    }

    private List<String> strings() {
        List<String> all = new ArrayList<>();
        while (at < words.size() && next().isEmpty()) {
            all.add(words.get(at++).text());
        }
        return all;
    }

    private void set(int line) {
        boolean off = next().equals(NO);
        at += off ? 1 : 0;
        String name = string();
        if (!Set.of("bouncemail", "spambounce", "softbounce", "syslog", "invisible", "showdots")
                .contains(name)) {
            string();
        }
        if (name.equals("daemon")) {
            notes.add(new Note(line, "set daemon: a run fetches once; cron or a timer repeats it"));
        }
    }

    /** The options of a server, then its users with theirs. */
    private void entry(String host, int line, boolean skipped) {
        Map<String, Option> server = new TreeMap<>(defaultServer);
        Map<String, Option> shared = new TreeMap<>(defaultUser);
        options(server, shared);
        int users = 0;
        while (next().equals("user")) {
            users++;
            int begin = words.get(at++).line();
            Map<String, Option> own = new LinkedHashMap<>(shared);
            String name = string();
            if (next().equals("here")) {
                at++;
                own.put("is", new Option(List.of(name), true, begin));
                if (!next().equals("is")) {
                    throw new IllegalArgumentException(
                            "line " + begin + ": behind \"here\" the remote user has to be named");
                }
                at++;
                name = string();
                at += next().equals("there") ? 1 : 0;
            } else {
                at += next().equals("there") ? 1 : 0;
            }
            options(server, own);
            if (host.isEmpty()) {
                defaultUser = own;
            } else if (!skipped) {
                account(host, name, begin, server, own);
            }
        }
        if (host.isEmpty()) {
            defaultServer = server;
            if (users == 0) {
                defaultUser = shared;
            }
        } else if (skipped) {
            notes.add(
                    new Note(
                            line,
                            "skip "
                                    + host
                                    + ": left out, as a run without names fetches every collection"));
        } else if (users == 0) {
            notes.add(new Note(line, "poll " + host + ": no user is named; left out"));
        }
    }

    private void options(Map<String, Option> server, Map<String, Option> user) {
        String behind = "";
        while (at < words.size()) {
            Word word = words.get(at);
            String name = keyword(word);
            if (Set.of("poll", "skip", "defaults", "set", "user").contains(name)) {
                return;
            }
            at++;
            boolean on = !name.equals(NO) && !isNegated(name);
            if (name.equals(NO)) {
                name = next();
                at++;
            } else if (!on) {
                name = name.substring(NO.length());
            }
            if (name.equals("here") || name.equals("there")) {
                continue;
            }
            Option option;
            if (name.equals("is")) {
                option = new Option(locals(), on, word.line());
            } else if (FLAGS.contains(name) || !on) {
                option = new Option(List.of(), on, word.line());
            } else if (ONE.contains(name)) {
                option = new Option(List.of(string()), true, word.line());
            } else if (LIST.contains(name)) {
                option = new Option(strings(), true, word.line());
            } else {
                throw new IllegalArgumentException(
                        "line "
                                + word.line()
                                + behind
                                + ": not a word that fetchmail knows here (it is not shown, as it may be a"
                                + " password)");
            }
            behind = ", behind " + name + " and its value";
            (Set.of("via", "proto", "service").contains(name) ? server : user).put(name, option);
        }
    }

    /** Local users; {@code remote=local} counts for its local one. */
    private List<String> locals() {
        List<String> all = new ArrayList<>();
        while (at < words.size() && next().isEmpty()) {
            if (words.get(at).text().equals("=")) {
                at++;
                all.removeLast();
            }
            all.add(string());
        }
        return all;
    }

    private void account(
            String name,
            String user,
            int line,
            Map<String, Option> server,
            Map<String, Option> own) {
        Draft draft = new Draft(name, line, notes);
        draft.host = server.containsKey("via") ? server.get("via").value() : name;
        draft.otherHosts.add(name);
        draft.user = user;
        Option protocol = server.getOrDefault("proto", new Option(List.of("auto"), true, line));
        switch (protocol.value().toLowerCase(Locale.ROOT)) {
            case "pop3", "apop" -> {}
            case "auto" ->
                    draft.note(line, "no protocol is named for " + name + ": taken for POP3");
            default -> {
                draft.note(
                        protocol.line(),
                        "protocol " + protocol.value() + " is not POP3: " + name + " is left out");
                return;
            }
        }
        service(draft, server);
        security(draft, own);
        password(draft, own);
        draft.removes(!(own.containsKey("keep") && own.get("keep").on()));
        if (own.containsKey("limit")) {
            try {
                draft.sizeMax(own.get("limit").line(), Long.parseLong(own.get("limit").value()));
            } catch (NumberFormatException _) {
                draft.note(own.get("limit").line(), "limit is no number; it is left out");
            }
        }
        target(draft, own);
        own.forEach((key, option) -> {
            if (!SILENT.contains(key) && MEANINGS.containsKey(key) && option.on()) {
                draft.note(option.line(), key + ": " + MEANINGS.get(key));
            }
        });
        if (own.containsKey("sslcertck") && !own.get("sslcertck").on()) {
            draft.note(
                    own.get("sslcertck").line(),
                    "no sslcertck: certificates are always checked; ca-file can hold the server's own");
        }
        draft.converted().ifPresent(accounts::add);
    }

    private static void service(Draft draft, Map<String, Option> server) {
        Option service = server.get("service");
        if (service == null) {
            return;
        }
        switch (service.value()) {
            case "pop3" -> draft.port = OptionalInt.of(110);
            case "pop3s" -> draft.port = OptionalInt.of(995);
            default -> {
                try {
                    draft.port = OptionalInt.of(Integer.parseInt(service.value()));
                } catch (NumberFormatException _) {
                    draft.note(service.line(), "service " + service.value() + ": name its number");
                }
            }
        }
    }

    private static void security(Draft draft, Map<String, Option> own) {
        boolean ssl = own.containsKey("ssl") && own.get("ssl").on();
        Option proto = own.get("sslproto");
        if (own.containsKey("sslcertfile")) {
            draft.keys.put("ca-file", HomePath.of(own.get("sslcertfile").value()).toString());
        }
        if (ssl || draft.port.equals(OptionalInt.of(995))) {
            draft.security = Security.TLS;
        } else if (proto != null && proto.value().isEmpty()) {
            draft.clearText(proto.line());
        } else {
            draft.security = Security.STLS;
            if (proto == null) {
                draft.note(
                        draft.line,
                        "fetchmail goes on in the clear where "
                                + draft.host
                                + " has no TLS; here it has to have STLS");
            }
        }
    }

    private static void password(Draft draft, Map<String, Option> own) {
        Option password = own.get("pass");
        if (password != null) {
            draft.password = Optional.of(new Secret(password.value()));
        } else {
            draft.keys.put("password", "netrc");
            draft.note(
                    draft.line,
                    "no password for "
                            + draft.user
                            + ": fetchmail looked into ~/.netrc and then asked; here it has to be in ~/.netrc, or say password = \"prompt\"");
        }
    }

    private static void target(Draft draft, Map<String, Option> own) {
        Option is = own.get("is");
        List<String> locals =
                is == null ? List.of(System.getProperty("user.name", "")) : is.values();
        String local = locals.getFirst();
        if (locals.size() > 1 || local.equals("*")) {
            draft.note(
                    is == null ? draft.line : is.line(),
                    "several local users: mail is not shared out by its addresses here, all goes to one"
                            + " place");
        }
        Option mda = own.get("mda");
        if (mda != null) {
            if (mda.value().contains("%F") || mda.value().contains("%s")) {
                draft.note(
                        mda.line(),
                        "mda: the command is not told the sender: %F became MAILER-DAEMON");
            }
            draft.command(
                    ShellWords.of(
                            mda.value()
                                    .replace("%T", local)
                                    .replace("%s", local)
                                    .replace("%F", "MAILER-DAEMON")));
            return;
        }
        Option smtp = own.get("smtphost");
        String to = smtp == null ? "localhost" : String.join(" ", smtp.values());
        draft.note(
                smtp == null ? draft.line : smtp.line(),
                "mail of "
                        + draft.user
                        + " went by SMTP to "
                        + local
                        + " at "
                        + to
                        + "; here it goes to a Maildir or what --deliver-to says");
    }
}

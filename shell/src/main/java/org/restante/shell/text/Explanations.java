package org.restante.shell.text;

import org.restante.client.Mechanism;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.protocol.pop3.StatusLine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line means, for somebody who learns: a sentence or two, each time with the RFC and its
 * section at the end. What a person sends is never repeated, because it may be a password; what a
 * server sends is repeated where it cannot hold a control character. Immutable.
 */
public final class Explanations {
    private static final String PREFIX = "explain.";

    /** RFC 2449 §3, resp-code: printable ASCII without brackets that close. */
    private static final Pattern CODE = Pattern.compile("\\[([!-\\\\^-~]+)]");

    /** RFC 1939 §7, APOP: like a Message-ID. */
    private static final Pattern TIMESTAMP = Pattern.compile("<[!-;=?A-~]+@[!-;=?-~]+>");

    /** RFC 4422 §3.1, sasl-mech. */
    private static final Pattern MECHANISM_NAME = Pattern.compile("[A-Z0-9_-]{1,20}");

    private static final Pattern KEYWORD = Pattern.compile("[A-Z0-9]+");

    /** RFC 2449 §3, capa-tag: printable ASCII without the full stop. */
    private static final Pattern TAG = Pattern.compile("[!-\\-/-~]+");

    /** More is no number of days or seconds that anybody means. */
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Words words;

    public Explanations(Words words) {
        this.words = words;
    }

    /**
     * A line that goes to the server, as a command; nothing of its arguments is in the answer but
     * the name of a known mechanism.
     *
     * @param line without its line end, the keyword in any letter case
     * @return empty for a keyword that POP3 does not have
     */
    public Optional<String> sent(String line) {
        String[] parts = line.strip().split("\\s+", 3);
        boolean alone = parts.length == 1;
        String keyword = parts[0].toUpperCase(Locale.ROOT);
        return switch (keyword) {
            case "*" -> find("sent.cancel");
            case "AUTH" ->
                    alone
                            ? find("sent.auth.alone")
                            : find("sent.auth").map(it -> followed(it, mechanism(parts[1])));
            case "LIST", "UIDL", "LANG" ->
                    find("sent." + lower(keyword) + (alone ? "" : ".argument"));
            default ->
                    KEYWORD.matcher(keyword).matches()
                            ? find("sent." + lower(keyword))
                            : Optional.empty();
        };
    }

    /**
     * A status line.
     *
     * @param statusLine without its line end
     * @return empty if it is no status line
     */
    public Optional<String> received(String statusLine) {
        return StatusLine.parse(statusLine)
                .flatMap(status ->
                        switch (status) {
                            case StatusLine.Ok(var text) ->
                                    code(text)
                                            .or(() ->
                                                    find(
                                                            TIMESTAMP.matcher(text).find()
                                                                    ? "ok.timestamp"
                                                                    : "ok"));
                            // What it has found out has no room for codes that it does not know.
                            case StatusLine.Err _ ->
                                    code(statusLine.substring("-ERR".length()).strip())
                                            .or(() -> find("err"));
                            case StatusLine.Challenge(var text) ->
                                    find(text.isEmpty() ? "challenge.empty" : "challenge");
                        });
    }

    /** Of a text that begins with a response code (RFC 2449 §8). */
    private Optional<String> code(String text) {
        Matcher matcher = CODE.matcher(text);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        String code = matcher.group(1);
        String upper = code.toUpperCase(Locale.ROOT);
        for (ResponseCode known : ResponseCode.values()) {
            String key = "code." + lower(known.text()).replace('/', '-');
            if (upper.equals(known.text())) {
                return find(key);
            }
            if (upper.startsWith(known.text() + "/")) {
                return find(key).map(it -> followed(it, find("code-detail", known.text())));
            }
        }
        return upper.equals("SYS") || upper.startsWith("SYS/")
                ? find("code-sys")
                : find("code-unknown", code);
    }

    /**
     * A line of the answer to CAPA.
     *
     * @param line without its line end, the tag in any letter case
     * @return empty for an empty line and for the full stop that ends the answer
     */
    public Optional<String> capability(String line) {
        List<String> parts = List.of(line.strip().split("\\s+", -1));
        String tag = parts.getFirst().toUpperCase(Locale.ROOT);
        List<String> arguments = parts.subList(1, parts.size());
        return switch (tag) {
            case "", "." -> Optional.empty();
            case "SASL" -> sasl(arguments);
            case "LOGIN-DELAY" -> differing(loginDelay(arguments), arguments);
            case "EXPIRE" -> differing(expire(arguments), arguments);
            case "UTF8" ->
                    find("capability.utf8")
                            .map(it ->
                                    isFor("USER", arguments)
                                            ? followed(it, find("capability-utf8-user"))
                                            : it);
            default -> other(tag);
        };
    }

    private Optional<String> other(String tag) {
        Optional<String> known =
                TAG.matcher(tag).matches() ? find("capability." + lower(tag)) : Optional.empty();
        return known.or(() -> find(tag.startsWith("X") ? "capability-x" : "capability-unknown"));
    }

    private Optional<String> sasl(List<String> arguments) {
        List<String> names =
                arguments.stream()
                        .map(it -> it.toUpperCase(Locale.ROOT))
                        .filter(MECHANISM_NAME.asMatchPredicate())
                        .toList();
        if (names.isEmpty()) {
            return find("capability-sasl-none");
        }
        String all = String.join(", ", names);
        List<Mechanism> known =
                Arrays.stream(Mechanism.values()).filter(it -> names.contains(it.wire())).toList();
        if (known.isEmpty()) {
            return find("capability-sasl-foreign", all);
        }
        return known.stream().allMatch(Explanations::showsSecret)
                ? find("capability-sasl-open", all)
                : find("capability.sasl", all, known.getFirst().wire());
    }

    /** Whether the server gets what logs in again, and so does whoever listens without TLS. */
    private static boolean showsSecret(Mechanism mechanism) {
        return switch (mechanism) {
            case OAUTHBEARER, XOAUTH2, PLAIN, LOGIN, USER -> true;
            case SCRAM_SHA_256_PLUS,
                    SCRAM_SHA_256,
                    SCRAM_SHA_1_PLUS,
                    SCRAM_SHA_1,
                    EXTERNAL,
                    CRAM_MD5,
                    APOP ->
                    false;
        };
    }

    private Optional<String> loginDelay(List<String> arguments) {
        return number(arguments)
                .map(seconds ->
                        seconds == 0
                                ? find("capability-login-delay-none")
                                : find("capability.login-delay", duration(seconds)))
                .orElseGet(() -> find("capability-malformed"));
    }

    private Optional<String> expire(List<String> arguments) {
        if (isFor("NEVER", arguments)) {
            return find("capability-expire-never");
        }
        return number(arguments)
                .map(days ->
                        days == 0
                                ? find("capability-expire-none")
                                : find("capability.expire", text("days", days)))
                .orElseGet(() -> find("capability-malformed"));
    }

    /** Before login a value may be another than the account's own (RFC 2449 §6.5, §6.7). */
    private Optional<String> differing(Optional<String> explanation, List<String> arguments) {
        return arguments.size() > 1 && arguments.get(1).equalsIgnoreCase("USER")
                ? explanation.map(it -> followed(it, find("capability-differs")))
                : explanation;
    }

    private static boolean isFor(String argument, List<String> arguments) {
        return !arguments.isEmpty() && arguments.getFirst().equalsIgnoreCase(argument);
    }

    private static Optional<Integer> number(List<String> arguments) {
        return arguments.stream()
                .limit(1)
                .filter(NUMBER.asMatchPredicate())
                .map(Integer::valueOf)
                .findFirst();
    }

    private String duration(int seconds) {
        if (seconds % 3600 == 0) {
            return text("hours", seconds / 3600);
        }
        return seconds % 60 == 0 ? text("minutes", seconds / 60) : text("seconds", seconds);
    }

    /**
     * What a way to log in sends, and what of it is of use to who listens and to who only says to
     * be the server.
     *
     * @param name as in {@link Mechanism#wire}, in any letter case
     * @return empty for one that the client does not have
     */
    public Optional<String> mechanism(String name) {
        return Mechanism.of(name).flatMap(it -> find("mechanism." + lower(it.wire())));
    }

    private static String followed(String explanation, Optional<String> more) {
        return more.map(it -> explanation + " " + it).orElse(explanation);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private Optional<String> find(String key, Object... arguments) {
        return words.find(PREFIX + key, arguments);
    }

    private String text(String key, Object... arguments) {
        String whole = PREFIX + key;
        return words.say(whole, arguments);
    }
}

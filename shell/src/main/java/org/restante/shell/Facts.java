package org.restante.shell;

import org.restante.client.Capabilities;
import org.restante.shell.mail.MessageHead;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of one session, from what was said in it: whoever types is believed, and the server
 * too. For one thread.
 */
final class Facts {
    /** Sizes and heads are kept of no more messages than this; the others complete without. */
    private static final int MESSAGES_MAX = 10_000;

    /** RFC 1939 §3: keywords are three or four characters long. */
    private static final int KEYWORD_CHARS_MAX = 4;

    /** Of each field of a head; more than any subject that somebody reads. */
    private static final int HEAD_COLUMNS_MAX = 500;

    /** Where a session stands (RFC 1939 §3). */
    enum State {
        /** There is no connection. */
        CLOSED,
        /** Before the login. */
        AUTHORIZATION,
        /** The maildrop is open. */
        TRANSACTION
    }

    private State state = State.AUTHORIZATION;
    private String greeting = "";
    private Optional<Capabilities> capabilities = Optional.empty();
    private OptionalLong messages = OptionalLong.empty();
    private final TreeSet<Long> marked = new TreeSet<>();
    private final TreeMap<Long, Long> sizes = new TreeMap<>();
    private boolean listed;
    private final Map<Long, MessageHead> heads = new TreeMap<>();

    /** A SASL exchange goes on: the next line is a response. */
    private boolean exchanging;

    /** QUIT went out after the login: from then on only its answer tells what was removed. */
    private boolean quitting;

    State state() {
        return state;
    }

    void closed() {
        state = State.CLOSED;
        exchanging = false;
    }

    String greeting() {
        return greeting;
    }

    void greeted(String line) {
        greeting = line;
    }

    boolean exchanging() {
        return exchanging;
    }

    Optional<Capabilities> capabilities() {
        return capabilities;
    }

    OptionalLong messages() {
        return messages;
    }

    /** How many messages QUIT would remove. */
    int marked() {
        return marked.size();
    }

    boolean isMarked(long number) {
        return marked.contains(number);
    }

    /** The sizes that are known; of many messages those of the newest. */
    Map<Long, Long> sizes() {
        return sizes;
    }

    /** Whether all sizes were asked for. */
    boolean listed() {
        return listed;
    }

    /** Whether nobody knows what was removed, should there be no answer any more. */
    boolean quitting() {
        return quitting;
    }

    Optional<MessageHead> head(long number) {
        return Optional.ofNullable(heads.get(number));
    }

    void head(long number, MessageHead head) {
        if (heads.size() < MESSAGES_MAX) {
            heads.put(number, head.cut(HEAD_COLUMNS_MAX));
        }
    }

    /** The first word of a line, in upper case. */
    static String keyword(String line) {
        return line.strip().split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** The same for messages: what stands behind PASS without a space may be a password. */
    static String shownKeyword(String line) {
        String keyword = keyword(line);
        return keyword.length() > KEYWORD_CHARS_MAX
                ? keyword.substring(0, KEYWORD_CHARS_MAX) + "…"
                : keyword;
    }

    /** Whether a line sends, or begins to send, a password or a token that base64 does not hide. */
    static boolean showsSecret(String line) {
        String[] words = line.strip().toUpperCase(Locale.ROOT).split("\\s+", 3);
        return words[0].startsWith("PASS")
                || (words[0].equals("AUTH")
                        && words.length > 1
                        && Set.of("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2").contains(words[1]));
    }

    private static OptionalLong argument(String line, int index) {
        String[] words = line.strip().split("\\s+", -1);
        return words.length > index && words[index].matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(words[index]))
                : OptionalLong.empty();
    }

    /** A login by other means than a typed line has succeeded. */
    void loggedIn() {
        state = State.TRANSACTION;
        capabilities = Optional.empty();
    }

    /** A line is about to be sent. */
    void sent(String line) {
        quitting |= state == State.TRANSACTION && keyword(line).equals("QUIT");
    }

    /** Something came that answers nothing; what is no challenge ends an exchange. */
    void unasked(String line) {
        exchanging &= line.startsWith("+") && !line.startsWith("+OK");
    }

    /** A line of the answer to LIST without a number. */
    void listed(String line) {
        argument(line, 0)
                .ifPresent(number -> argument(line, 1).ifPresent(octets -> size(number, octets)));
    }

    /**
     * A line was answered.
     *
     * @param line as it was sent
     * @param status the answer's first line
     * @param body the lines behind it, as many as were kept, without terminator
     */
    void answered(String line, String status, List<String> body) {
        boolean ok = status.startsWith("+OK");
        if (exchanging || (keyword(line).equals("AUTH") && argumentCount(line) > 0)) {
            exchanging = status.startsWith("+") && !ok;
            if (ok) {
                loggedIn();
            }
            return;
        }
        if (!ok) {
            return;
        }
        switch (keyword(line)) {
            case "PASS", "APOP" -> loggedIn();
            case "CAPA" -> capabilities = Optional.of(Capabilities.parse(body));
            case "STLS" -> capabilities = Optional.empty();
            case "STAT" -> {
                // What is marked is not counted (RFC 1939 §5), but is there until QUIT.
                OptionalLong unmarked = argument(status, 1);
                messages =
                        unmarked.isEmpty()
                                ? unmarked
                                : OptionalLong.of(unmarked.getAsLong() + marked.size());
            }
            case "DELE" -> argument(line, 1).ifPresent(marked::add);
            case "RSET" -> marked.clear();
            case "LIST" -> {
                if (argumentCount(line) > 0) {
                    listed(status.substring("+OK".length()));
                } else {
                    listed = true;
                }
            }
            case "QUIT" -> closed();
            default -> {}
        }
    }

    private static int argumentCount(String line) {
        return line.strip().split("\\s+", -1).length - 1;
    }

    private void size(long number, long octets) {
        sizes.put(number, octets);
        if (sizes.size() > MESSAGES_MAX) {
            sizes.pollFirstEntry();
        }
    }

    /** Whether a line is one of those by which somebody logs in. */
    static boolean isLogin(String line) {
        return Set.of("LOGIN", "USER", "PASS", "APOP", "AUTH").contains(keyword(line));
    }

    /** Whether the answer to a line has a body, if it is positive. */
    static boolean hasBody(String line) {
        return switch (keyword(line)) {
            case "CAPA", "RETR", "TOP" -> true;
            // Some servers list their mechanisms.
            case "LIST", "UIDL", "LANG", "AUTH" -> argumentCount(line) == 0;
            default -> false;
        };
    }
}

package org.restante.testkit;

import java.time.Duration;

/**
 * One way in which a server that otherwise behaves goes wrong. A value: it does nothing before it
 * stands in the {@link Faults} of a server, and may stand in several. Faults at one moment add up:
 * the reply that is {@linkplain #bareLineFeeds() sent with bare LF} can be {@linkplain #cut cut} as
 * well.
 *
 * <p>Moments are written as {@link On} reads them. Text is sent with one octet for each character,
 * 0x00 to 0xFF, and with the line ends that stand in it. Octets of a reply are counted as the
 * client sees them: stuffed, line ends and terminator included.
 */
public sealed interface Fault {
    /** Which octets of a reply are counted. */
    enum Part {
        /** From the first octet of the status line on. */
        REPLY,
        /** From the first octet behind the status line on: a message, or a listing. */
        BODY
    }

    /** See {@link #cut} and {@link #cutInMessage}. */
    record Cut(On on, Part part, long octets) implements Fault {
        public Cut {
            requireNotNegative(octets);
        }
    }

    /** See {@link #stall} and {@link #stallInMessage}. */
    record Stall(On on, Part part, long octets) implements Fault {
        public Stall {
            requireNotNegative(octets);
        }
    }

    /** See {@link #lose}. */
    record Lose(On on) implements Fault {}

    /** See {@link #answer}. */
    record Answer(On on, String text) implements Fault {}

    /** See {@link #inject}. */
    record Inject(On on, String text) implements Fault {}

    /** See {@link #hold}. */
    record Hold(On on, Gate gate) implements Fault {}

    /** See {@link #sizesOffBy}. */
    record Sizes(long octets) implements Fault {}

    /** See {@link #uniqueId}; message 0 stands for every one. */
    record UniqueIdOf(int message, String id) implements Fault {}

    /** See {@link #without}. */
    record Without(String name) implements Fault {}

    /** See {@link #unannounced}. */
    record Unannounced(String capability) implements Fault {}

    /** See {@link #bareLineFeeds}. */
    record BareLineFeeds() implements Fault {}

    /** See {@link #unstuffed}. */
    record Unstuffed() implements Fault {}

    /** See {@link #unterminated}. */
    record Unterminated(On on) implements Fault {}

    /** See {@link #pieces} and {@link #slow}. */
    record Pieces(int octets, Duration pause) implements Fault {
        public Pieces {
            if (octets < 1 || pause.isNegative()) {
                throw new IllegalArgumentException(
                        "pieces of " + octets + " octets with a pause of " + pause);
            }
        }
    }

    /** See {@link #endlessLine}. */
    record EndlessLine(On on) implements Fault {}

    /** See {@link #endlessReply}. */
    record EndlessReply(On on) implements Fault {}

    /** See {@link #certificate}. */
    record Certificate(CertificateKind kind) implements Fault {}

    /** See {@link #times}. */
    record Times(Fault fault, int times) implements Fault {
        public Times {
            if (times < 1 || fault instanceof Times) {
                throw new IllegalArgumentException(times + " times " + fault);
            }
        }
    }

    /**
     * The connection ends when so many octets of a reply were sent. The maildrop has done what it
     * was asked: {@code cut("QUIT", 0)} removes the marked messages and nobody hears of it. A reply
     * that is shorter is not cut. The maildrop's lock is free when the client sees the end. Inside
     * TLS the end comes without close_notify.
     *
     * @param on such as {@code "LIST"}, {@code "RETR 3"} or {@link On#GREETING}
     * @param octets 0 or more
     */
    static Fault cut(String on, long octets) {
        return new Cut(On.of(on), Part.REPLY, octets);
    }

    /**
     * As {@link #cut}, in the reply to RETR of a message, counted from the message's first octet.
     *
     * @param message its number, 1 or more
     * @param octets 0 or more; 0 is right behind the status line
     */
    static Fault cutInMessage(int message, long octets) {
        return new Cut(retr(message), Part.BODY, octets);
    }

    /**
     * Nothing more is sent when so many octets of a reply were; the connection stays open until the
     * client closes it or the server's patience ends. The maildrop has done what it was asked.
     *
     * @param on as in {@link #cut}
     * @param octets 0 or more
     */
    static Fault stall(String on, long octets) {
        return new Stall(On.of(on), Part.REPLY, octets);
    }

    /** As {@link #stall}, counted as in {@link #cutInMessage}. */
    static Fault stallInMessage(int message, long octets) {
        return new Stall(retr(message), Part.BODY, octets);
    }

    /** The command never reaches the maildrop: the connection ends instead of an answer. */
    static Fault lose(String on) {
        return new Lose(On.of(on));
    }

    /**
     * The client gets this instead of a reply, and the maildrop never hears of the command. At
     * {@link On#GREETING} it stands in place of the greeting.
     *
     * @param text such as {@code "-ERR [SYS/TEMP] later\r\n"}; a CRLF is added to one that has no
     *     LF at its end
     */
    static Fault answer(String on, String text) {
        return new Answer(On.of(on), text.endsWith("\n") ? text : text + "\r\n");
    }

    /** Every login is refused as if another session held the maildrop (RFC 2449 §8.1.2). */
    static Fault inUse() {
        return answer(On.LOGIN, "-ERR [IN-USE] another session has this maildrop open");
    }

    /**
     * These octets follow the reply at once, in the same write. At {@code "STLS"} they stand in the
     * clear between the reply and the handshake, where a client must not take them for answers
     * inside TLS.
     *
     * @param text sent as it is
     */
    static Fault inject(String on, String text) {
        return new Inject(On.of(on), text);
    }

    /**
     * The command waits, before the maildrop hears of it, until the gate is opened. When the
     * server's patience ends first, the connection ends.
     */
    static Fault hold(String on, Gate gate) {
        return new Hold(On.of(on), gate);
    }

    /**
     * STAT and LIST tell of every message so many octets more than it has.
     *
     * @param octets may be negative; no size gets below 0
     */
    static Fault sizesOffBy(long octets) {
        return new Sizes(octets);
    }

    /**
     * UIDL shows this for a message. For a unique-id that repeats, give two messages the same; for
     * one that changes, another one at the next login.
     *
     * @param message its number, 1 or more
     * @param id anything, also what RFC 1939 §7 forbids
     */
    static Fault uniqueId(int message, String id) {
        requireMessage(message);
        return new UniqueIdOf(message, id);
    }

    /** UIDL shows the same unique-id for every message. */
    static Fault sameUniqueIds() {
        return new UniqueIdOf(0, "same");
    }

    /**
     * The server does not know a command: it is answered {@code -ERR} and not announced by CAPA.
     * {@code without("CAPA")} is a server from before RFC 2449.
     *
     * @param command such as {@code "UIDL"}, {@code "TOP"}, {@code "CAPA"} or {@code "STLS"}
     */
    static Fault without(String command) {
        return new Without(On.of(command).keyword());
    }

    /**
     * CAPA does not tell of a capability that is there nevertheless: what somebody in the middle
     * does with {@code STLS}.
     */
    static Fault unannounced(String capability) {
        return new Unannounced(On.of(capability).keyword());
    }

    /** Every reply has LF where CRLF belongs. */
    static Fault bareLineFeeds() {
        return new BareLineFeeds();
    }

    /** Full stops at the start of a message's lines are not doubled in RETR and TOP. */
    static Fault unstuffed() {
        return new Unstuffed();
    }

    /** A multi-line reply lacks its last line, the full stop. */
    static Fault unterminated(String on) {
        return new Unterminated(On.of(on));
    }

    /**
     * Every reply is sent in writes of so many octets.
     *
     * @param octets 1 or more
     */
    static Fault pieces(int octets) {
        return new Pieces(octets, Duration.ZERO);
    }

    /**
     * As {@link #pieces}, with a pause behind each: for people who want to see a slow server. Tests
     * need no pauses.
     */
    static Fault slow(int octets, Duration pause) {
        return new Pieces(octets, pause);
    }

    /**
     * The reply is {@code +OK} and then a line that never ends. When 256 MiB of it were sent, or
     * the client closes, the connection ends.
     */
    static Fault endlessLine(String on) {
        return new EndlessLine(On.of(on));
    }

    /**
     * Behind the lines of a multi-line reply more and more of the kind follow, and no terminator.
     * When 256 MiB of them were sent, or the client closes, the connection ends.
     *
     * @param on such as {@code "LIST"}, {@code "UIDL"}, {@code "CAPA"} or {@code "RETR"}
     */
    static Fault endlessReply(String on) {
        return new EndlessReply(On.of(on));
    }

    /** Handshakes present a certificate of this kind. */
    static Fault certificate(CertificateKind kind) {
        return new Certificate(kind);
    }

    /** This fault, but only at the first so many replies, commands or handshakes that it is for. */
    default Fault times(int times) {
        return new Times(this, times);
    }

    /** This fault, but only once: what comes after is as it should be. */
    default Fault once() {
        return times(1);
    }

    private static On retr(int message) {
        requireMessage(message);
        return new On("RETR", Integer.toString(message));
    }

    private static void requireMessage(int message) {
        if (message < 1) {
            throw new IllegalArgumentException("message numbers start at 1, not " + message);
        }
    }

    private static void requireNotNegative(long octets) {
        if (octets < 0) {
            throw new IllegalArgumentException("after " + octets + " octets");
        }
    }
}

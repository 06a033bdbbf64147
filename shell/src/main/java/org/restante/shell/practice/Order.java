package org.restante.shell.practice;

import org.restante.testkit.CertificateKind;
import org.restante.testkit.Fault;
import org.restante.testkit.On;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A fault that can be ordered: one for each thing that goes wrong in the field. */
enum Order {
    CUT,
    STALL,
    REFUSE,
    SLOW,
    QUIT_LOST,
    QUIT_UNHEARD,
    IN_USE,
    LOGIN_DELAY,
    SIZES,
    SAME_IDS,
    NO_UIDL,
    NO_TOP,
    NO_CAPA,
    UNSTUFFED,
    LINE_FEEDS,
    NOT_POP3,
    HIDE_STLS,
    INJECT,
    EXPIRED,
    OTHER_NAME,
    UNTRUSTED;

    /** A message of some hundred octets takes a second, the long one half a minute. */
    private static final int SLOW_OCTETS = 64;

    private static final Duration SLOW_PAUSE = Duration.ofMillis(100);
    private static final long SIZES_OFF_BY_OCTETS = 100;

    /** The one of that word, in any letter case. */
    static Optional<Order> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equalsIgnoreCase(word)).findFirst();
    }

    /** As a person types it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the number of a message follows. */
    boolean takesMessage() {
        return this == CUT || this == STALL || this == REFUSE;
    }

    /**
     * What the server is to do.
     *
     * @param message 1 or more; of no account where none is taken
     * @param octets of that message
     */
    Fault fault(int message, long octets) {
        return switch (this) {
            case CUT -> Fault.cutInMessage(message, octets / 2);
            case STALL -> Fault.stallInMessage(message, octets / 2);
            case REFUSE -> Fault.answer("RETR " + message, "-ERR [SYS/TEMP] try again later");
            case SLOW -> Fault.slow(SLOW_OCTETS, SLOW_PAUSE);
            case QUIT_LOST -> Fault.lose("QUIT");
            case QUIT_UNHEARD -> Fault.cut("QUIT", 0);
            case IN_USE -> Fault.inUse();
            case LOGIN_DELAY ->
                    Fault.answer(On.LOGIN, "-ERR [LOGIN-DELAY] the last login was a moment ago");
            case SIZES -> Fault.sizesOffBy(SIZES_OFF_BY_OCTETS);
            case SAME_IDS -> Fault.sameUniqueIds();
            case NO_UIDL -> Fault.without("UIDL");
            case NO_TOP -> Fault.without("TOP");
            case NO_CAPA -> Fault.without("CAPA");
            case UNSTUFFED -> Fault.unstuffed();
            case LINE_FEEDS -> Fault.bareLineFeeds();
            case NOT_POP3 -> Fault.answer(On.GREETING, "220 mail.example.org ESMTP");
            case HIDE_STLS -> Fault.unannounced("STLS");
            case INJECT -> Fault.inject("STLS", "+OK said in the clear\r\n");
            case EXPIRED -> Fault.certificate(CertificateKind.EXPIRED);
            case OTHER_NAME -> Fault.certificate(CertificateKind.OTHER_NAME);
            case UNTRUSTED -> Fault.certificate(CertificateKind.UNTRUSTED);
        };
    }
}

package org.restante.protocol.smtp;

import java.util.OptionalLong;

/** One request line of SMTP or LMTP, parsed. */
public sealed interface SmtpCommand {
    /** The verb as it is written on the wire, for counting; {@code "?"} for what is none. */
    default String verb() {
        return switch (this) {
            case Hello hello -> hello.kind().name();
            case Mail _ -> "MAIL";
            case Rcpt _ -> "RCPT";
            case Data _ -> "DATA";
            case Rset _ -> "RSET";
            case Noop _ -> "NOOP";
            case Vrfy _ -> "VRFY";
            case Help _ -> "HELP";
            case Quit _ -> "QUIT";
            case Invalid _ -> "?";
        };
    }

    /** How a client says hello; LHLO belongs to LMTP, the others to SMTP. */
    enum Greeting {
        LHLO,
        EHLO,
        HELO
    }

    /**
     * The client's greeting.
     *
     * @param domain what the client calls itself; printable, perhaps not true
     */
    record Hello(Greeting kind, String domain) implements SmtpCommand {}

    /**
     * Begins a transaction.
     *
     * @param octets the size that the client declared (RFC 1870)
     * @param utf8 whether addresses and header may be in UTF-8 (RFC 6531)
     */
    record Mail(MailPath sender, OptionalLong octets, boolean utf8) implements SmtpCommand {}

    record Rcpt(MailPath recipient) implements SmtpCommand {}

    record Data() implements SmtpCommand {}

    record Rset() implements SmtpCommand {}

    record Noop() implements SmtpCommand {}

    record Vrfy() implements SmtpCommand {}

    record Help() implements SmtpCommand {}

    record Quit() implements SmtpCommand {}

    /** What is no command: unknown, not implemented, or malformed; with its reply. */
    record Invalid(SmtpReply reply) implements SmtpCommand {}
}

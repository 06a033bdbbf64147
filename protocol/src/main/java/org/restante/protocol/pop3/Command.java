package org.restante.protocol.pop3;

import org.restante.protocol.Secret;

import java.util.Optional;

/** One request line, parsed. The interface a command implements is the state it is legal in. */
public sealed interface Command {
    /** Legal before login (RFC 1939 §4). */
    sealed interface InAuthorization extends Command {}

    /** Legal once the maildrop is open and locked (RFC 1939 §5). */
    sealed interface InTransaction extends Command {}

    /** The keyword as it is written on the wire, for counting; {@code "?"} for what is none. */
    default String keyword() {
        return switch (this) {
            case Quit _ -> "QUIT";
            case Capa _ -> "CAPA";
            case User _ -> "USER";
            case Pass _ -> "PASS";
            case Auth _ -> "AUTH";
            case Stls _ -> "STLS";
            case Stat _ -> "STAT";
            case List _ -> "LIST";
            case Uidl _ -> "UIDL";
            case Retr _ -> "RETR";
            case Top _ -> "TOP";
            case Dele _ -> "DELE";
            case Noop _ -> "NOOP";
            case Rset _ -> "RSET";
            case Invalid _ -> "?";
        };
    }

    record Quit() implements InAuthorization, InTransaction {}

    record Capa() implements InAuthorization, InTransaction {}

    record User(String name) implements InAuthorization {}

    /** Everything behind the first space is the password, spaces included. */
    record Pass(Secret secret) implements InAuthorization {}

    /**
     * Begins a SASL exchange (RFC 5034 §4).
     *
     * @param mechanism in upper case
     * @param initialResponse as sent: base64, or {@code =} for one that is present and empty
     */
    record Auth(String mechanism, Optional<Secret> initialResponse) implements InAuthorization {}

    record Stls() implements InAuthorization {}

    record Stat() implements InTransaction {}

    record List(Optional<MessageNumber> message) implements InTransaction {}

    record Uidl(Optional<MessageNumber> message) implements InTransaction {}

    record Retr(MessageNumber message) implements InTransaction {}

    /**
     * The header and the first lines of the body.
     *
     * @param bodyLines 0 or more; {@link Long#MAX_VALUE} stands for every count beyond it
     */
    record Top(MessageNumber message, long bodyLines) implements InTransaction {}

    record Dele(MessageNumber message) implements InTransaction {}

    record Noop() implements InTransaction {}

    record Rset() implements InTransaction {}

    /**
     * What is no command: unknown or malformed.
     *
     * @param explanation for the reply; holds nothing that the peer sent
     */
    record Invalid(String explanation) implements InAuthorization, InTransaction {}
}

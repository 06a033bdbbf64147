package org.restante.protocol.pop3;

import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;

import java.util.Optional;

/** One request line, parsed. The interface a command implements is the state it is legal in. */
public sealed interface Command {
    /** Legal before login (RFC 1939 §4). */
    sealed interface InAuthorization extends Command {}

    /** Legal once the maildrop is open and locked (RFC 1939 §5). */
    sealed interface InTransaction extends Command {}

    /** Looks at the maildrop, or marks messages in it. */
    sealed interface OnMaildrop extends InTransaction {}

    /** The keyword as it is written on the wire, for counting; {@code "?"} for what is none. */
    default String keyword() {
        return switch (this) {
            case Quit _ -> "QUIT";
            case Capa _ -> "CAPA";
            case User _ -> "USER";
            case Pass _ -> "PASS";
            case Apop _ -> "APOP";
            case Auth _ -> "AUTH";
            case Utf8 _ -> "UTF8";
            case Lang _ -> "LANG";
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
     * A login without the password itself (RFC 1939 §7).
     *
     * @param digest as sent: 32 hexadecimal digits if it is right
     */
    record Apop(String name, Secret digest) implements InAuthorization {}

    /**
     * Begins a SASL exchange (RFC 5034 §4).
     *
     * @param mechanism in upper case
     * @param initialResponse as sent: base64, or {@code =} for one that is present and empty
     */
    record Auth(String mechanism, Optional<Secret> initialResponse) implements InAuthorization {}

    record Stls() implements InAuthorization {}

    /** Asks for messages as they are, UTF-8 headers included (RFC 6856 §2). */
    record Utf8() implements InAuthorization {}

    /**
     * Asks which languages there are, or for one of them (RFC 6856 §3).
     *
     * @param range a language range (RFC 4647 §2.1), or {@code *}
     */
    record Lang(Optional<String> range) implements InAuthorization, InTransaction {}

    record Stat() implements OnMaildrop {}

    record List(Optional<MessageNumber> message) implements OnMaildrop {}

    record Uidl(Optional<MessageNumber> message) implements OnMaildrop {}

    record Retr(MessageNumber message) implements OnMaildrop {}

    /**
     * The header and the first lines of the body.
     *
     * @param bodyLines 0 or more; {@link Long#MAX_VALUE} stands for every count beyond it
     */
    record Top(MessageNumber message, long bodyLines) implements OnMaildrop {}

    record Dele(MessageNumber message) implements OnMaildrop {}

    record Noop() implements InTransaction {}

    record Rset() implements OnMaildrop {}

    /** What is no command: unknown or malformed. */
    record Invalid(Mistake mistake) implements InAuthorization, InTransaction {}
}

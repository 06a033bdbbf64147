package org.restante.client;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.pop3.ResponseCode;

import java.io.IOException;
import java.util.Optional;

/**
 * The server said {@code -ERR}. The connection is usable, and the next command may be sent, unless
 * it was the greeting or the answer to QUIT.
 */
public final class CommandFailedException extends IOException {
    private static final long serialVersionUID = 1;

    private final String command;
    private final @Nullable ResponseCode code;
    private final String text;

    CommandFailedException(String command, Optional<ResponseCode> code, String text) {
        super(
                "the server refuses "
                        + command
                        + code.map(it -> " [" + it.text() + "]").orElse("")
                        + (text.isEmpty() ? "" : ": " + text));
        this.command = command;
        this.code = code.orElse(null);
        this.text = text;
    }

    /** The command's keyword, with the SASL mechanism or the message number; nothing secret. */
    public String command() {
        return command;
    }

    /** The server's reason as a type, if it gave one that is known (RFC 2449 §8, RFC 3206 §4). */
    public Optional<ResponseCode> code() {
        return Optional.ofNullable(code);
    }

    /**
     * The server's words, control characters taken out, to be shown to the person: often the only
     * hint, such as where to allow POP3 in an account's settings.
     */
    public String text() {
        return text;
    }

    /**
     * Whether the same may work later: the maildrop is in use, the last login was too short a time
     * ago, or the server has trouble that passes.
     */
    public boolean isTemporary() {
        return code().map(it ->
                        switch (it) {
                            case IN_USE, LOGIN_DELAY, SYS_TEMP -> true;
                            case AUTH, UTF8, SYS_PERM -> false;
                        })
                .orElse(false);
    }
}

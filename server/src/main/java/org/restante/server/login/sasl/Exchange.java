package org.restante.server.login.sasl;

import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Login;

import java.io.IOException;
import java.util.Optional;

/**
 * One authentication exchange (RFC 4422 §3). Confined to its session's thread; it is over with the
 * first {@link Progress} that is no {@link Progress.Challenge}.
 */
public interface Exchange {
    /**
     * What the server says first, for mechanisms in which it does (RFC 5034 §4); for the others an
     * empty challenge asks the client to begin when it sent no initial response.
     */
    default String firstChallenge() {
        return "";
    }

    /**
     * Takes the client's next message; may block while a back end is asked.
     *
     * @param message decoded, perhaps empty
     */
    Progress respond(byte[] message) throws InterruptedException;

    /** What a message led to. */
    sealed interface Progress {
        /**
         * The client's answer is awaited.
         *
         * @param message the server's next message, perhaps empty; on the wire in UTF-8, base64
         */
        record Challenge(String message) implements Progress {}

        /**
         * The client is who it says.
         *
         * @param name as the client sent it
         * @param password that was sent, if the mechanism sends it
         */
        record Proven(String name, Account account, Optional<Secret> password) implements Progress {
            /** Without a password that was sent. */
            public Proven(String name, Account account) {
                this(name, account, Optional.empty());
            }
        }

        /** The {@link Gate} is shut: nothing was looked at, so it is neither right nor wrong. */
        record Refused(Login.Entry.Refused refusal) implements Progress {}

        /**
         * It is not, or the account may not log in like this.
         *
         * @param name as the client sent it; may be empty
         * @param reason for the log; the client is told the same in every case
         * @param password that was sent, if the mechanism sends it: one that is tried again and
         *     again is a forgotten device rather than a guess
         */
        record Denied(String name, String reason, Optional<Secret> password) implements Progress {
            /** Without a password that was sent. */
            public Denied(String name, String reason) {
                this(name, reason, Optional.empty());
            }
        }

        /**
         * The message is none of this mechanism.
         *
         * @param reason for the client; holds nothing that it sent
         */
        record Malformed(String reason) implements Progress {}

        /** Nobody can tell now. */
        record Unavailable(String name, IOException cause) implements Progress {}
    }
}

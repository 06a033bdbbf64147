package org.restante.server.lmtp;

import java.time.Duration;

/**
 * What an LMTP listener's sessions go by; checked here.
 *
 * @param hostname in the greeting and in trace fields
 * @param refuseBareLineEnds whether a message with a bare CR or LF is refused; else each becomes
 *     CRLF
 * @param messageOctetsMax the largest message, announced by SIZE
 * @param recipientsMax the most recipients of one message; 100 at least
 * @param idleTimeout how long a client may send nothing; five minutes at least
 * @param commandsInErrorMax so many commands in a row without success end the session
 */
public record LmtpSettings(
        String hostname,
        boolean refuseBareLineEnds,
        long messageOctetsMax,
        int recipientsMax,
        Duration idleTimeout,
        int commandsInErrorMax) {
    public LmtpSettings {
        if (hostname.isEmpty() || hostname.chars().anyMatch(c -> c <= 0x20 || c > 0x7E)) {
            throw new IllegalArgumentException("hostname is \"" + hostname + "\"");
        }
        // RFC 5321 §4.5.3.1.7
        if (messageOctetsMax < 64 * 1024) {
            throw new IllegalArgumentException(
                    "message-octets-max is " + messageOctetsMax + ", must be 64KiB or more");
        }
        // RFC 5321 §4.5.3.1.8
        if (recipientsMax < 100) {
            throw new IllegalArgumentException(
                    "recipients-max is " + recipientsMax + ", must be 100 or more");
        }
        // RFC 5321 §4.5.3.2.7
        if (idleTimeout.compareTo(Duration.ofMinutes(5)) < 0) {
            throw new IllegalArgumentException(
                    "lmtp-idle-timeout is " + idleTimeout + ", must be 5m or more");
        }
        if (commandsInErrorMax < 1) {
            throw new IllegalArgumentException("commands-in-error must be 1 or more");
        }
    }
}

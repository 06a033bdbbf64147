package org.restante.server.lmtp;

import org.restante.server.net.Network;
import org.restante.server.net.Peer;

import java.time.Duration;
import java.util.List;

/**
 * What an LMTP listener's sessions go by; checked here.
 *
 * @param hostname in the greeting and in trace fields
 * @param peers who may deliver over TCP; on a unix-domain socket the file's permissions decide
 * @param refuseBareLineEnds whether a message with a bare CR or LF is refused; else each becomes
 *     CRLF
 * @param bareLineEndsMendedFor the peers for whom each becomes CRLF even then
 * @param messageOctetsMax the largest message, announced by SIZE
 * @param recipientsMax the most recipients of one message; 100 at least
 * @param idleTimeout how long a client may send nothing; five minutes at least
 * @param commandsInErrorMax so many commands in a row without success end the session
 */
public record LmtpSettings(
        String hostname,
        List<Network> peers,
        boolean refuseBareLineEnds,
        List<Network> bareLineEndsMendedFor,
        long messageOctetsMax,
        int recipientsMax,
        Duration idleTimeout,
        int commandsInErrorMax) {
    public LmtpSettings {
        peers = List.copyOf(peers);
        bareLineEndsMendedFor = List.copyOf(bareLineEndsMendedFor);
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

    /** Whether this peer may deliver at all. */
    boolean admits(Peer peer) {
        return peer.address().isEmpty() || isIn(peers, peer);
    }

    /** Whether a bare CR or LF in a message of this peer's means that it is refused. */
    boolean refusesBareLineEnds(Peer peer) {
        return refuseBareLineEnds && !isIn(bareLineEndsMendedFor, peer);
    }

    private static boolean isIn(List<Network> networks, Peer peer) {
        return peer.address().stream()
                .anyMatch(address -> networks.stream().anyMatch(it -> it.contains(address)));
    }
}

package org.restante.server.event;

import org.restante.protocol.UniqueId;
import org.restante.server.net.EndReason;
import org.restante.server.net.Refusal;
import org.restante.server.net.TlsParameters;

import java.time.Duration;
import java.util.Optional;

/** Something that happened in a session. */
public sealed interface Event {
    /** Which session; unlike any other of this server process. */
    String session();

    /**
     * A peer connected.
     *
     * @param listener such as {@code pop3s}
     * @param peer its address and port, or {@code local}
     */
    record Connected(String session, String listener, String peer) implements Event {}

    /** A peer was sent away at once. */
    record Refused(String session, String listener, String peer, Refusal cause) implements Event {
        /** What the peer was told, if it was told anything. */
        public String reason() {
            return cause.text();
        }
    }

    /**
     * A handshake failed, or octets in the clear stood behind STLS; the connection ends.
     *
     * @param reason the kind of failure and what the TLS provider says of it, short and printable
     */
    record TlsFailed(String session, String listener, String peer, String reason)
            implements Event {}

    /** A login succeeded and the maildrop is open. */
    record LoggedIn(
            String session,
            String account,
            String mechanism,
            String peer,
            Optional<TlsParameters> tls,
            int messages,
            long octets)
            implements Event {}

    /**
     * A login failed.
     *
     * @param name as the client sent it, with anything but printable ASCII replaced
     * @param reason for the log only; the client is told less
     */
    record LoginFailed(
            String session,
            String name,
            String mechanism,
            String peer,
            Optional<TlsParameters> tls,
            String reason)
            implements Event {}

    /**
     * A login was not tried, because too many failed lately, or without TLS; or it was right, and
     * came too soon, or another session holds the maildrop.
     *
     * @param name as in {@link LoginFailed}; empty if it did not come as far as a name
     * @param left how long the refusals will go on; zero if nobody knows
     */
    record LoginRefused(String session, String name, String peer, Refusal cause, Duration left)
            implements Event {}

    /**
     * A further maildrop of an account is open, or a view instead of its maildrop.
     *
     * @param folder or another view, as a person writes it, or {@code INBOX}
     */
    record Opened(String session, String account, String folder, int messages, long octets)
            implements Event {}

    /**
     * A session of any version of POP is over.
     *
     * @param account who was logged in, if anybody
     * @param retrieved messages sent whole by RETR
     * @param octets their sizes' sum
     * @param removed messages removed by QUIT or what stands for it
     * @param left messages at the end, of those listed in the maildrop that was opened last
     */
    record PopEnded(
            String session,
            Optional<String> account,
            String peer,
            EndReason reason,
            int retrieved,
            long octets,
            int removed,
            int left,
            CommandCounts commands,
            Duration duration)
            implements Event {}

    /**
     * Messages were removed because they were kept for as long as was promised.
     *
     * @param messages how many
     * @param kept how long that is, such as {@code 30d}
     */
    record Expired(String session, String account, int messages, String kept) implements Event {}

    /**
     * A sweep removed something from a maildrop.
     *
     * @param expired messages that were kept for as long as was promised
     * @param purged messages removed earlier that are gone for good
     */
    record Swept(String session, String account, int expired, int purged) implements Event {}

    /**
     * A sweep over all maildrops is over.
     *
     * @param maildrops how many there are of accounts that can be listed
     * @param inUse how many of them had a session, and are left to the next sweep
     * @param failed how many failed
     */
    record SweepEnded(
            String session,
            int maildrops,
            int inUse,
            int failed,
            int expired,
            int purged,
            Duration duration)
            implements Event {}

    /** A message is in a maildrop, durably. */
    record Delivered(
            String session,
            String account,
            String recipient,
            String sender,
            UniqueId id,
            long octets)
            implements Event {}

    /**
     * A message made a maildrop fuller than its owner should be warned of.
     *
     * @param percent how full it is, of what it may hold
     */
    record NearlyFull(String session, String account, int percent) implements Event {}

    /**
     * A recipient or a message was refused.
     *
     * @param recipient empty if the refusal concerns none in particular
     * @param reply what the peer was told
     */
    record DeliveryRefused(String session, String recipient, String sender, String reply)
            implements Event {}

    /** An LMTP session is over. */
    record LmtpEnded(
            String session,
            String peer,
            EndReason reason,
            int delivered,
            int refused,
            CommandCounts commands,
            Duration duration)
            implements Event {}

    /**
     * Storage or an account source failed.
     *
     * @param doing what was being done, such as {@code "opening the maildrop of alice"}
     */
    record Failed(String session, String doing, Throwable cause) implements Event {}
}

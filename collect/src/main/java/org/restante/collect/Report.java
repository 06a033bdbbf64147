package org.restante.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run did, or what it would do.
 *
 * @param listed messages on the server
 * @param delivered that were fetched and are durably where they should be; of a run that is only
 *     looked ahead at, those that it would fetch
 * @param octets of those, as they came or, looked ahead at, as the server lists them
 * @param removed that the server confirmed to have removed; looked ahead at, those that it would be
 *     told to remove, of messages that were delivered before
 * @param known that were delivered before and are still there
 * @param tooLarge that were left for their size
 * @param old that were left for their age
 * @param waiting that were refused before and are not due
 * @param refused what was refused now
 * @param loginDelay how long the server wants to be left alone between logins; zero: it does not
 *     say (RFC 2449 §6.5)
 * @param remarks what was odd, for people
 * @param failure what kept the run from its end
 */
public record Report(
        long listed,
        long delivered,
        long octets,
        long removed,
        long known,
        long tooLarge,
        long old,
        long waiting,
        Duration loginDelay,
        List<Refused> refused,
        List<String> remarks,
        Optional<Failure> failure) {
    public Report {
        refused = List.copyOf(refused);
        remarks = List.copyOf(remarks);
    }

    /** That of a run that could not begin. */
    public static Report of(Failure failure) {
        return new Report(
                0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, List.of(), List.of(), Optional.of(failure));
    }

    /** A message that the server or the destination refused. */
    public record Refused(String message, Refusal refusal) {}

    /** Whether and why a run did not come to its end. What it had delivered stays delivered. */
    public record Failure(Kind kind, String words) {
        /** What there is to be done about it. */
        public enum Kind {
            /** Nothing: the next run may succeed. */
            TEMPORARY,
            /** The server does not let this user in. */
            LOGIN,
            /** It says that it is for the password or token (RFC 3206 §4). */
            CREDENTIALS,
            /** The server's certificate, its TLS, or what it speaks is not as it should be. */
            SERVER,
            /** The destination, or the data folder, cannot be written. */
            DISK,
            /** The configuration does not fit what is there. */
            CONFIGURATION,
            /** An error in this program, as its log tells. */
            INTERNAL
        }
    }
}

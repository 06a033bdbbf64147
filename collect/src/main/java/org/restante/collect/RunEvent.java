package org.restante.collect;

/** What happens in a run, when it has happened. Messages are told by their unique-id or hash. */
public sealed interface RunEvent {
    /**
     * A session begins; a run that has a long way has several.
     *
     * @param messages on the server
     * @param wanted that are to be fetched, in this session and those behind it
     * @param octets of those, as the server lists them
     */
    record Listed(long messages, long wanted, long octets) implements RunEvent {}

    /** A message came whole; it is not delivered yet. */
    record Fetched(long octets) implements RunEvent {}

    /** A message is durably where it should be. */
    record Delivered(String message, long octets) implements RunEvent {}

    /** The server or the destination refused a message. */
    record Refused(String message, Refusal refusal) implements RunEvent {}

    /** The server confirmed that it removed a message. */
    record Removed(String message) implements RunEvent {}
}

package org.restante.store;

/**
 * What an account's mail takes: all messages of its maildrop, without what was removed and can be
 * restored, and without its other folders.
 *
 * @param messages how many
 * @param octets their sizes as they are stored, added up
 */
public record Usage(long messages, long octets) {
    public static final Usage NONE = new Usage(0, 0);

    /** This and that together. */
    public Usage plus(Usage other) {
        return new Usage(messages + other.messages, octets + other.octets);
    }

    /** This without that. */
    public Usage minus(Usage other) {
        return new Usage(messages - other.messages, octets - other.octets);
    }
}

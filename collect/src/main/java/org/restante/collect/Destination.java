package org.restante.collect;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a collection's messages go, in groups and in two steps, so that a crash between any two
 * calls leaves something that {@link #recover} can tell apart. The collector calls, in this order
 * and from one thread: {@link #recover} once; then for each group {@link #stage} for each message,
 * {@link #prepare}, the journal is forced, {@link #publish}, the journal is forced; at last {@link
 * #close}.
 */
public interface Destination extends AutoCloseable {
    /** Which it is, for people, as in "the Maildir /home/alice/Mail". */
    String where();

    /** The most messages that may be staged at a time, 1 or more. */
    int groupMessagesMax();

    /**
     * Tells which messages of the group that was on its way when the last run died are where they
     * should be, durably. The others are as if they had never been staged.
     *
     * @param group the whole group; empty if none was on its way
     * @param note what {@link #prepare} returned for that group
     * @return the ids of those that were delivered
     * @throws IOException if that cannot be told; nothing may be fetched then
     */
    Set<String> recover(List<Incoming> group, String note) throws IOException;

    /**
     * Takes a message whole, to where nobody sees it yet.
     *
     * @param octets in canonical form: CRLF line ends, not stuffed. If reading them fails, or this
     *     fails otherwise, the message is dropped, and those that were staged before stay
     */
    void stage(Incoming message, InputStream octets) throws IOException;

    /**
     * Returns when all that is staged is on disk, as far as {@link #recover} needs that.
     *
     * @return one line that the journal keeps for {@link #recover}; may be empty
     */
    String prepare() throws IOException;

    /**
     * Brings the staged messages where they should be. When this returns all are there durably but
     * those that were refused; none is staged any more.
     *
     * @return what was refused, by id
     * @throws IOException if it is not known what is there: {@link #recover} tells, in the next run
     */
    Map<String, Refusal> publish() throws IOException;

    /** Drops what is staged, and frees locks. */
    @Override
    void close() throws IOException;
}

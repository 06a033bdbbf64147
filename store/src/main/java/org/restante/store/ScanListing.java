package org.restante.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The messages of an open maildrop by their numbers, oldest first; the same for as long as it is
 * open. What is asked for is read then, so that a login need not. Confined to the maildrop's
 * thread.
 */
public interface ScanListing extends Iterable<ListedMessage> {
    /** How many messages there are. */
    int count();

    /** The sizes of all of them, added up. */
    long octets();

    /**
     * One message.
     *
     * @param number from 1 to {@link #count} (RFC 1939 §5)
     * @throws IOException if it cannot be read
     * @throws IndexOutOfBoundsException if there is no such number
     */
    ListedMessage message(int number) throws IOException;

    /**
     * All of them in order, read as the iterator goes; it throws {@link UncheckedIOException} if
     * one cannot be read.
     */
    @Override
    default Iterator<ListedMessage> iterator() {
        return new Iterator<>() {
            private int number;

            @Override
            public boolean hasNext() {
                return number < count();
            }

            @Override
            public ListedMessage next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("message " + (number + 1));
                }
                try {
                    return message(++number);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** What {@link #iterator} goes over. */
    default Stream<ListedMessage> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** A listing that is in memory. */
    static ScanListing of(List<ListedMessage> messages) {
        List<ListedMessage> listed = List.copyOf(messages);
        long octets = listed.stream().mapToLong(ListedMessage::octets).sum();
        return new ScanListing() {
            @Override
            public int count() {
                return listed.size();
            }

            @Override
            public long octets() {
                return octets;
            }

            @Override
            public ListedMessage message(int number) {
                return listed.get(number - 1);
            }
        };
    }
}

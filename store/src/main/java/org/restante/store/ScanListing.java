package org.restante.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    /** All of them in order, for whoever needs only the lines of LIST or UIDL. */
    default Scan scan() {
        Iterator<ListedMessage> messages = iterator();
        return new Scan() {
            private byte[] id = {};
            private long octets;

            @Override
            public boolean next() throws IOException {
                if (!messages.hasNext()) {
                    return false;
                }
                try {
                    ListedMessage message = messages.next();
                    id = message.id().value().getBytes(StandardCharsets.US_ASCII);
                    octets = message.octets();
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
                return true;
            }

            @Override
            public long octets() {
                return octets;
            }

            @Override
            public int id(byte[] target) {
                System.arraycopy(id, 0, target, 0, id.length);
                return id.length;
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

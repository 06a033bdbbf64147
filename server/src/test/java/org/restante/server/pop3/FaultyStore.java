package org.restante.server.pop3;

import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Expiry;
import org.restante.store.Filed;
import org.restante.store.Handover;
import org.restante.store.Journal;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.ScanListing;
import org.restante.store.Sweeping;
import org.restante.store.Usage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A store that lets a test do something, such as fail, before each of its calls. */
public final class FaultyStore implements MaildropStore {
    private final MaildropStore store;
    private final Fault fault;
    private final Set<UniqueId> stuck;

    /** What can be interfered with. */
    public enum Call {
        OPEN,
        /** A message of the listing is read. */
        LISTING,
        CONTENT,
        OCTET,
        REMOVE
    }

    @FunctionalInterface
    public interface Fault {
        void before(Call call) throws IOException;
    }

    public FaultyStore(MaildropStore store, Fault fault) {
        this(store, fault, Set.of());
    }

    /** Some messages cannot be removed. */
    public FaultyStore(MaildropStore store, Fault fault, Set<UniqueId> stuck) {
        this.store = store;
        this.fault = fault;
        this.stuck = stuck;
    }

    /** Fails at the n-th of these calls, the first being 1. */
    public static Fault at(Call kind, int n, IOException failure) {
        int[] count = {0};
        return call -> {
            if (call == kind && ++count[0] == n) {
                throw failure;
            }
        };
    }

    @Override
    public Opening open(MaildropName name) throws IOException {
        fault.before(Call.OPEN);
        return switch (store.open(name)) {
            case Opening.InUse inUse -> inUse;
            case Opening.NoSuchFolder none -> none;
            case Opening.Opened(var maildrop) -> new Opening.Opened(new FaultyMaildrop(maildrop));
        };
    }

    @Override
    public Usage usage(MaildropName name) throws IOException {
        return store.usage(name);
    }

    @Override
    public Journal journal() {
        return store.journal();
    }

    @Override
    public Delivery deliver(MaildropName name) throws IOException {
        return store.deliver(name);
    }

    @Override
    public Sweeping sweep(MaildropName name, Optional<Expiry> expiry) throws IOException {
        return store.sweep(name, expiry);
    }

    @Override
    public Handover deliver(MaildropName name, DeliveryId id) throws IOException {
        return store.deliver(name, id);
    }

    private final class FaultyMaildrop implements Maildrop {
        private final Maildrop maildrop;

        FaultyMaildrop(Maildrop maildrop) {
            this.maildrop = maildrop;
        }

        @Override
        public ScanListing listing() {
            ScanListing listing = maildrop.listing();
            return new ScanListing() {
                @Override
                public int count() {
                    return listing.count();
                }

                @Override
                public long octets() {
                    return listing.octets();
                }

                @Override
                public ListedMessage message(int number) throws IOException {
                    fault.before(Call.LISTING);
                    return listing.message(number);
                }
            };
        }

        @Override
        public Content open(UniqueId id) throws IOException {
            fault.before(Call.CONTENT);
            Content content = maildrop.open(id);
            InputStream in = ((Content.Stream) content).in();
            return new Content.Stream(new FaultyStream(in), content.octets());
        }

        @Override
        public Filed filed(UniqueId id) throws IOException {
            return maildrop.filed(id);
        }

        @Override
        public Set<UniqueId> arrivedBefore(Instant time) throws IOException {
            return maildrop.arrivedBefore(time);
        }

        @Override
        public Set<UniqueId> retrievedBefore(Instant time) throws IOException {
            return maildrop.retrievedBefore(time);
        }

        @Override
        public void retrieved(Set<UniqueId> ids, Instant time) throws IOException {
            maildrop.retrieved(ids, time);
        }

        @Override
        public void hide(Set<UniqueId> ids) throws IOException {
            maildrop.hide(ids);
        }

        @Override
        public Set<UniqueId> remove(Set<UniqueId> ids) throws IOException {
            fault.before(Call.REMOVE);
            Set<UniqueId> removable = new HashSet<>(ids);
            removable.removeAll(stuck);
            Set<UniqueId> failed = new HashSet<>(ids);
            failed.retainAll(stuck);
            failed.addAll(maildrop.remove(removable));
            return failed;
        }

        @Override
        public void close() {
            maildrop.close();
        }
    }

    private final class FaultyStream extends InputStream {
        private final InputStream in;

        FaultyStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            fault.before(Call.OCTET);
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int octet = read();
            if (octet < 0) {
                return -1;
            }
            target[offset] = (byte) octet;
            return 1;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

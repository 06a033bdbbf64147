package org.restante.server.lmtp;

import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.DotReader;
import org.restante.store.Delivery;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One message on its way into the maildrops of all its recipients, block by block; nothing of it is
 * held in memory. Each maildrop fails or succeeds alone.
 */
final class Intake implements DotReader.Target, AutoCloseable {
    private final MaildropStore store;
    private final long octetsMax;
    private final Map<MaildropName, Copy> copies = new LinkedHashMap<>();
    private long octets;

    /** What came of one maildrop. */
    sealed interface Outcome {
        record Stored(UniqueId id, long octets) implements Outcome {}

        record Failed(IOException cause) implements Outcome {}
    }

    /**
     * An intake without recipients.
     *
     * @param octetsMax the size beyond which {@link #isTooLarge} is true and nothing is kept
     */
    Intake(MaildropStore store, long octetsMax) {
        this.store = store;
        this.octetsMax = octetsMax;
    }

    /** Adds a maildrop, unless it is there already, with the fields that its copy starts with. */
    void add(MaildropName maildrop, byte[] traceFields) {
        copies.computeIfAbsent(
                maildrop,
                name -> {
                    Copy copy = new Copy(name, traceFields.length);
                    copy.run(() -> copy.begin(store.deliver(name), traceFields));
                    return copy;
                });
    }

    @Override
    public void write(byte[] block, int offset, int length) {
        octets += length;
        if (isTooLarge()) {
            close();
            return;
        }
        for (Copy copy : copies.values()) {
            copy.run(() -> copy.write(block, offset, length));
        }
    }

    /** Whether the message, without its trace fields, is over the limit. */
    boolean isTooLarge() {
        return octets > octetsMax;
    }

    /** How long the copy for a maildrop is, its trace fields included. */
    long octets(MaildropName maildrop) {
        return copy(maildrop).traceOctets + octets;
    }

    /** Makes the copy for a maildrop durable, once; a second call tells the same again. */
    Outcome commit(MaildropName maildrop) {
        return copy(maildrop).commit(octets);
    }

    private Copy copy(MaildropName maildrop) {
        Copy copy = copies.get(maildrop);
        if (copy == null) {
            throw new IllegalArgumentException("not a recipient: " + maildrop);
        }
        return copy;
    }

    /** Whether {@link #commit} of it has been called. */
    boolean isCommitted(MaildropName maildrop) {
        return copy(maildrop).outcome.isPresent();
    }

    /** Drops what was not committed. */
    @Override
    public void close() {
        copies.values().forEach(Copy::close);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** The message's way into one maildrop; its first failure is its outcome. */
    private static final class Copy {
        private final MaildropName maildrop;
        private final int traceOctets;
        private Optional<Delivery> delivery = Optional.empty();
        private Optional<Outcome> outcome = Optional.empty();

        Copy(MaildropName maildrop, int traceOctets) {
            this.maildrop = maildrop;
            this.traceOctets = traceOctets;
        }

        void begin(Delivery begun, byte[] traceFields) throws IOException {
            delivery = Optional.of(begun);
            begun.write(traceFields, 0, traceFields.length);
        }

        void write(byte[] block, int offset, int length) throws IOException {
            if (delivery.isPresent()) {
                delivery.get().write(block, offset, length);
            }
        }

        Outcome commit(long octets) {
            if (outcome.isEmpty()) {
                run(() -> {
                    UniqueId id =
                            delivery.orElseThrow(() -> new IOException("never begun")).commit();
                    outcome = Optional.of(new Outcome.Stored(id, traceOctets + octets));
                });
            }
            return outcome.orElseThrow();
        }

        void run(Work work) {
            if (outcome.isPresent()) {
                return;
            }
            try {
                work.run();
            } catch (IOException e) {
                outcome = Optional.of(new Outcome.Failed(e));
                close();
            }
        }

        void close() {
            try {
                if (delivery.isPresent()) {
                    delivery.get().close();
                }
            } catch (IOException e) {
                // What is left over lies in no maildrop's listing; the store cleans it up.
                System.getLogger(Intake.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "dropping an unfinished delivery to " + maildrop.account(),
                                e);
            }
            delivery = Optional.empty();
        }
    }
}

package org.restante.store.memory;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.Filed;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/** A message being collected. */
final class MemoryDelivery implements Delivery {
    private final BiFunction<byte[], Filed, UniqueId> box;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private Optional<Filed> filed = Optional.empty();
    private boolean ended;

    /** What takes the octets of the message gives it its id. */
    MemoryDelivery(BiFunction<byte[], Filed, UniqueId> box) {
        this.box = box;
    }

    @Override
    public void write(byte[] block, int offset, int length) {
        requireWriting();
        octets.write(block, offset, length);
    }

    @Override
    public void file(Filed kept) {
        filed = Optional.of(kept);
    }

    @Override
    public UniqueId commit() {
        requireWriting();
        ended = true;
        // What completes the last line is the canonical form, which the maildrop makes anyway.
        return box.apply(octets.toByteArray(), filed.orElseGet(() -> new Filed(Instant.now(), "")));
    }

    private void requireWriting() {
        if (ended) {
            throw new IllegalStateException("the delivery has ended and takes no more");
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}

package org.restante.store.memory;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;

import java.io.ByteArrayOutputStream;
import java.util.function.Function;

/** A message being collected. */
final class MemoryDelivery implements Delivery {
    private final Function<byte[], UniqueId> box;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private boolean ended;

    /** What takes the octets of the message gives it its id. */
    MemoryDelivery(Function<byte[], UniqueId> box) {
        this.box = box;
    }

    @Override
    public void write(byte[] block, int offset, int length) {
        requireWriting();
        octets.write(block, offset, length);
    }

    @Override
    public UniqueId commit() {
        requireWriting();
        ended = true;
        // What completes the last line is the canonical form, which the maildrop makes anyway.
        return box.apply(octets.toByteArray());
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

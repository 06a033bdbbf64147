package org.restante.store.memory;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStoreContract;

/** The memory store holds the contract. */
final class MemoryStoreTest extends MaildropStoreContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected MemoryStore store() {
        return store;
    }

    @Override
    protected void place(MaildropName name, UniqueId id, byte[] octets) {
        store.place(name, id, octets);
    }

    @Override
    protected void discard(MaildropName name, UniqueId id) {
        store.discard(name, id);
    }

    @Test
    void noTwoMessagesArePlacedUnderOneId() {
        UniqueId id = new UniqueId("a");
        store.place(MROSE, id, new byte[0]);
        assertThatIllegalArgumentException().isThrownBy(() -> store.place(MROSE, id, new byte[1]));
    }
}

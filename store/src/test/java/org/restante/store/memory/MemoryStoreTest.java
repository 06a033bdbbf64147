package org.restante.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.restante.protocol.UniqueId;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStoreContract;
import org.restante.store.Opening;

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

    @Test
    void whatLiesThereIsSeenWhoeverHasItOpen() throws Exception {
        UniqueId id = new UniqueId("a");
        store.place(MROSE, id, new byte[] {'x', '\n'});
        try (var _ = ((Opening.Opened) store.open(MROSE)).maildrop()) {
            store.place(MROSE, new UniqueId("b"), new byte[0]);
            assertThat(store.contents(MROSE)).containsOnlyKeys(id, new UniqueId("b"));
            assertThat(store.contents(MROSE).firstEntry().getValue()).containsExactly('x', '\n');
        }
    }
}

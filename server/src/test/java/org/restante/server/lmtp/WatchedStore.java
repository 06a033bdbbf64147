package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.restante.store.Sweeping;
import org.restante.store.Usage;
import org.restante.store.memory.MemoryStore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A memory store that a test can look into and make fail. It sees each delivery's octets as they
 * were handed over, which a maildrop shows in their canonical form only.
 */
final class WatchedStore implements MaildropStore {
    /** What is about to be done. */
    enum Step {
        BEGIN,
        WRITE,
        COMMIT
    }

    /** Called before each step; may wait, or fail in the step's place. */
    @FunctionalInterface
    interface Hook {
        void before(Step step, String account) throws IOException;
    }

    private final MemoryStore memory = new MemoryStore();
    private final Map<String, List<String>> committed = new ConcurrentHashMap<>();
    private final AtomicInteger unclosed = new AtomicInteger();
    private volatile Hook hook = (_, _) -> {};

    void hook(Hook other) {
        hook = other;
    }

    /** Deliveries that were begun and not closed yet. */
    int unclosed() {
        return unclosed.get();
    }

    /**
     * An account's messages, oldest first, one character for each octet; each of them was handed
     * over in exactly the form in which its owner gets it.
     */
    List<String> messages(String account) throws IOException {
        List<String> messages = new ArrayList<>();
        Opening.Opened opened = (Opening.Opened) memory.open(MaildropName.of(account));
        try (Maildrop maildrop = opened.maildrop()) {
            for (ListedMessage listed : maildrop.listing()) {
                Content.Stream content = (Content.Stream) maildrop.open(listed.id());
                messages.add(new String(content.in().readAllBytes(), StandardCharsets.ISO_8859_1));
                assertThat(listed.octets()).isEqualTo(messages.getLast().length());
            }
        }
        assertThat(committed.getOrDefault(account, List.of())).isEqualTo(messages);
        return messages;
    }

    @Override
    public Opening open(MaildropName name) {
        return memory.open(name);
    }

    @Override
    public Sweeping sweep(MaildropName name, Optional<Expiry> expiry) {
        return memory.sweep(name, expiry);
    }

    @Override
    public Handover deliver(MaildropName name, DeliveryId id) {
        throw new UnsupportedOperationException("LMTP has no ids of deliveries");
    }

    @Override
    public Usage usage(MaildropName name) throws IOException {
        return memory.usage(name);
    }

    @Override
    public Journal journal() {
        return memory.journal();
    }

    @Override
    public Delivery deliver(MaildropName name) throws IOException {
        String account = name.account();
        hook.before(Step.BEGIN, account);
        unclosed.incrementAndGet();
        Delivery delivery = memory.deliver(name);
        return new Delivery() {
            private final ByteArrayOutputStream written = new ByteArrayOutputStream();

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                hook.before(Step.WRITE, account);
                written.write(octets, offset, length);
                delivery.write(octets, offset, length);
            }

            @Override
            public void file(Filed filed) {
                delivery.file(filed);
            }

            @Override
            public UniqueId commit() throws IOException {
                hook.before(Step.COMMIT, account);
                UniqueId id = delivery.commit();
                committed
                        .computeIfAbsent(account, _ -> new ArrayList<>())
                        .add(written.toString(StandardCharsets.ISO_8859_1));
                return id;
            }

            @Override
            public void close() throws IOException {
                unclosed.decrementAndGet();
                delivery.close();
            }
        };
    }
}

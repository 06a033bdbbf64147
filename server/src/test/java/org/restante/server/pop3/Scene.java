package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.TestPostOffice.Options;
import org.restante.spec.Chunking;
import org.restante.spec.Transcript;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What alice's maildrop holds before a dialogue, and what must be left of it: everything, unless
 * said otherwise. Message 1 has the unique-id {@code a1}, message 2 {@code b2} and so on.
 */
final class Scene {
    static final MaildropName ALICE = MaildropName.of("alice");
    static final String PASSWORD = "s3cret pw";

    private static final String LOGIN =
            """
            S: +OK mail.example.org POP3 ready
            C: USER alice
            S: +OK now the password
            C: PASS s3cret pw
            S: +OK ...
            """;

    private final List<String> messages;
    private Options options = Options.standard();
    private UnaryOperator<MaildropStore> over = store -> store;
    private List<String> left;

    private Scene(List<String> messages) {
        this.messages = messages;
        this.left = IntStream.range(0, messages.size()).mapToObj(Scene::id).toList();
    }

    /** Messages as they are stored, one character for each octet. */
    static Scene maildrop(String... stored) {
        return new Scene(List.of(stored));
    }

    /** Messages of so many octets each. */
    static Scene octets(int... sizes) {
        return new Scene(IntStream.of(sizes).mapToObj(Scene::message).toList());
    }

    /** A message whose canonical form has so many octets. */
    static String message(int octets) {
        return "A: b\r\n\r\n" + "x".repeat(octets - 10) + "\r\n";
    }

    private static String id(int index) {
        return (char) ('a' + index) + String.valueOf(index + 1);
    }

    Scene with(UnaryOperator<Options> change) {
        options = change.apply(options);
        return this;
    }

    /** Puts something between the sessions and the store. */
    Scene over(UnaryOperator<MaildropStore> store) {
        over = store;
        return this;
    }

    /** What is left when the dialogue is over. */
    Scene leaving(String... ids) {
        left = List.of(ids);
        return this;
    }

    /** Plays a dialogue that begins after alice's login, cut in every way. */
    void plays(String transcript) throws IOException {
        playsFromTheStart(LOGIN + transcript);
    }

    /** Plays a dialogue that begins with the greeting, cut in every way. */
    void playsFromTheStart(String transcript) throws IOException {
        for (Chunking chunking : Chunking.all()) {
            playsFromTheStart(transcript, chunking);
        }
    }

    /** Plays a dialogue that cannot be pipelined, or must be. */
    void playsFromTheStart(String transcript, Chunking chunking) throws IOException {
        MemoryStore store = store();
        try (TestPostOffice office = open(store)) {
            try (Socket socket = office.pop3()) {
                Transcript.parse(transcript).run(socket, chunking);
            }
            assertThat(left(store)).as("left in the maildrop, %s", chunking).isEqualTo(left);
        }
    }

    /** A store with these messages. */
    MemoryStore store() {
        MemoryStore store = new MemoryStore();
        for (int i = 0; i < messages.size(); i++) {
            store.place(
                    ALICE,
                    new UniqueId(id(i)),
                    messages.get(i).getBytes(StandardCharsets.ISO_8859_1));
        }
        return store;
    }

    /** A post office over a store, where alice and bob may log in. */
    TestPostOffice open(MaildropStore store) throws IOException {
        TestPostOffice office = new TestPostOffice(over.apply(store), options);
        office.accounts().put("alice", PASSWORD).put("bob", "bob's pw");
        return office;
    }

    /** A post office over a store with these messages. */
    TestPostOffice open() throws IOException {
        return open(store());
    }

    /** The unique-ids in alice's maildrop, as soon as its lock is free. */
    static List<String> left(MaildropStore store) throws IOException {
        long deadline = System.nanoTime() + TestPostOffice.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (store.open(ALICE) instanceof Opening.Opened(var maildrop)) {
                try (maildrop) {
                    List<String> ids = new ArrayList<>();
                    maildrop.listing().forEach(message -> ids.add(message.id().value()));
                    return ids;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the maildrop is still locked");
    }
}

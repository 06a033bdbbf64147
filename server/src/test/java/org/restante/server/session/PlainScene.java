package org.restante.server.session;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What alice's maildrop and her folders hold before a dialogue in POP2 or POP1, and what must be
 * left of it: everything, unless said otherwise. Message 1 of a mailbox has the unique-id {@code
 * m1}.
 */
public final class PlainScene {
    public static final MaildropName ALICE = MaildropName.of("alice");

    private final Map<MaildropName, List<String>> mailboxes = new LinkedHashMap<>();
    private final Map<MaildropName, List<String>> left = new LinkedHashMap<>();
    private Options options = Options.standard();
    private UnaryOperator<MaildropStore> over = store -> store;

    /** Opens a connection to a listener. */
    @FunctionalInterface
    public interface Door {
        Socket open(TestPostOffice office) throws IOException;
    }

    private PlainScene() {}

    /** Messages as they are stored, one character for each octet. */
    public static PlainScene maildrop(String... stored) {
        return new PlainScene().holding(ALICE, List.of(stored));
    }

    /** Messages of so many octets each. */
    public static PlainScene octets(int... sizes) {
        return new PlainScene().holding(ALICE, messages(sizes));
    }

    /** The same in a folder of hers. */
    public PlainScene folder(String name, int... sizes) {
        return holding(folder(name), messages(sizes));
    }

    private PlainScene holding(MaildropName name, List<String> stored) {
        mailboxes.put(name, stored);
        List<String> ids = new ArrayList<>();
        for (int number = 1; number <= stored.size(); number++) {
            ids.add("m" + number);
        }
        left.put(name, ids);
        return this;
    }

    private static List<String> messages(int... sizes) {
        List<String> messages = new ArrayList<>();
        for (int size : sizes) {
            messages.add(message(size));
        }
        return messages;
    }

    /** A message whose canonical form has so many octets. */
    public static String message(int octets) {
        return "A: b\r\n\r\n" + "x".repeat(octets - 10) + "\r\n";
    }

    /** The lines of that message in a transcript. */
    public static String lines(int octets) {
        return "S: A: b\nS:\nS: " + "x".repeat(octets - 10) + "\n";
    }

    public static MaildropName folder(String name) {
        return ALICE.folder(name).orElseThrow();
    }

    public PlainScene with(UnaryOperator<Options> change) {
        options = change.apply(options);
        return this;
    }

    /** Puts something between the sessions and the store. */
    public PlainScene over(UnaryOperator<MaildropStore> store) {
        over = store;
        return this;
    }

    /** What is left in the maildrop when the dialogue is over. */
    public PlainScene leaving(String... ids) {
        left.put(ALICE, List.of(ids));
        return this;
    }

    /** What is left in a folder. */
    public PlainScene leavingIn(String folder, String... ids) {
        left.put(folder(folder), List.of(ids));
        return this;
    }

    /** Plays a dialogue from the greeting on, cut in every way. */
    public void plays(Door door, String transcript) throws IOException {
        for (Chunking chunking : Chunking.all()) {
            plays(door, transcript, chunking);
        }
    }

    /** Plays it in one way. */
    public void plays(Door door, String transcript, Chunking chunking) throws IOException {
        MemoryStore store = store();
        try (TestPostOffice office = open(store)) {
            try (Socket socket = door.open(office)) {
                Transcript.parse(transcript).run(socket, chunking);
            }
            for (Map.Entry<MaildropName, List<String>> each : left.entrySet()) {
                assertThat(left(store, each.getKey()))
                        .as("left in %s, %s", each.getKey(), chunking)
                        .isEqualTo(each.getValue());
            }
        }
    }

    /** A store with these messages. */
    public MemoryStore store() {
        MemoryStore store = new MemoryStore();
        mailboxes.forEach((name, stored) -> {
            for (int i = 0; i < stored.size(); i++) {
                store.place(
                        name,
                        new UniqueId("m" + (i + 1)),
                        stored.get(i).getBytes(StandardCharsets.ISO_8859_1));
            }
        });
        return store;
    }

    /** A post office over a store, where alice and others may log in. */
    public TestPostOffice open(MaildropStore store) throws IOException {
        TestPostOffice office = new TestPostOffice(over.apply(store), options);
        office.accounts().put("alice", "secret").put("carol", "a b\\c");
        return office;
    }

    /** A post office over a store with these messages. */
    public TestPostOffice open() throws IOException {
        return open(store());
    }

    /** The unique-ids in alice's maildrop, as soon as its lock is free. */
    public static List<String> left(MaildropStore store) throws IOException {
        return left(store, ALICE);
    }

    /** The unique-ids there, as soon as its lock is free. */
    public static List<String> left(MaildropStore store, MaildropName name) throws IOException {
        long deadline = System.nanoTime() + TestPostOffice.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (store.open(name) instanceof Opening.Opened(var maildrop)) {
                try (maildrop) {
                    List<String> ids = new ArrayList<>();
                    maildrop.listing().forEach(message -> ids.add(message.id().value()));
                    return ids;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError(name + " is still locked, or not there");
    }
}

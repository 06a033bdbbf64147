package org.restante.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What every store promises. A store's test class extends this and says how to make one. */
public abstract class MaildropStoreContract {
    protected static final MaildropName MROSE = MaildropName.of("mrose");
    private static final MaildropName OTHER = MaildropName.of("other@example.org");

    /** A store on the same data at each call, as after a restart. */
    protected abstract MaildropStore store() throws IOException;

    /** Puts a message there as another program might, whatever its line ends. */
    protected abstract void place(MaildropName name, UniqueId id, byte[] octets) throws IOException;

    /** Takes a message away behind the store's back. */
    protected abstract void discard(MaildropName name, UniqueId id) throws IOException;

    protected final Maildrop open(MaildropName name) throws IOException {
        return switch (store().open(name)) {
            case Opening.Opened(var maildrop) -> maildrop;
            case Opening.InUse() -> throw new AssertionError(name + " is in use");
            case Opening.NoSuchFolder() -> throw new AssertionError(name + " is not there");
        };
    }

    protected final UniqueId deliver(String message) throws IOException {
        return deliver(store(), MROSE, message);
    }

    protected static UniqueId deliver(MaildropStore store, MaildropName name, String message)
            throws IOException {
        try (Delivery delivery = store.deliver(name)) {
            byte[] octets = Octets.of(message);
            delivery.write(octets, 0, octets.length);
            return delivery.commit();
        }
    }

    /** What is listed now: each message's canonical form by its id, in order. */
    protected final Map<UniqueId, String> messages() throws IOException {
        Map<UniqueId, String> messages = new LinkedHashMap<>();
        try (Maildrop maildrop = open(MROSE)) {
            for (ListedMessage message : maildrop.listing()) {
                String text = Octets.text(maildrop.open(message.id()));
                assertThat(text.length()).isEqualTo(message.octets());
                assertThat(messages.put(message.id(), text)).isNull();
            }
        }
        return messages;
    }

    protected static List<UniqueId> ids(Maildrop maildrop) {
        return maildrop.listing().stream().map(ListedMessage::id).toList();
    }

    @Test
    void theJournalTellsWhatHappenedInItsOrder() throws IOException {
        MaildropStore store = store();
        deliver("one\r\n");
        MaildropName folder = MROSE.folder("lists").orElseThrow();
        Instant noon = Instant.parse("2026-11-25T12:00:00Z");
        JournalEntry marked =
                entry(noon.plusSeconds(1), JournalEntry.Kind.MARKED, "", "an id\tof\nothers");
        JournalEntry refused =
                new JournalEntry(
                        noon,
                        JournalEntry.Kind.IN_USE,
                        "7",
                        "192.0.2.1:1024",
                        "",
                        "lists",
                        Optional.empty(),
                        OptionalLong.empty(),
                        "");
        store.journal().add(MROSE, marked);
        store.journal().write(folder, List.of(refused));
        store.journal().add(OTHER, entry(noon, JournalEntry.Kind.MARKED, "", ""));
        List<JournalEntry> read = new ArrayList<>();
        store.journal().read(MROSE, read::add);
        assertThat(read).hasSize(2);
        assertThat(read.getFirst()).isEqualTo(refused);
        assertThat(read.get(1).time()).isEqualTo(marked.time());
        assertThat(read.get(1).id()).isEqualTo(marked.id());
        assertThat(read.get(1).detail().lines()).hasSize(1);
    }

    private static JournalEntry entry(
            Instant time, JournalEntry.Kind kind, String folder, String detail) {
        return new JournalEntry(
                time,
                kind,
                "5",
                "192.0.2.1:1024",
                "mrose",
                folder,
                Optional.of(new UniqueId("one")),
                OptionalLong.of(120),
                detail);
    }

    @Test
    void aMaildropThatDoesNotExistYetOpensEmpty() throws IOException {
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(maildrop.listing()).isEmpty();
        }
    }

    @Test
    @Spec({"OC-002", "OC-004"})
    void theListingTellsTheSameByNumberInOrderAndInAll() throws IOException {
        for (int i = 0; i < 300; i++) {
            deliver("x".repeat(i) + "\r\n");
        }
        try (Maildrop maildrop = open(MROSE)) {
            ScanListing listing = maildrop.listing();
            List<ListedMessage> inOrder = listing.stream().toList();
            assertThat(listing.count()).isEqualTo(300);
            assertThat(inOrder).hasSize(300);
            assertThat(listing.octets())
                    .isEqualTo(inOrder.stream().mapToLong(ListedMessage::octets).sum());
            assertThat(scanned(listing)).isEqualTo(inOrder);
            for (int number : new int[] {300, 1, 150, 151, 1}) {
                assertThat(listing.message(number)).isEqualTo(inOrder.get(number - 1));
            }
            for (int number : new int[] {0, -1, 301}) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> listing.message(number));
            }
        }
    }

    private static List<ListedMessage> scanned(ScanListing listing) throws IOException {
        List<ListedMessage> messages = new ArrayList<>();
        byte[] id = new byte[UniqueId.OCTETS_MAX];
        Scan scan = listing.scan();
        while (scan.next()) {
            int length = scan.id(id);
            String text = new String(id, 0, length, StandardCharsets.US_ASCII);
            messages.add(new ListedMessage(new UniqueId(text), scan.octets()));
        }
        return messages;
    }

    @Test
    @Spec({"P3-090", "OC-001", "OC-002"})
    void aDeliveredMessageIsListedUnderTheIdThatCommitTold() throws IOException {
        UniqueId id = deliver("Subject: a\r\n\r\ntext\r\n");
        assertThat(messages()).containsExactly(Map.entry(id, "Subject: a\r\n\r\ntext\r\n"));
    }

    @ParameterizedTest
    @Spec({"P3-027", "OC-001"})
    @ValueSource(strings = {"", "A: b\r\n\r\nend", "A: b\r\n\r\nend\r\n", "end\r", ".", "\r\r"})
    void commitCompletesTheLastLineAndNothingElse(String message) throws IOException {
        UniqueId id = deliver(message);
        assertThat(messages()).containsExactly(Map.entry(id, Octets.canonical(message)));
    }

    @Test
    @Spec({"P3-028", "SG-006"})
    void aBareLfThatSlipsIntoADeliveryBecomesALineEnd() throws IOException {
        UniqueId id = deliver("a\n.\nb\n");
        assertThat(messages()).containsExactly(Map.entry(id, "a\r\n.\r\nb\r\n"));
    }

    @ParameterizedTest
    @Spec("P3-026")
    @ValueSource(ints = {1, 2, 3, 7, 4096})
    void theMessageDoesNotDependOnHowItIsCutIntoWrites(int cut) throws IOException {
        String message = ".a\r\n\r\n..\r\rb\r\r\n".repeat(5000) + "end";
        byte[] octets = Octets.of(message);
        try (Delivery delivery = store().deliver(MROSE)) {
            for (int at = 0; at < octets.length; at += cut) {
                delivery.write(octets, at, Math.min(cut, octets.length - at));
            }
            delivery.commit();
        }
        assertThat(messages().values()).containsExactly(message + "\r\n");
    }

    @Test
    void aDeliveryThatIsNotCommittedLeavesNothing() throws IOException {
        try (Delivery delivery = store().deliver(MROSE)) {
            delivery.write(Octets.of("a\r\n"), 0, 3);
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void aDeliveryEndsWithItsCommit() throws IOException {
        try (Delivery delivery = store().deliver(MROSE)) {
            delivery.commit();
            assertThatIllegalStateException().isThrownBy(delivery::commit);
            assertThatIllegalStateException().isThrownBy(() -> delivery.write(new byte[1], 0, 1));
        }
        assertThat(messages().values()).containsExactly("");
    }

    @ParameterizedTest
    @Spec({"OC-001", "OC-006", "P3-027", "P3-028"})
    @CsvSource({
        "'', 0",
        "Subject: a␍␊, 12",
        "Subject: a␍␊␍␊, 14",
        ".first␍␊␍␊x␍␊, 13",
        "A: b␍␊␍␊.␍␊, 11",
        "A: b␍␊␍␊end, 13",
        "A: b␍␊␍␊␍␊, 10",
        "A: b␊␊x␊.␊y␊, 17",
        "Subject: a␊␊.␊..b␊c, 25",
        "A: b␍␊␍␊a␍b␍␊, 13",
        "A: b␍␊␍␊x␍␍␊, 12",
    })
    void aStoredMessageHasTheSizeOfItsCanonicalForm(String shown, long octets) throws IOException {
        String stored = shown.replace('␍', '\r').replace('␊', '\n');
        UniqueId id = new UniqueId("a1");
        place(MROSE, id, Octets.of(stored));
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(maildrop.listing()).containsExactly(new ListedMessage(id, octets));
        }
        assertThat(messages()).containsExactly(Map.entry(id, Octets.canonical(stored)));
    }

    @Test
    @Spec({"OC-002", "P3-089"})
    void whateverIsStoredTheListingTellsWhatIsSent() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<UniqueId, String> expected = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            String stored = Octets.random(random);
            UniqueId id = new UniqueId("m" + i);
            if (random.nextBoolean()) {
                place(MROSE, id, Octets.of(stored));
            } else {
                id = deliver(stored);
            }
            expected.put(id, Octets.canonical(stored));
        }
        assertThat(messages()).as("seed %d", seed).isEqualTo(expected);
        assertThat(messages()).as("again, seed %d", seed).isEqualTo(expected);
    }

    @Test
    void messagesAreListedInTheOrderOfTheirDelivery() throws IOException {
        List<UniqueId> delivered = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            delivered.add(deliver(i + "\r\n"));
        }
        assertThat(messages().keySet()).containsExactlyElementsOf(delivered);
    }

    @Test
    void aSecondSessionFindsTheMaildropInUseUntilTheFirstCloses() throws IOException {
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(maildrop.listing()).isEmpty();
            assertThat(store().open(MROSE)).isEqualTo(new Opening.InUse());
            assertThat(store().open(MROSE)).isEqualTo(new Opening.InUse());
            open(OTHER).close();
        }
        open(MROSE).close();
    }

    @Test
    @Spec("LK-004")
    void closingTwiceDoesNotFreeTheNextSessionsLock() throws IOException {
        Maildrop first = open(MROSE);
        first.close();
        try (Maildrop second = open(MROSE)) {
            first.close();
            assertThat(second.listing()).isEmpty();
            assertThat(store().open(MROSE)).isEqualTo(new Opening.InUse());
        }
    }

    @Test
    @Spec("LK-002")
    void aClosedMaildropRemovesNothing() throws IOException {
        UniqueId id = deliver("a\r\n");
        Maildrop maildrop = open(MROSE);
        maildrop.close();
        assertThatIllegalStateException().isThrownBy(() -> maildrop.remove(Set.of(id)));
        assertThat(messages()).containsOnlyKeys(id);
    }

    @Test
    @Spec({"LK-003", "P3-052"})
    void mailThatComesDuringASessionIsAcceptedAndListedInTheNext() throws IOException {
        UniqueId first = deliver("1\r\n");
        UniqueId second;
        try (Maildrop maildrop = open(MROSE)) {
            second = deliver("2\r\n");
            assertThat(ids(maildrop)).containsExactly(first);
            assertThatIllegalArgumentException().isThrownBy(() -> maildrop.open(second));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> maildrop.remove(Set.of(first, second)));
        }
        assertThat(messages().keySet()).containsExactly(first, second);
    }

    @Test
    @Spec({"P3-071", "P3-073", "P3-084"})
    void nothingGoesUnlessItIsRemoved() throws IOException {
        UniqueId id = deliver("1\r\n");
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(Octets.text(maildrop.open(id))).isEqualTo("1\r\n");
            assertThat(maildrop.remove(Set.of())).isEmpty();
        }
        assertThat(messages()).containsOnlyKeys(id);
    }

    @Test
    @Spec({"P3-079", "P3-081"})
    void removalTakesTheMarkedMessagesAndNoOther() throws IOException {
        Map<UniqueId, String> kept = new HashMap<>();
        Set<UniqueId> marked = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            UniqueId id = deliver(i + "\r\n");
            if (i % 3 == 0) {
                marked.add(id);
            } else {
                kept.put(id, i + "\r\n");
            }
        }
        try (Maildrop maildrop = open(MROSE)) {
            List<UniqueId> before = ids(maildrop);
            assertThat(maildrop.remove(marked)).isEmpty();
            assertThat(ids(maildrop)).isEqualTo(before);
            for (UniqueId id : marked) {
                assertThatExceptionOfType(MessageGoneException.class)
                        .isThrownBy(() -> maildrop.open(id));
            }
        }
        assertThat(messages()).isEqualTo(kept);
    }

    @Test
    @Spec("P3-072")
    void aMessageThatVanishedIsGoneAndTheOthersAreNot() throws IOException {
        place(MROSE, new UniqueId("a"), Octets.of("1\r\n"));
        place(MROSE, new UniqueId("b"), Octets.of("2\r\n"));
        try (Maildrop maildrop = open(MROSE)) {
            discard(MROSE, new UniqueId("a"));
            assertThatExceptionOfType(MessageGoneException.class)
                    .isThrownBy(() -> maildrop.open(new UniqueId("a")));
            assertThat(Octets.text(maildrop.open(new UniqueId("b")))).isEqualTo("2\r\n");
            assertThat(maildrop.listing()).hasSize(2);
            assertThat(maildrop.remove(Set.of(new UniqueId("a")))).isEmpty();
        }
        assertThat(messages()).containsOnlyKeys(new UniqueId("b"));
    }

    @Test
    @Spec({"P3-090", "P3-093"})
    void idsStayOverSessionsWhateverWasRemovedBetween() throws IOException {
        for (int i = 0; i < 5; i++) {
            deliver("same\r\n");
            place(MROSE, new UniqueId("p" + i), Octets.of(i + "\n"));
        }
        Map<UniqueId, String> expected = new HashMap<>(messages());
        for (UniqueId id : List.copyOf(expected.keySet())) {
            expected.remove(id);
            try (Maildrop maildrop = open(MROSE)) {
                assertThat(maildrop.remove(Set.of(id))).isEmpty();
            }
            assertThat(messages()).isEqualTo(expected);
        }
    }

    @Test
    @Spec({"P3-089", "P3-091", "P3-092", "P3-094"})
    void noIdIsEverGivenAgain() throws IOException {
        Set<UniqueId> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            UniqueId id = deliver("same\r\n");
            assertThat(seen.add(id)).as("%s is new", id).isTrue();
            assertThat(UniqueId.isValid(id.value())).isTrue();
            if (i % 3 == 0) {
                try (Maildrop maildrop = open(MROSE)) {
                    maildrop.remove(Set.copyOf(ids(maildrop)));
                }
            }
        }
    }

    @Test
    @Spec({"LK-002", "LK-003", "P3-081"})
    void deliveriesAndSessionsAtOnceLoseAndDoubleNothing() throws Exception {
        MaildropStore store = store();
        Map<UniqueId, String> delivered = new ConcurrentHashMap<>();
        Map<UniqueId, String> fetched = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> deliverers = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                String prefix = thread + ".";
                deliverers.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 25; i++) {
                                String message = prefix + i + "\r\n";
                                delivered.put(deliver(store, MROSE, message), message);
                            }
                            return null;
                        }));
            }
            // Each session fetches all and removes it, until the deliveries have ended.
            boolean last = false;
            while (!last) {
                last = deliverers.stream().allMatch(Future::isDone);
                try (Maildrop maildrop = open(MROSE)) {
                    for (UniqueId id : ids(maildrop)) {
                        assertThat(fetched.put(id, Octets.text(maildrop.open(id)))).isNull();
                    }
                    assertThat(maildrop.remove(Set.copyOf(ids(maildrop)))).isEmpty();
                }
            }
            for (Future<?> deliverer : deliverers) {
                deliverer.get();
            }
        }
        assertThat(delivered).hasSize(8 * 25);
        assertThat(fetched).isEqualTo(delivered);
        assertThat(messages()).isEmpty();
    }

    /** Delivers this unless it was; tells under which unique-id it was or is delivered. */
    protected static UniqueId deliver(
            MaildropStore store, MaildropName name, DeliveryId id, String message)
            throws IOException {
        return switch (store.deliver(name, id)) {
            case Handover.AlreadyDelivered(var before) -> before;
            case Handover.Begun(var begun) -> {
                try (Delivery delivery = begun) {
                    byte[] octets = Octets.of(message);
                    delivery.write(octets, 0, octets.length);
                    yield delivery.commit();
                }
            }
        };
    }

    private Handover repeated(DeliveryId id) throws IOException {
        Handover handover = store().deliver(MROSE, id);
        if (handover instanceof Handover.Begun(var delivery)) {
            delivery.close();
        }
        return handover;
    }

    @Test
    void aDeliveryThatIsRepeatedIsStoredOnce() throws IOException {
        DeliveryId first = new DeliveryId("pop.example.org\n1");
        DeliveryId second = new DeliveryId("pop.example.org\n2");
        UniqueId one = deliver(store(), MROSE, first, "same\r\n");
        assertThat(repeated(first)).isEqualTo(new Handover.AlreadyDelivered(one));
        UniqueId two = deliver(store(), MROSE, second, "same\r\n");
        assertThat(deliver(store(), MROSE, first, "same\r\n")).isEqualTo(one);
        assertThat(messages().keySet()).containsExactly(one, two);
        deliver(store(), OTHER, first, "same\r\n");
        try (Maildrop other = open(OTHER)) {
            assertThat(other.listing()).hasSize(1);
        }
    }

    @Test
    void aDeliveryThatIsRepeatedAfterItsMessageWasRemovedIsNotStoredAgain() throws IOException {
        DeliveryId id = new DeliveryId("a");
        UniqueId delivered = deliver(store(), MROSE, id, "text\r\n");
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(repeated(id)).isEqualTo(new Handover.AlreadyDelivered(delivered));
            maildrop.remove(Set.of(delivered));
        }
        assertThat(repeated(id)).isEqualTo(new Handover.AlreadyDelivered(delivered));
        assertThat(messages()).isEmpty();
    }

    @Test
    void aDeliveryThatWasNotCommittedMayBeRepeated() throws IOException {
        DeliveryId id = new DeliveryId("a");
        assertThat(repeated(id)).isInstanceOf(Handover.Begun.class);
        assertThat(repeated(id)).isInstanceOf(Handover.Begun.class);
        assertThat(messages()).isEmpty();
        UniqueId delivered = deliver(store(), MROSE, id, "text\r\n");
        assertThat(messages()).containsExactly(Map.entry(delivered, "text\r\n"));
    }

    @Test
    void ofDeliveriesThatAreRepeatedAtOnceOneIsStored() throws Exception {
        MaildropStore store = store();
        Set<UniqueId> delivered = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(8);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> deliveries = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                deliveries.add(
                        threads.submit(() -> {
                            Handover.Begun handover =
                                    (Handover.Begun) store.deliver(MROSE, new DeliveryId("a"));
                            try (Delivery delivery = handover.delivery()) {
                                // None is committed before all have begun.
                                begun.countDown();
                                begun.await();
                                delivery.write(Octets.of("a\r\n"), 0, 3);
                                delivered.add(delivery.commit());
                            }
                            return null;
                        }));
            }
            for (Future<?> delivery : deliveries) {
                delivery.get();
            }
        }
        assertThat(delivered).hasSize(1);
        assertThat(messages().keySet()).isEqualTo(delivered);
    }

    @Test
    void aMessageKeepsTheDateAndFlagsItIsDeliveredWith() throws IOException {
        Filed filed = new Filed(Instant.parse("2001-02-03T04:05:06Z"), "FSa");
        Handover handover = store().deliver(MROSE, new DeliveryId("kept"));
        try (Delivery plain = store().deliver(MROSE);
                Delivery once = ((Handover.Begun) handover).delivery()) {
            plain.file(filed);
            once.file(filed);
            Set<UniqueId> kept = Set.of(plain.commit(), once.commit());
            UniqueId fresh = deliver("a\r\n");
            assertThat(repeated(new DeliveryId("kept")))
                    .isInstanceOf(Handover.AlreadyDelivered.class);
            try (Maildrop maildrop = open(MROSE)) {
                for (UniqueId id : kept) {
                    assertThat(maildrop.filed(id)).isEqualTo(filed);
                }
                assertThat(maildrop.filed(fresh).flags()).isEmpty();
                assertThat(maildrop.arrivedBefore(filed.arrived().plusSeconds(1))).isEqualTo(kept);
                assertThat(maildrop.remove(kept)).isEmpty();
            }
        }
        assertThat(messages()).hasSize(1);
        assertThat(Filed.of(Instant.EPOCH, "TS,1S")).isEqualTo(new Filed(Instant.EPOCH, "ST"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Filed(Instant.EPOCH, "SF"));
    }

    @Test
    void aDeliveryWithAnIdIsNeverMadeToAFolder() throws IOException {
        place(folder("Old"), new UniqueId("old"), Octets.of("old\r\n"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().deliver(folder("Old"), new DeliveryId("a")));
        assertThatIllegalArgumentException().isThrownBy(() -> new DeliveryId(""));
    }

    private static MaildropName folder(String name) {
        return MROSE.folder(name).orElseThrow();
    }

    @Test
    @Spec({"P2-009", "P2-010"})
    void aFolderHasItsOwnMessagesAndItsOwnLock() throws IOException {
        UniqueId arrived = deliver("arrived\r\n");
        place(folder("Old Mail"), new UniqueId("old"), Octets.of("old\r\n"));
        place(folder("Old Mail/2024"), new UniqueId("older"), Octets.of("older\r\n"));
        try (Maildrop inbox = open(MROSE);
                Maildrop old = open(folder("Old Mail"));
                Maildrop older = open(folder("Old Mail.2024"))) {
            assertThat(ids(inbox)).containsExactly(arrived);
            assertThat(ids(old)).containsExactly(new UniqueId("old"));
            assertThat(ids(older)).containsExactly(new UniqueId("older"));
            assertThat(Octets.text(old.open(new UniqueId("old")))).isEqualTo("old\r\n");
            assertThat(store().open(folder("Old Mail"))).isEqualTo(new Opening.InUse());
            assertThat(old.remove(Set.of(new UniqueId("old")))).isEmpty();
        }
        try (Maildrop old = open(folder("Old Mail"))) {
            assertThat(old.listing()).isEmpty();
        }
        assertThat(messages()).containsOnlyKeys(arrived);
    }

    @Test
    void inboxIsTheMaildropItself() throws IOException {
        UniqueId id = deliver("a\r\n");
        for (String name : List.of("INBOX", "inbox", "Inbox")) {
            try (Maildrop maildrop = open(folder(name))) {
                assertThat(ids(maildrop)).containsExactly(id);
                assertThat(store().open(MROSE)).isEqualTo(new Opening.InUse());
            }
        }
    }

    @Test
    @Spec("P2-009")
    void aFolderThatDoesNotExistIsNoErrorAndIsNotMade() throws IOException {
        deliver("a\r\n");
        for (int again = 0; again < 2; again++) {
            assertThat(store().open(folder("nosuch"))).isEqualTo(new Opening.NoSuchFolder());
            assertThat(store().open(folder("n".repeat(400)))).isEqualTo(new Opening.NoSuchFolder());
        }
        assertThat(store().open(OTHER.folder("nosuch").orElseThrow()))
                .isEqualTo(new Opening.NoSuchFolder());
    }

    @Test
    void foldersOfTwoAccountsAreKeptApart() throws IOException {
        place(folder("Old"), new UniqueId("old"), Octets.of("old\r\n"));
        assertThat(store().open(OTHER.folder("Old").orElseThrow()))
                .isEqualTo(new Opening.NoSuchFolder());
    }

    @Test
    @Spec({"P3-079", "P3-090"})
    void aHiddenMessageIsListedNoMoreAndTheOthersAre() throws IOException {
        UniqueId first = deliver("1\r\n");
        UniqueId second = deliver("22\r\n");
        UniqueId third = deliver("333\r\n");
        try (Maildrop maildrop = open(MROSE)) {
            maildrop.hide(Set.of(second));
            assertThat(ids(maildrop)).containsExactly(first, second, third);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> maildrop.hide(Set.of(new UniqueId("nosuch"))));
            maildrop.hide(Set.of());
        }
        for (int again = 0; again < 3; again++) {
            assertThat(messages().keySet()).containsExactly(first, third);
        }
        UniqueId fourth = deliver("4\r\n");
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(ids(maildrop)).containsExactly(first, third, fourth);
            assertThat(maildrop.listing().octets()).isEqualTo(3 + 5 + 3);
            assertThatIllegalArgumentException().isThrownBy(() -> maildrop.open(second));
            maildrop.hide(Set.of(first));
            assertThat(maildrop.remove(Set.of(fourth))).isEmpty();
        }
        assertThat(messages().keySet()).containsExactly(third);
    }

    @Test
    @Spec("CA-027")
    void theFirstTimeThatAMessageWasRetrievedStays() throws IOException {
        UniqueId first = deliver("1\r\n");
        UniqueId second = deliver("2\r\n");
        UniqueId never = deliver("3\r\n");
        Instant day = Instant.parse("2026-11-20T00:00:00Z");
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(maildrop.retrievedBefore(day.plusSeconds(1000))).isEmpty();
            maildrop.retrieved(Set.of(first), day);
        }
        try (Maildrop maildrop = open(MROSE)) {
            maildrop.retrieved(Set.of(first, second), day.plusSeconds(100));
        }
        try (Maildrop maildrop = open(MROSE)) {
            assertThat(maildrop.retrievedBefore(day)).isEmpty();
            assertThat(maildrop.retrievedBefore(day.plusSeconds(1))).containsExactly(first);
            assertThat(maildrop.expired(new Expiry.Retrieved(day.plusSeconds(101))))
                    .containsExactlyInAnyOrder(first, second)
                    .doesNotContain(never);
        }
    }

    @Test
    void aSweepRemovesWhatHasExpiredHiddenOrNotAndNothingElse() throws IOException {
        UniqueId listed = deliver("1\r\n");
        UniqueId hidden = deliver("2\r\n");
        UniqueId kept = deliver("3\r\n");
        Instant now = Instant.now();
        Optional<Expiry> expiry = Optional.of(new Expiry.Retrieved(now.plusSeconds(10)));
        try (Maildrop maildrop = open(MROSE)) {
            maildrop.retrieved(Set.of(listed, hidden), now);
            maildrop.hide(Set.of(hidden));
            assertThat(store().sweep(MROSE, expiry)).isEqualTo(new Sweeping.InUse(0));
        }
        assertThat(store().sweep(MROSE, Optional.empty())).isEqualTo(new Sweeping.Swept(0, 0));
        assertThat(messages()).containsOnlyKeys(listed, kept);
        assertThat(store().sweep(MROSE, expiry)).isEqualTo(new Sweeping.Swept(2, 0));
        assertThat(store().sweep(MROSE, expiry)).isEqualTo(new Sweeping.Swept(0, 0));
        assertThat(messages()).containsOnlyKeys(kept);
    }

    @Test
    void aSweepMakesNoMaildrop() throws IOException {
        assertThat(store().sweep(OTHER, Optional.of(new Expiry.Arrived(Instant.now()))))
                .isEqualTo(new Sweeping.Swept(0, 0));
        assertThat(store().open(folder("nosuch"))).isEqualTo(new Opening.NoSuchFolder());
    }

    private static MaildropName recent() {
        return MROSE.view("Recent").orElseThrow();
    }

    @Test
    @Spec({"P3-046", "P3-052"})
    void whatArrivedLatelyIsAViewWithItsOwnLockAndSnapshot() throws IOException {
        UniqueId first = deliver("1\r\n");
        UniqueId second = deliver("22\r\n");
        try (Maildrop all = open(MROSE);
                Maildrop view = open(recent())) {
            UniqueId third = deliver("333\r\n");
            assertThat(ids(view)).isEqualTo(ids(all)).containsExactly(first, second);
            assertThat(store().open(recent())).isEqualTo(new Opening.InUse());
            assertThat(all.remove(Set.of(first))).isEmpty();
            assertThat(Octets.text(view.open(second))).isEqualTo("22\r\n");
            assertThatExceptionOfType(MessageGoneException.class)
                    .isThrownBy(() -> view.open(first));
            assertThatIllegalArgumentException().isThrownBy(() -> view.open(third));
        }
        try (Maildrop view = open(recent())) {
            assertThat(ids(view)).hasSize(2).startsWith(second);
            assertThat(view.listing().octets()).isEqualTo(4 + 5);
            open(MROSE).close();
        }
    }

    @Test
    @Spec({"P3-079", "P3-090"})
    void whatIsRemovedFromTheViewIsHiddenThereAndNowhereElse() throws IOException {
        UniqueId first = deliver("1\r\n");
        UniqueId second = deliver("2\r\n");
        UniqueId third = deliver("3\r\n");
        try (Maildrop all = open(MROSE)) {
            all.hide(Set.of(third));
        }
        try (Maildrop view = open(recent())) {
            assertThat(ids(view)).containsExactly(first, second, third);
            view.retrieved(Set.of(second), Instant.now());
            assertThat(view.remove(Set.of(first))).isEmpty();
        }
        for (int again = 0; again < 2; again++) {
            try (Maildrop view = open(recent());
                    Maildrop all = open(MROSE)) {
                assertThat(ids(view)).containsExactly(second, third);
                assertThat(ids(all)).containsExactly(first, second);
                assertThat(all.retrievedBefore(Instant.now().plusSeconds(10))).isEmpty();
                view.hide(Set.of());
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> store().deliver(recent()).close());
    }

    @Test
    void aFolderIsAViewAndOneCalledAsTheOtherViewIsReachedWithASlash() throws IOException {
        place(folder("recent"), new UniqueId("mine"), Octets.of("mine\r\n"));
        place(folder("Old"), new UniqueId("old"), Octets.of("old\r\n"));
        for (Map.Entry<String, String> each :
                Map.of("/recent", "mine", "Old", "old", "/Old", "old").entrySet()) {
            MaildropName name = MROSE.view(each.getKey()).orElseThrow();
            try (Maildrop maildrop = open(name)) {
                assertThat(ids(maildrop)).containsExactly(new UniqueId(each.getValue()));
            }
            assertThat(MROSE.view(name.view().orElseThrow())).contains(name);
        }
        assertThat(MROSE.view("a//b")).isEmpty();
        assertThat(MROSE.view("INBOX")).contains(MROSE);
        try (Maildrop view = open(recent())) {
            assertThat(view.listing()).isEmpty();
        }
    }

    @Test
    void mailArrivesInNoFolder() throws IOException {
        place(folder("Old"), new UniqueId("old"), Octets.of("old\r\n"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().deliver(folder("Old")).close());
    }

    @Test
    void namesOfAccountsAreKeptApart() throws IOException {
        List<String> accounts =
                List.of(
                        "a", "A", "a@b", "b@a", "a%2Fb", "..b", ".b", "\u00E9", "e\u0301", "a b",
                        "{local}");
        for (String account : accounts) {
            deliver(store(), MaildropName.of(account), account.length() + "\r\n");
        }
        for (String account : accounts) {
            try (Maildrop maildrop = open(MaildropName.of(account))) {
                assertThat(maildrop.listing()).as(account).hasSize(1);
            }
        }
    }
}

package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.restante.collect.Fixture.KEEP;
import static org.restante.collect.Fixture.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.collect.HeadedDestination.Field;
import org.restante.collect.HeadedDestination.Origin;
import org.restante.spec.Spec;
import org.restante.testkit.Fault;
import org.restante.testkit.PostOffice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Fields in front of messages. */
final class HeadedDestinationTest {
    private static final Origin ORIGIN =
            new Origin("pop.example.org", "POP3S", "alice@example.org", "here.test");
    private static final List<Field> ALL =
            List.of(Field.UNIQUE_ID, Field.RECEIVED, Field.DELIVERED_TO);

    @TempDir Path folder;

    private static Collector.Opening headed(Fixture desk, Origin origin) {
        return () ->
                new HeadedDestination(
                        new MaildirDestination(desk.maildir, desk.now::get), ALL, origin);
    }

    @Test
    @Spec("CL-042")
    void theFieldsStandInFrontAndTheMessageIsAsItWas() throws IOException {
        try (PostOffice office = Fixture.office(1)) {
            Fixture desk = new Fixture(folder, office);
            office.faults().add(Fault.uniqueId(1, "<a>"));
            assertThat(desk.run(KEEP, headed(desk, ORIGIN)).delivered()).isEqualTo(1);
            assertThat(desk.delivered())
                    .singleElement()
                    .asString()
                    .matches(
                            """
                            Delivered-To: alice@example.org
                            Received: from pop.example.org by here.test \\(Restante\\)
                            \twith POP3S id [0-9a-f]{32}; Thu, 1 Jan 2026 00:00:00 \\+0000
                            X-Restante-Unique-Id: <a>
                            """
                                    + text(1));
        }
    }

    /** A message that comes again in a later run is the same, to the octet; so is its hash. */
    @Test
    void theyAreTheSameInEachRunAndNoPartOfWhatTellsAMessage() throws IOException {
        try (PostOffice office = Fixture.office(2)) {
            Fixture desk = new Fixture(folder, office);
            desk.run(KEEP, headed(desk, ORIGIN));
            List<String> first = desk.delivered();
            // All ids change: the messages are fetched to be told by their octets, and are known.
            office.faults().add(Fault.uniqueId(1, "other-1"), Fault.uniqueId(2, "other-2"));
            desk.pass(Duration.ofDays(1));
            assertThat(desk.run(KEEP, headed(desk, ORIGIN)).delivered()).isZero();
            assertThat(desk.delivered()).isEqualTo(first);
        }
    }

    @Test
    void noStrangersWordsBecomeAFieldOfTheirOwn() throws IOException {
        Origin hostile = new Origin("h\r\nBcc: x", "POP3", "a\nb\u00e4 c", "me");
        try (Destination none = new MaildirDestination(folder.resolve("m"), () -> Instant.EPOCH)) {
            HeadedDestination headed = new HeadedDestination(none, ALL, hostile);
            Incoming message =
                    new Incoming(
                            "0".repeat(64),
                            Instant.EPOCH,
                            Optional.of("x\r\n\r\nbody" + "y".repeat(5000)));
            String head = headed.head(message);
            assertThat(head.lines().map(it -> it.replaceAll("[: ].*", "")))
                    .containsExactly("Delivered-To", "Received", "\twith", "X-Restante-Unique-Id");
            assertThat(head.lines()).allMatch(it -> it.length() <= 998);
            assertThat(head).startsWith("Delivered-To: a%0Ab%C3%A4%20c\r\n");
            assertThat(
                            new HeadedDestination(none, ALL, hostile)
                                    .head(
                                            new Incoming(
                                                    "0".repeat(64),
                                                    Instant.EPOCH,
                                                    Optional.empty())))
                    .doesNotContain("Unique-Id");
            assertThat(
                            MessageHeader.read(
                                            new ByteArrayInputStream(
                                                    head.getBytes(StandardCharsets.US_ASCII)))
                                    .all("Bcc"))
                    .isEmpty();
        }
    }
}

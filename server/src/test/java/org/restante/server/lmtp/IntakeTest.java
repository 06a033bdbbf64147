package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

class IntakeTest {
    private static final MaildropName ALICE = MaildropName.of("alice");
    private static final MaildropName BOB = MaildropName.of("bob");

    private final WatchedStore store = new WatchedStore();

    @Test
    void aMaildropAddedTwiceGetsOneCopyAndTellsTheSameTwice() throws IOException {
        try (Intake intake = new Intake(store, 100)) {
            intake.add(ALICE, octets("T: 1\r\n"));
            intake.add(ALICE, octets("T: 2\r\n"));
            write(intake, "text\r\n");

            assertThat(intake.commit(ALICE))
                    .isInstanceOfSatisfying(
                            Intake.Outcome.Stored.class,
                            stored -> assertThat(stored.octets()).isEqualTo(12))
                    .isEqualTo(intake.commit(ALICE));
        }
        assertThat(store.messages("alice")).containsExactly("T: 1\r\ntext\r\n");
        assertThat(store.unclosed()).isZero();
    }

    @Test
    void whatIsNotCommittedIsDropped() throws IOException {
        try (Intake intake = new Intake(store, 100)) {
            intake.add(ALICE, octets("T: 1\r\n"));
            intake.add(BOB, octets("T: 1\r\n"));
            write(intake, "text\r\n");
            intake.commit(BOB);
        }
        assertThat(store.messages("alice")).isEmpty();
        assertThat(store.messages("bob")).hasSize(1);
        assertThat(store.unclosed()).isZero();
    }

    @Test
    void aMessageOverTheLimitIsDroppedBeforeItsEnd() throws IOException {
        try (Intake intake = new Intake(store, 10)) {
            intake.add(ALICE, octets("T: trace fields do not count\r\n"));
            write(intake, "0123456789");
            assertThat(intake.isTooLarge()).isFalse();
            assertThat(store.unclosed()).isEqualTo(1);

            write(intake, "0");
            assertThat(intake.isTooLarge()).isTrue();
            assertThat(store.unclosed()).isZero();
            assertThat(intake.commit(ALICE)).isInstanceOf(Intake.Outcome.Failed.class);
        }
        assertThat(store.messages("alice")).isEmpty();
    }

    @Test
    void aStrangersMaildropIsAMistake() {
        try (Intake intake = new Intake(store, 10)) {
            assertThatIllegalArgumentException().isThrownBy(() -> intake.commit(ALICE));
        }
    }

    private static void write(Intake intake, String text) {
        intake.write(octets(text), 0, text.length());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

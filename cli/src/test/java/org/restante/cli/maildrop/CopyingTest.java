package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.cli.config.CommandException;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.serve.Talk;
import org.restante.store.adopt.AdoptionPlan.Clue;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Copying that breaks off somewhere, and is repeated. */
final class CopyingTest {
    private static final int MESSAGES = 4;

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void makeAccount() throws Exception {
        file = folder.resolve("restante.toml");
        RunningServer.configure(file);
        RunningServer.account(file, "alice");
    }

    @Command(name = "copying")
    private static final class Options {
        @Mixin private final MaildropOptions options = new MaildropOptions();
    }

    private Copying copying(ForeignMail mail) throws Exception {
        Options command = new Options();
        new CommandLine(command).parseArgs("alice", "--config", file.toString());
        return new Copying(command.options, command.options.find(), mail);
    }

    private List<String> ids() {
        return Outcome.of("maildrop", "list", "alice", "--config", file.toString())
                .out()
                .lines()
                .map(line -> line.replaceFirst("^\\d+ \\d+ ", "").replaceFirst("\\d+\\.M.*", "*"))
                .toList();
    }

    /** Messages of which one, once it was read, answers otherwise. */
    private record Faulty(int at, Incoming.Octets then) implements ForeignMail {
        @Override
        public String words() {
            return "faulty";
        }

        @Override
        public JsonObject json() {
            return new JsonObject();
        }

        @Override
        public List<Incoming> messages(Consumer<String> leftOut) {
            List<Incoming> messages = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                messages.add(message(i));
            }
            return messages;
        }

        private Incoming message(int number) {
            int[] opened = new int[1];
            return new Incoming(
                    "message " + number,
                    "" + number,
                    "faulty\n" + number,
                    () -> number == at && opened[0]++ > 0 ? then.open() : text(number),
                    Optional.empty());
        }

        @Override
        public ForeignIds ids(List<Found> found) {
            return new ForeignIds(
                    found.stream()
                            .collect(
                                    Collectors.toMap(
                                            each -> each.file().id(),
                                            each -> new Clue.Shown("old." + each.file().name()))),
                    0);
        }
    }

    private static InputStream text(int number) {
        return new ByteArrayInputStream(
                ("Subject: " + number + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static InputStream broken(int number) throws IOException {
        throw new IOException("the disk of the old server fails at " + number);
    }

    @Test
    void whereverItStopsARepetitionEndsAsIfItHadNot() throws Exception {
        for (int stop = 0; stop < MESSAGES; stop++) {
            int at = stop;
            assertThatIOException()
                    .isThrownBy(() -> copying(new Faulty(at, () -> broken(at))).run())
                    .withMessageContaining("fails at " + at);
            // What came so far is here and has no id of the old server yet.
            assertThat(ids()).hasSize(at).allMatch("*"::equals);
        }
        Copying whole = copying(new Faulty(-1, () -> text(0)));
        whole.run();
        assertThat(whole.copied()).isEqualTo(1);
        assertThat(whole.before()).isEqualTo(MESSAGES - 1);
        List<String> all = List.of("old.0", "old.1", "old.2", "old.3");
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(all);
        copying(new Faulty(-1, () -> text(0))).run();
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aMessageThatIsNotWhatWasReadIsNotDelivered() throws Exception {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> copying(new Faulty(0, () -> text(9))).run())
                .withMessageContaining("message 0 changed while it was read");
        assertThat(ids()).isEmpty();
    }

    /** A client that polls all the time must not see a message under another id. */
    @Test
    void nobodyLogsInBeforeTheIdsAreThere() throws Exception {
        List<String> answers = new ArrayList<>();
        try (RunningServer server = RunningServer.start(file)) {
            Faulty polling =
                    new Faulty(
                            MESSAGES - 1,
                            () -> {
                                try (Talk talk = Talk.to(server.port("pop3"))) {
                                    answers.add(talk.login("alice", "secret"));
                                } catch (Exception e) {
                                    throw new IOException(e);
                                }
                                return text(MESSAGES - 1);
                            });
            copying(polling).run();
        }
        assertThat(answers).singleElement().asString().startsWith("-ERR [IN-USE]");
        assertThat(ids()).hasSize(MESSAGES).allMatch(id -> id.startsWith("old."));
    }
}

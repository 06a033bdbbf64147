package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.accounts.RememberedAnswers.Answer;
import org.restante.accounts.RememberedAnswers.State;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

final class RememberedAnswersTest {
    private static final Answer NOBODY = new Answer(Optional.empty());

    @TempDir Path folder;

    private Path log() {
        return folder.resolve("accounts.db-wal");
    }

    private void write(String text, long secondsAgo) throws IOException {
        Files.writeString(log(), text);
        Files.setLastModifiedTime(log(), FileTime.from(Instant.now().minusSeconds(secondsAgo)));
    }

    @Test
    void nothingIsBelievedWithoutALogNorOfOneThatIsBeingWritten() throws IOException {
        RememberedAnswers answers = new RememberedAnswers(folder.resolve("accounts.db"));
        assertThat(answers.state()).isEmpty();
        write("a", 0);
        assertThat(answers.state()).isEmpty();
        // By a clock that was set back since.
        write("a", -3600);
        assertThat(answers.state()).isEmpty();
        write("a", 60);
        assertThat(answers.state()).isPresent();
    }

    /** As a commit that is told of when it is on the disk at last. */
    @Test
    void whatIsForgottenIsNotRememberedByWhoAskedBefore() throws IOException {
        RememberedAnswers answers = new RememberedAnswers(folder.resolve("accounts.db"));
        write("a", 60);
        State before = answers.state().orElseThrow();
        answers.add(before, "alice", Optional.empty());
        assertThat(answers.find(answers.state().orElseThrow(), "alice")).contains(NOBODY);
        answers.forget();
        assertThat(answers.find(answers.state().orElseThrow(), "alice")).isEmpty();
        answers.add(before, "alice", Optional.empty());
        State after = answers.state().orElseThrow();
        assertThat(answers.find(after, "alice")).isEmpty();
        answers.add(after, "alice", Optional.empty());
        assertThat(answers.find(answers.state().orElseThrow(), "alice")).contains(NOBODY);
    }

    @Test
    void anAnswerHoldsForItsStateAlone() throws IOException {
        RememberedAnswers answers = new RememberedAnswers(folder.resolve("accounts.db"));
        write("a", 60);
        State first = answers.state().orElseThrow();
        assertThat(answers.find(first, "alice")).isEmpty();
        answers.add(first, "alice", Optional.empty());
        assertThat(answers.find(answers.state().orElseThrow(), "alice")).contains(NOBODY);

        write("b", 50);
        State second = answers.state().orElseThrow();
        assertThat(answers.find(second, "alice")).isEmpty();
        answers.add(second, "bob", Optional.empty());
        // Whoever asked before the change comes late: what he found is not taken for newer.
        answers.add(first, "alice", Optional.empty());
        assertThat(answers.find(second, "alice")).isEmpty();
        assertThat(answers.find(second, "bob")).isEmpty();
    }
}

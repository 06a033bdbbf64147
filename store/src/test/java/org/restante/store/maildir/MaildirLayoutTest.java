package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where maildrops lie. */
final class MaildirLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "alice, maildrops/2b/alice",
        "alice@example.org, maildrops/7a/alice@example.org",
        "a/b, ''",
    })
    void byDefaultAFolderOfTheNameInOneOf256(String account, String folder) {
        if (folder.isEmpty()) {
            assertThatIllegalArgumentException().isThrownBy(() -> MaildropName.of(account));
        } else {
            assertThat(MaildirLayout.hashed(Path.of("/data")).folder(MaildropName.of(account)))
                    .isEqualTo(Path.of("/data", folder));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/m/{domain}/{local}/Maildir, a@b@example.org, /m/example.org/a@b/Maildir",
        "/m/{domain}/{local}/Maildir, alice, /m/alice/Maildir",
        "/m/{account}, alice@x, /m/alice@x",
        "/m/{domain}/{local}, ..@.., /m/%2E./%2E.",
        "/m/{domain}/{local}, a%{local}é@b c, /m/b%20c/a%25%7Blocal%7D%C3%A9",
    })
    void aTemplateIsFilledWithWhatStandsBeforeAndAfterTheLastAt(
            String template, String account, String folder) {
        assertThat(MaildirLayout.template(template).folder(MaildropName.of(account)))
                .isEqualTo(Path.of(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/m", "/m/{domain}", "/m/{user}/{local}", "/m/{local"})
    void aTemplateThatIsNoneIsRefused(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaildirLayout.template(template))
                .withMessageContaining(template);
    }

    @Test
    void anAccountsOwnPlaceStandsAboveTheLayout(@TempDir Path data) throws IOException {
        MaildirStore store = new MaildirStore(MaildirOptions.in(data.resolve("elsewhere")));
        Path place = data.resolve("her/Maildir");
        MaildropName alice = new MaildropName("alice", Optional.of(place));
        if (store.open(alice) instanceof Opening.Opened(Maildrop maildrop)) {
            maildrop.close();
        }
        assertThat(place.resolve("new")).isDirectory();
        assertThat(data.resolve("elsewhere")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "P36501D"})
    void anUndoWindowThatIsNoneIsRefused(String window) {
        MaildirOptions right = MaildirOptions.in(Path.of("/data"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new MaildirOptions(
                                right.layout(),
                                right.lineEnds(),
                                Duration.parse(window),
                                right.host(),
                                right.journalOctets(),
                                right.clock(),
                                right.random()))
                .withMessageContaining("undo-window is P");
    }
}

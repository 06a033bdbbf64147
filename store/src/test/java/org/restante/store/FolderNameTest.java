package org.restante.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.util.List;

/** Names of folders. */
final class FolderNameTest {
    @ParameterizedTest
    @CsvSource({
        "Old Mail, Old Mail",
        "lists/java, lists/java",
        "lists.java, lists/java",
        "/usr/spool/mail/smith, usr/spool/mail/smith",
        "~, ~",
    })
    void levelsArePartedByStrokesAndFullStops(String text, String shown) {
        assertThat(FolderName.parse(text)).hasToString("Optional[" + shown + "]");
    }

    @ParameterizedTest
    @Spec("P2-009")
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../bob",
                "a/../../bob",
                "a//b",
                "//a",
                "/../a",
                "a/",
                "a.",
                ".a",
                "/",
                "a\0b",
                "a\nb",
                "a\u0085b"
            })
    void noNameLeadsOutOfTheAccountsOwnMail(String text) {
        assertThat(FolderName.parse(text)).isEmpty();
        assertThat(MaildropName.of("alice").folder(text)).isEmpty();
    }

    @Test
    void aNameMadeOfWhatNoneMayHaveIsRefused() {
        for (List<String> levels :
                List.of(List.<String>of(), List.of(""), List.of("a", ".."), List.of("a/b"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new FolderName(levels));
        }
    }
}

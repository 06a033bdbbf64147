package org.restante.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;
import com.ongres.stringprep.Tables;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.sasl.Saslprep;
import org.restante.spec.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class PreparedNameTest {
    private static String prepared(String sent) {
        return PreparedName.of(sent).map(PreparedName::value).orElse("(refused)");
    }

    @Test
    @Spec("SA-025")
    void theExamplesOfRfc4013ArePrepared() {
        assertThat(prepared("I\u00ADX")).isEqualTo("IX");
        assertThat(prepared("user")).isEqualTo("user");
        assertThat(prepared("USER")).isEqualTo("USER");
        assertThat(prepared("\u00AA")).isEqualTo("a");
        assertThat(prepared("\u2168")).isEqualTo("IX");
        assertThat(prepared("\u0007")).isEqualTo("(refused)");
        assertThat(prepared("\u06271")).isEqualTo("(refused)");
    }

    @Test
    @Spec("SA-025")
    void octetsOfTwoKeyboardsAreOneName() {
        assertThat(prepared("Andre\u0301")).isEqualTo("Andr\u00E9");
        assertThat(prepared("a\u00A0b")).isEqualTo("a b");
        assertThat(prepared("\uD83D\uDE00@example.org")).isEqualTo("\uD83D\uDE00@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u00AD",
                "a\u0007",
                "a\0",
                "a\r\nDELE 1",
                "a\u007F",
                "\uE000",
                "\uFFFD"
            })
    @Spec({"SA-025", "SA-026"})
    void aNameThatIsEmptiedOrHoldsWhatNoNameMayIsNobodys(String sent) {
        assertThat(PreparedName.of(sent)).isEmpty();
    }

    @Test
    void anOverlongNameIsNobodys() {
        assertThat(PreparedName.of("a".repeat(255))).isPresent();
        assertThat(PreparedName.of("a".repeat(256))).isEmpty();
        assertThat(PreparedName.of("ä".repeat(128))).isEmpty();
    }

    @Test
    void randomCharactersNeverFailAndWhatIsPreparedStaysSo() {
        Random random = new Random(51);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder sent = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                sent.append((char) random.nextInt(random.nextBoolean() ? 0x10000 : 0x180));
            }
            PreparedName.of(sent.toString())
                    .ifPresent(name -> assertThat(name.value().chars()).noneMatch(c -> c < ' '));
        }
    }

    @Test
    @Spec("SA-025")
    void everyCharacterOfUnicode32IsPreparedAsALibraryOfOthersDoesIt() {
        Profile library = new SASLprep();
        List<Integer> different = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            // Some code points changed their direction since 3.2, and that one rule with them.
            if (!Tables.unassignedCodePoints(c)
                    && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    && Tables.bidirectionalPropertyL(c)
                            == (Character.getDirectionality(c)
                                    == Character.DIRECTIONALITY_LEFT_TO_RIGHT)) {
                String sent = "1" + Character.toString(c) + "1";
                Optional<String> expected;
                try {
                    expected = Optional.of(library.prepareQuery(sent));
                } catch (IllegalArgumentException _) {
                    expected = Optional.empty();
                }
                if (!Saslprep.prepare(sent).equals(expected)) {
                    different.add(c);
                }
            }
        }
        assertThat(different).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0007", "\0", "a\u0085", "\uE000", "\uFFFE", "\uFFFD", "\u2028"})
    void aPasswordWithAProhibitedCharacterIsNotPermitted(String password) {
        assertThat(Saslprep.isPermitted(password)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret pw",
                "p\u00E4ss",
                "pa\u0308ss",
                "a\u00A0b",
                "\u00AD",
                "\uD83D\uDE00"
            })
    void otherCharactersArePermittedInPasswords(String password) {
        assertThat(Saslprep.isPermitted(password)).isTrue();
    }
}

package org.restante.protocol.pop2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Request lines of POP2. */
final class Pop2CommandParserTest {
    private static Pop2Command helo(String user, String password) {
        return new Pop2Command.Helo(user, new Secret(password));
    }

    @ParameterizedTest
    @Spec({"P2-004", "P2-006", "P2-008"})
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "HELO Fred Secret, Fred, Secret",
                "`helo  Fred  Secret `, Fred, Secret",
                "HELO a\\ b c\\\\d, a b, c\\d",
                "HELO a\\b \\c, ab, c",
                "HELO john.doe pass;word, john.doe, pass;word",
                "`HELO a \\ `, a, ` `",
            })
    void heloTakesTwoQuotedWords(String line, String user, String password) {
        assertThat(Pop2CommandParser.parse(line)).isEqualTo(helo(user, password));
    }

    @Test
    void anyOctetMayBeQuotedAndWhatIsMadeMustBeUtf8() {
        assertThat(Pop2CommandParser.parse("HELO \\\u0001\\\t \\\0"))
                .isEqualTo(helo("\u0001\t", "\0"));
        // "\u00E9" in two octets, each of them quoted or not.
        assertThat(Pop2CommandParser.parse("HELO \u00C3\u00A9 \\\u00C3\\\u00A9"))
                .isEqualTo(helo("\u00E9", "\u00E9"));
    }

    @Test
    @Spec({"P2-006", "P2-010"})
    void aMailboxIsTheRestOfTheLine() {
        assertThat(
                        List.of("FOLD Old Mail", "fold Old\\ Mail", "FOLD a\\\\b", "FOLD  a ")
                                .stream()
                                .map(Pop2CommandParser::parse))
                .containsExactly(
                        new Pop2Command.Fold("Old Mail"),
                        new Pop2Command.Fold("Old Mail"),
                        new Pop2Command.Fold("a\\b"),
                        new Pop2Command.Fold(" a "));
    }

    @Test
    @Spec("P2-004")
    void theOthersHaveNoArgumentsOrANumber() {
        assertThat(
                        List.of(
                                        "READ",
                                        "read 7",
                                        "READ  007 ",
                                        "READ 12345678901",
                                        "RETR",
                                        "acks ",
                                        "ACKD",
                                        "NACK",
                                        "quit")
                                .stream()
                                .map(Pop2CommandParser::parse))
                .containsExactly(
                        new Pop2Command.Read(Optional.empty()),
                        new Pop2Command.Read(Optional.of(new MessageNumber(7))),
                        new Pop2Command.Read(Optional.of(new MessageNumber(7))),
                        new Pop2Command.Read(Optional.of(new MessageNumber(Integer.MAX_VALUE))),
                        new Pop2Command.Retr(),
                        new Pop2Command.Acks(),
                        new Pop2Command.Ackd(),
                        new Pop2Command.Nack(),
                        new Pop2Command.Quit());
    }

    @ParameterizedTest
    @Spec("P2-003")
    @ValueSource(
            strings = {
                "",
                " ",
                " HELO a b",
                "HELO",
                "HELO a",
                "HELO a b c",
                "HELO a b\\",
                "HELO a \u00FF",
                "HELO a b\tc",
                "HELO \0 b",
                "FOLD",
                "FOLD ",
                "FOLD a\\",
                "FOLD \u0080",
                "READ 0",
                "READ 000",
                "READ x",
                "READ 1 2",
                "READ -1",
                "READ +1",
                "READ \u00B2",
                "RETR 1",
                "STAT",
                "QUIT\0",
                "READ\t1"
            })
    void allElseIsMalformed(String line) {
        assertThat(Pop2CommandParser.parse(line)).isInstanceOf(Pop2Command.Invalid.class);
    }

    @Test
    void noLineMakesTheParserFail() {
        Random random = new Random(937);
        String[] words = {"HELO ", "FOLD ", "READ ", "\\", " ", "a", "\u00C3", "\u00A9", "1", "\0"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                line.append(words[random.nextInt(words.length)]);
            }
            assertThat(Pop2CommandParser.parse(line.toString()).keyword()).isNotEmpty();
        }
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(Pop2CommandParser.parse("HELO fred hidden").toString()).doesNotContain("hidden");
    }
}

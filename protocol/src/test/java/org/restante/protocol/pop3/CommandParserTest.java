package org.restante.protocol.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

final class CommandParserTest {
    private static final Optional<MessageNumber> NONE = Optional.empty();

    private static Command parse(String line) {
        return CommandParser.parse(line);
    }

    private static MessageNumber number(int value) {
        return new MessageNumber(value);
    }

    @Test
    void eachCommandIsRead() {
        assertThat(parse("QUIT")).isEqualTo(new Command.Quit());
        assertThat(parse("CAPA")).isEqualTo(new Command.Capa());
        assertThat(parse("STLS")).isEqualTo(new Command.Stls());
        assertThat(parse("STAT")).isEqualTo(new Command.Stat());
        assertThat(parse("NOOP")).isEqualTo(new Command.Noop());
        assertThat(parse("RSET")).isEqualTo(new Command.Rset());
        assertThat(parse("USER mrose")).isEqualTo(new Command.User("mrose"));
        assertThat(parse("PASS tanstaaf")).isEqualTo(new Command.Pass(new Secret("tanstaaf")));
        assertThat(parse("LIST")).isEqualTo(new Command.List(NONE));
        assertThat(parse("LIST 2")).isEqualTo(new Command.List(Optional.of(number(2))));
        assertThat(parse("UIDL")).isEqualTo(new Command.Uidl(NONE));
        assertThat(parse("UIDL 2")).isEqualTo(new Command.Uidl(Optional.of(number(2))));
        assertThat(parse("UTF8")).isEqualTo(new Command.Utf8());
        assertThat(parse("LANG")).isEqualTo(new Command.Lang(Optional.empty()));
        assertThat(parse("LANG fr-CA")).isEqualTo(new Command.Lang(Optional.of("fr-CA")));
        assertThat(parse("APOP mrose c4c9334bac560ecc979e58001b3e22fb"))
                .isEqualTo(
                        new Command.Apop("mrose", new Secret("c4c9334bac560ecc979e58001b3e22fb")));
        assertThat(parse("RETR 1")).isEqualTo(new Command.Retr(number(1)));
        assertThat(parse("DELE 1")).isEqualTo(new Command.Dele(number(1)));
        assertThat(parse("TOP 1 10")).isEqualTo(new Command.Top(number(1), 10));
        assertThat(parse("AUTH PLAIN")).isEqualTo(new Command.Auth("PLAIN", Optional.empty()));
        assertThat(parse("AUTH plain AA=="))
                .isEqualTo(new Command.Auth("PLAIN", Optional.of(new Secret("AA=="))));
    }

    @Test
    @Spec("P3-006")
    void aKeywordMatchesInAnyLetterCase() {
        assertThat(parse("nOoP")).isEqualTo(new Command.Noop());
        assertThat(parse("quit")).isEqualTo(new Command.Quit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr", "ar", "de", "lt"})
    @Spec("RW-082")
    void noLocaleChangesAKeyword(String language) {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of(language));
            assertThat(parse("quit")).isEqualTo(new Command.Quit());
            assertThat(parse("list 1")).isEqualTo(new Command.List(Optional.of(number(1))));
            assertThat(parse("auth plain").keyword()).isEqualTo("AUTH");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUIT ", "QUIT \t ", "QUIT\t"})
    @Spec({"P3-012", "RW-003"})
    void spacesAndTabsAtTheEndAreDropped(String line) {
        assertThat(parse(line)).isEqualTo(new Command.Quit());
        assertThat(parse(line.replace("QUIT", "LIST 1")))
                .isEqualTo(new Command.List(Optional.of(number(1))));
        assertThat(parse(line.replace("QUIT", "UIDL"))).isEqualTo(new Command.Uidl(NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "two  words ", " x", "x ", "\t"})
    @Spec({"P3-045", "P3-012"})
    void everyOctetOfAPasswordCounts(String password) {
        assertThat(parse("PASS " + password)).isEqualTo(new Command.Pass(new Secret(password)));
    }

    @ParameterizedTest
    @CsvSource({"'TOP  1  0',0", "'TOP 1   2',2", "'TOP   1 7 ',7"})
    @Spec("P3-013")
    void severalSpacesBeforeANumberLoseNoArgument(String line, long bodyLines) {
        assertThat(parse(line)).isEqualTo(new Command.Top(number(1), bodyLines));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "XYZZY",
                "RETR",
                "DELE",
                "TOP",
                "USER",
                "USER ",
                "USER  ",
                "PASS",
                "PASS ",
                "STAT 1",
                "NOOP x",
                "RSET 1",
                "CAPA x",
                "STLS x",
                "QUIT now",
                "LIST 1 2",
                "UIDL 1 2",
                "RETR 1 2",
                "DELE 1 2",
                "AUTH",
                "AUTH ",
                "AUTH PLAIN a b",
                "APOP a",
                "APOP",
                "UTF8 x",
                "LANG a b",
                "LANG \u00e9",
                "LAST",
                "XTND",
                "TOP 1",
                "TOP 1 -1",
                "TOP 1 x",
                "TOP 1 2 3",
                " NOOP",
                "QUIT\0",
                "NOOP\rQUIT"
            })
    @Spec({"P3-017", "P3-019", "P3-040", "P3-046", "P3-066", "P3-100"})
    void whatIsUnknownOrMalformedIsInvalid(String line) {
        assertThat(parse(line)).isInstanceOf(Command.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0", "-1", "+1", "1x", "0x1", "1.0", "1e3", "00", "", "-", "１", "٣", "1,000"
            })
    @Spec({"P3-020", "RW-073"})
    void onlyDigitsThatSayOneOrMoreAreAMessageNumber(String number) {
        for (String keyword : new String[] {"RETR ", "DELE "}) {
            assertThat(parse(keyword + number)).isInstanceOf(Command.Invalid.class);
        }
        assertThat(parse("TOP " + number + " 1")).isInstanceOf(Command.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2147483648",
                "4294967297",
                "9223372036854775808",
                "18446744073709551617",
                "99999999999999999999"
            })
    @Spec({"P3-020", "P3-099"})
    void aNumberThatOverflowsIsNeverWrapped(String digits) {
        assertThat(parse("RETR " + digits)).isEqualTo(new Command.Retr(number(Integer.MAX_VALUE)));
        assertThat(parse("TOP 1 " + digits))
                .isInstanceOfSatisfying(
                        Command.Top.class,
                        top -> assertThat(top.bodyLines()).isGreaterThan(Integer.MAX_VALUE));
    }

    @Test
    void zerosInFrontAreNoOtherNumber() {
        assertThat(parse("RETR 0000000000000000000000001")).isEqualTo(new Command.Retr(number(1)));
    }

    @Test
    @Spec("P3-021")
    void aControlOctetOrOneBeyondAsciiMakesACommandMalformed() {
        for (char octet = 0; octet <= 0xFF; octet++) {
            if (octet < 0x20 || octet > 0x7E) {
                assertThat(parse("US" + octet + "ER a")).isInstanceOf(Command.Invalid.class);
                assertThat(parse("USER a" + octet + "b")).isInstanceOf(Command.Invalid.class);
                assertThat(parse("USER ä" + octet + "b")).isInstanceOf(Command.Invalid.class);
            }
            if (octet != '\t' && (octet < 0x20 || octet > 0x7E)) {
                assertThat(parse("USER a" + octet)).isInstanceOf(Command.Invalid.class);
                assertThat(parse("PASS a" + octet + "b")).isInstanceOf(Command.Invalid.class);
            }
        }
    }

    @Test
    @Spec("P3-012")
    void tabsAreDroppedAtTheEndAndBelongToAPassword() {
        assertThat(parse("USER a \t ")).isEqualTo(new Command.User("a"));
        assertThat(parse("LIST\t")).isEqualTo(parse("LIST"));
        assertThat(parse("PASS a\tb\t")).isEqualTo(new Command.Pass(new Secret("a\tb\t")));
    }

    @Test
    @Spec({"U8-010", "CA-034"})
    void namesAndPasswordsMayBeInUtf8() {
        assertThat(parse(wire("USER jürgen"))).isEqualTo(new Command.User("jürgen"));
        assertThat(parse(wire("PASS  pässword ")))
                .isEqualTo(new Command.Pass(new Secret(" pässword ")));
        assertThat(parse(wire("APOP 李 wei 00")))
                .isEqualTo(new Command.Apop("李 wei", new Secret("00")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c0\u00af",
                "\u00ed\u00a0\u0080",
                "\u00c3",
                "\u00bc",
                "\u00f8\u0088\u0080\u0080\u0080",
                "\u00c2\u0085",
                "\u00c3\u00bc\u0007"
            })
    @Spec("U8-011")
    void malformedUtf8IsNoNameNorPassword(String octets) {
        for (String start : new String[] {"USER a", "PASS a", "APOP a"}) {
            assertThat(parse(start + octets + " 00")).isInstanceOf(Command.Invalid.class);
        }
    }

    /** As it arrives: one character for each octet. */
    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    @Spec("P3-014")
    void aLineOf255OctetsWithItsLineEndIsNormal() {
        String name = "n".repeat(248);
        assertThat(parse("USER " + name)).isEqualTo(new Command.User(name));
        assertThat(parse("USER " + name + "n")).isInstanceOf(Command.Invalid.class);
    }

    @Test
    void anInitialResponseMayMakeTheLineLonger() {
        String response = "A".repeat(8192);
        assertThat(parse("AUTH PLAIN " + response))
                .isEqualTo(new Command.Auth("PLAIN", Optional.of(new Secret(response))));
    }

    @Test
    @Spec({"P3-017", "P3-022"})
    void randomOctetsNeverFail() {
        Random random = new Random(3);
        String[] starts = {"", "USER ", "PASS ", "TOP ", "LIST ", "AUTH ", "RETR ", "\0", " "};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder line = new StringBuilder(starts[random.nextInt(starts.length)]);
            for (int i = random.nextInt(30); i > 0; i--) {
                line.append((char) (random.nextBoolean() ? random.nextInt(256) : '0' + i % 10));
            }
            assertThat(parse(line.toString())).isNotNull();
        }
    }

    @Test
    @Spec("P3-059")
    void aCommandNeverPrintsItsSecret() {
        assertThat(parse("PASS tanstaaf").toString()).doesNotContain("tanstaaf");
        assertThat(parse("AUTH PLAIN AGFsaWNlAHB3").toString()).doesNotContain("AGFsaWNlAHB3");
    }
}

package org.restante.shell.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

final class ScriptTest {
    private final Words english = Words.of(Locale.ENGLISH);

    @Test
    void aScriptIsLinesAndChecks() throws Exception {
        Script script =
                read(
                        """
                        # Who is there?
                        USER alice
                        expect +OK
                        PASS  two words\s

                          # Indented remarks and checks.
                          expect +OK 3 messages
                        expect code IN-USE
                        expect /a b/
                        expect   body   /^Subject: \\d+/
                        expect lines 12
                        expect closed
                        expect -ERR
                        expect +
                        headers 5
                        """);
        assertThat(script.steps())
                .isEqualTo(
                        List.of(
                                new Step.Typed(2, "USER alice"),
                                new Step.Expect(3, new Check.StatusBegins("+OK")),
                                new Step.Typed(4, "PASS  two words "),
                                new Step.Expect(7, new Check.StatusBegins("+OK 3 messages")),
                                new Step.Expect(8, new Check.Code("IN-USE")),
                                new Step.Expect(9, new Check.StatusHas(Expression.of("a b"))),
                                new Step.Expect(
                                        10, new Check.BodyHas(Expression.of("^Subject: \\d+"))),
                                new Step.Expect(11, new Check.Lines(12)),
                                new Step.Expect(12, new Check.Closed()),
                                new Step.Expect(13, new Check.StatusBegins("-ERR")),
                                new Step.Expect(14, new Check.StatusBegins("+")),
                                new Step.Typed(15, "headers 5")));
    }

    @Test
    void aLineKnowsWhetherACheckFollows() throws Exception {
        Script script = read("NOOP\nexpect +OK\nexpect -ERR\nSTAT\n# nothing\nQUIT");
        assertThat(List.of(0, 1, 2, 3, 4).stream().map(script::isChecked))
                .containsExactly(true, true, true, false, false);
    }

    @Test
    void aFaultIsToldWithItsPlace() throws Exception {
        Script script = read("NOOP\n\nexpect closed\n");
        assertThat(script.at(script.steps().getLast(), "it is not"))
                .isEqualTo("test.pop:3: it is not");
    }

    @Test
    void lineEndsMayBeCrlfAndTheLastMissing() throws Exception {
        assertThat(read("\uFEFFNOOP\r\nQUIT").steps())
                .isEqualTo(List.of(new Step.Typed(1, "NOOP"), new Step.Typed(2, "QUIT")));
        assertThat(read("").steps()).isEmpty();
    }

    @Test
    void wordsThatOnlyBeginLikeExpectAreTyped() throws Exception {
        assertThat(read("expectation\nEXPECT +OK\n").steps())
                .isEqualTo(
                        List.of(new Step.Typed(1, "expectation"), new Step.Typed(2, "EXPECT +OK")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "expect",
                "expect ok",
                "expect +ok",
                "expect +OKAY",
                "expect code",
                "expect code [IN-USE]",
                "expect code A B",
                "expect /a",
                "expect /",
                "expect body a",
                "expect lines",
                "expect lines -1",
                "expect lines many",
                "expect lines 1234567890123456789",
                "expect closed now"
            })
    void anUnknownCheckIsToldWithThoseThereAre(String line) {
        assertThatThrownBy(() -> read("NOOP\n" + line + "\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("test.pop:2: “" + line)
                .hasMessageContaining("expect body /regular expression/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/(/", "body /[a/", "/a{2,1}/"})
    void aBadRegularExpressionIsTold(String check) {
        assertThatThrownBy(() -> read("NOOP\nexpect " + check + "\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("test.pop:2: /")
                .hasMessageContaining("is no regular expression");
    }

    @Test
    void parenthesesWithoutEndAreToldToo() {
        assertThatThrownBy(() -> read("NOOP\nexpect /" + "(".repeat(16_000) + "/\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("is no regular expression");
    }

    @Test
    void aCheckOfNothingIsTold() {
        assertThatThrownBy(() -> read("# first\nexpect +OK\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("test.pop:2: nothing was typed");
    }

    @Test
    void aLineAndAScriptHaveBounds() throws Exception {
        String line = "x".repeat(Script.LINE_CHARS_MAX);
        assertThat(read(line + "\n" + line).steps()).hasSize(2);
        assertThatThrownBy(() -> read("NOOP\n" + line + "x\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessage("test.pop:2: the line is longer than 16384 characters");
        assertThatThrownBy(() ->
                        Script.read(
                                new Reader() {
                                    private int read;

                                    @Override
                                    public int read() {
                                        return read++ % 10 == 0 ? '\n' : 'x';
                                    }

                                    @Override
                                    public int read(char[] target, int from, int count) {
                                        target[from] = (char) read();
                                        return 1;
                                    }

                                    @Override
                                    public void close() {}
                                },
                                "endless",
                                english))
                .isInstanceOf(ScriptException.class)
                .hasMessageEndingWith("the script is longer than 4194304 characters");
    }

    @Test
    void whatIsWrongIsToldInFrenchAndHarmlessToATerminal() {
        assertThatThrownBy(() ->
                        Script.read(
                                new StringReader("NOOP\nexpect \33[2J"),
                                "t",
                                Words.of(Locale.FRENCH)))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith(
                        "t:2: «\u00A0expect ␛[2J\u00A0» n’est pas une vérification\u202F;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+OK | +OK",
                "+OK | +OK 3 messages",
                "+OK 3 | +OK 3 messages",
                "+OK café | +OK caf\u00C3\u00A9",
                "-ERR | -ERR [IN-USE] locked",
                "+ | + abc=",
                "code IN-USE | -ERR [IN-USE] locked",
                "code in-use | -ERR [In-Use]",
                "code SYS | -ERR [SYS/TEMP] later",
                "code SYS/TEMP | -ERR [SYS/TEMP] later",
                "/mess..es/ | +OK 3 messages",
                "/^.OK/ | +OK",
                "/caf.$/ | +OK caf\u00C3\u00A9",
                "/caf.$/ | +OK caf\u00E9",
                "/(?i)READY/ | +OK ready",
                "/^$/ | ''",
            })
    void aCheckOfTheStatusLineHolds(String check, String status) throws Exception {
        assertThat(check(check).fault(status(status), english)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+OK | -ERR no | +OK was expected, the answer is: -ERR no",
                "+OK | +OKAY | +OK was expected, the answer is: +OKAY",
                "+OK 3 | +OK 30 | +OK 3 was expected, the answer is: +OK 30",
                "+OK | '' | +OK was expected, the answer is: ''",
                "code AUTH | -ERR AUTH | the response code AUTH was expected, the answer is: -ERR AUTH",
                "code SYS/TEMP | -ERR [SYS] x | the response code SYS/TEMP was expected, the answer is: -ERR [SYS] x",
                "code SYS | -ERR [SYSTEM] x | the response code SYS was expected, the answer is: -ERR [SYSTEM] x",
                "/b+/ | +OK aaa | /b+/ was not found, the answer is: +OK aaa",
                "closed | +OK | the server was expected to hang up, the answer is: +OK",
            })
    void aCheckThatDoesNotHoldSaysWhy(String check, String status, String fault) throws Exception {
        assertThat(check(check).fault(status(status), english).map(String::strip))
                .contains(fault.replace("''", "").strip());
    }

    @Test
    void noAnswerAtAllIsToldAsThat() throws Exception {
        assertThat(check("+OK").fault(new Answer(Optional.empty(), List.of(), 0, true), english))
                .contains("+OK was expected, the answer is: none");
        assertThat(check("closed").fault(new Answer(Optional.empty(), List.of(), 0, true), english))
                .isEmpty();
    }

    @Test
    void checksOfTheBody() throws Exception {
        Answer answer = body(2, "Subject: caf\u00C3\u00A9", "two");
        assertThat(check("body /^two$/").fault(answer, english)).isEmpty();
        assertThat(check("body /café/").fault(answer, english)).isEmpty();
        assertThat(check("lines 2").fault(answer, english)).isEmpty();
        assertThat(check("lines 1").fault(answer, english))
                .contains("1 line was expected, the answer has 2");
        assertThat(check("body /x/").fault(answer, english))
                .contains("none of the 2 lines of the answer has /x/");
        assertThat(check("body /x/").fault(body(0), english))
                .contains("the answer has no lines, so none has /x/");
        assertThat(check("body /x/").fault(body(9, "a", "b"), english))
                .contains(
                        "none of the first 2 lines of the answer has /x/; of its 9 lines, the others"
                                + " were not kept");
    }

    @Test
    void whatAHostileServerSaysIsShownHarmlessAndCut() throws Exception {
        assertThat(check("+OK").fault(status("-ERR \33[2J" + "x".repeat(100_000)), english))
                .hasValueSatisfying(
                        it -> assertThat(it).contains("-ERR ␛[2Jxxx").hasSizeLessThan(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/(x+x+)+y/", "body /(x+x+)+y/", "/(x|xx)*y/", "body /(.|x)*y/"})
    void anExpressionThatTakesForEverEnds(String check) throws Exception {
        String hostile = "x".repeat(1_000_000);
        Answer answer = new Answer(Optional.of(hostile), List.of(hostile, hostile), 2, false);
        assertThat(check(check).fault(answer, english))
                .hasValueSatisfying(
                        it -> assertThat(it).endsWith("takes too many steps to look for"));
    }

    @Test
    void ofALongLineTheStartIsLookedAt() throws Exception {
        String line = "x".repeat(Expression.LINE_CHARS_MAX - 1);
        assertThat(check("/y/").fault(status(line + "y"), english)).isEmpty();
        assertThat(check("/y/").fault(status(line + "xy"), english)).isPresent();
    }

    @Test
    void anExpressionIsEqualToItsCopy() {
        assertThat(Expression.of("a")).isEqualTo(Expression.of("a")).hasToString("/a/");
        assertThat(Expression.of("a"))
                .isNotEqualTo(Expression.of("b"))
                .hasSameHashCodeAs(Expression.of("a"));
        assertThatThrownBy(() -> Expression.of("(")).isInstanceOf(PatternSyntaxException.class);
    }

    private Check check(String text) throws IOException, ScriptException {
        Step.Expect expect = (Step.Expect) read("NOOP\nexpect " + text + "\n").steps().getLast();
        return expect.check();
    }

    private Script read(String text) throws IOException, ScriptException {
        return Script.read(new StringReader(text), "test.pop", english);
    }

    private static Answer status(String line) {
        return new Answer(Optional.of(line), List.of(), 0, false);
    }

    private static Answer body(long lines, String... kept) {
        return new Answer(Optional.of("+OK"), List.of(kept), lines, false);
    }
}

package org.restante.protocol.pop1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.util.List;

/** Request lines of POP1. */
final class Pop1CommandParserTest {
    @Test
    @Spec({"P1-003", "P1-006"})
    void everyCommandIsUnderstoodInAnyLetters() {
        assertThat(
                        List.of(
                                        "USER Fred ",
                                        "user b\u00C3\u00A9",
                                        "PASS  two words ",
                                        "RETR Old Mail",
                                        "rdel inbox",
                                        "RCEV",
                                        "RECV",
                                        "recv ",
                                        "RCVD",
                                        "RSET",
                                        "NOOP",
                                        "QUIT")
                                .stream()
                                .map(Pop1CommandParser::parse))
                .containsExactly(
                        new Pop1Command.User("Fred"),
                        new Pop1Command.User("b\u00E9"),
                        new Pop1Command.Pass(new Secret(" two words ")),
                        new Pop1Command.Retr("Old Mail"),
                        new Pop1Command.Rdel("inbox"),
                        new Pop1Command.Rcev(),
                        new Pop1Command.Rcev(),
                        new Pop1Command.Rcev(),
                        new Pop1Command.Rcvd(),
                        new Pop1Command.Rset(),
                        new Pop1Command.Noop(),
                        new Pop1Command.Quit());
    }

    @ParameterizedTest
    @Spec("P1-009")
    @ValueSource(
            strings = {
                "",
                " USER a",
                "USER",
                "USER  ",
                "PASS",
                "PASS ",
                "RETR",
                "RDEL ",
                "RCVD now",
                "STAT",
                "USER \u00FF",
                "PASS a\0b",
                "RETR a\tb",
                "QUIT\0"
            })
    void allElseIsMalformed(String line) {
        assertThat(Pop1CommandParser.parse(line)).isInstanceOf(Pop1Command.Invalid.class);
        assertThat(Pop1CommandParser.parse(line).keyword()).isEqualTo("?");
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(Pop1CommandParser.parse("PASS hidden").toString()).doesNotContain("hidden");
    }
}

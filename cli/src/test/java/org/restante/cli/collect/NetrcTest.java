package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.protocol.Secret;

/** What fits, in files as people have them. */
final class NetrcTest {
    private static final String FILE =
            """
            # mail
            machine pop.example.org login alice password first # of two
            machine pop.example.org
                login bob
                account ignored
                password "two words, a \\" and a \\\\"
            macdef init
            machine pop.example.org login carol password in-a-macro
            cd /pub

            machine OTHER.example.org password for-anybody
            machine hash.example.org login alice password #1
            machine late.example.org login alice
            machine late.example.org login alice password back\\slash
            default login alice password the-rest
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    pop.example.org   | alice | first
                    POP.example.org   | alice | first
                    pop.example.org   | bob   | two words, a " and a \\
                    pop.example.org   | carol |
                    other.example.org | dave  | for-anybody
                    hash.example.org  | alice | #1
                    late.example.org  | alice | back\\slash
                    what.example.org  | alice | the-rest
                    what.example.org  | bob   |
                    """)
    void theFirstEntryThatFitsHasThePassword(String machine, String login, String password) {
        assertThat(Netrc.parse(FILE).password(machine, login).map(Secret::reveal).orElse(null))
                .isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    machine a login b password two words | line 1: expected machine
                    login a                              | line 1: machine or default
                    machine                              | line 1: something is missing
                    machine a password "secret           | line 1: a quote has no end
                    """)
    void whatIsWrongIsToldByItsLine(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Netrc.parse(text))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("words", "secret"));
    }

    @Test
    void aMacroMayBeTheLast() {
        assertThat(
                        Netrc.parse("machine a login b password c\nmacdef x\nmachine")
                                .password("a", "b"))
                .isPresent();
    }
}

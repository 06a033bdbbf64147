package org.restante.protocol.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.util.Optional;

final class StatusLineTest {
    @Test
    void eachKindIsRead() {
        assertThat(StatusLine.parse("+OK")).contains(new StatusLine.Ok(""));
        assertThat(StatusLine.parse("+OK  ready ")).contains(new StatusLine.Ok("ready"));
        assertThat(StatusLine.parse("-ERR no"))
                .contains(new StatusLine.Err(Optional.empty(), "no"));
        assertThat(StatusLine.parse("+")).contains(new StatusLine.Challenge(""));
        assertThat(StatusLine.parse("+ dGVzdA==")).contains(new StatusLine.Challenge("dGVzdA=="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "OK", "+ERR x", "-OK", "+OKAY", "-ERRx", "* OK", "220 x", " +OK", "+ok"})
    @Spec("RW-032")
    void whatIsNoneIsTold(String line) {
        assertThat(StatusLine.parse(line)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "[IN-USE] locked, IN_USE, locked",
                "[in-use] locked, IN_USE, locked",
                "[AUTH], AUTH, ''",
                "[Sys/Temp/Disk] x, SYS_TEMP, x",
                "[SYS/NEW] x, SYS_TEMP, x",
                "[SYS] x, SYS_TEMP, x",
                "[SYS/PERM] x, SYS_PERM, x",
                "[LOGIN-DELAY] x, LOGIN_DELAY, x",
                "[FOO] x, -, [FOO] x",
                "[IN-USED] x, -, [IN-USED] x",
                "[AUTH x, -, [AUTH x",
                "x [AUTH], -, x [AUTH]"
            })
    @Spec({"RC-003", "RC-004", "RC-005", "RC-006"})
    void aCodeIsTakenFromTheBrackets(String text, ResponseCode code, String rest) {
        assertThat(StatusLine.parse("-ERR " + text))
                .contains(new StatusLine.Err(Optional.ofNullable(code), rest));
    }
}

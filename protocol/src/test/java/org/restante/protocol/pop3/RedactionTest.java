package org.restante.protocol.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.spec.Spec;

import java.util.Base64;
import java.util.Random;

final class RedactionTest {
    @ParameterizedTest
    @CsvSource({
        "USER alice, USER alice",
        "PASS hunter2, PASS ***",
        "pass hunter2 with spaces, pass ***",
        "'  PaSs hunter2', PaSs ***",
        "PASShunter2, PASS ***",
        "PASS, PASS ***",
        "APOP alice hunter2, APOP alice ***",
        "apop alice hunter2 more, apop alice ***",
        "APOP hunter2, APOP ***",
        "AUTH PLAIN hunter2, AUTH PLAIN ***",
        "AUTH PLAIN, AUTH PLAIN",
        "AUTH, AUTH",
        "RETR 1, RETR 1"
    })
    void aCommandIsShownWithoutItsSecret(String line, String shown) {
        assertThat(new Redaction().sent(line)).isEqualTo(shown);
    }

    @Test
    void responsesAreCoveredUntilTheExchangeIsOver() {
        Redaction redaction = new Redaction();
        assertThat(redaction.sent("AUTH SCRAM-SHA-256")).isEqualTo("AUTH SCRAM-SHA-256");
        assertThat(redaction.received("+ ")).isEqualTo("+ ");
        assertThat(redaction.sent("hunter2")).isEqualTo("***");
        assertThat(redaction.received("+ challenge")).isEqualTo("+ challenge");
        assertThat(redaction.sent("hunter2")).isEqualTo("***");
        assertThat(redaction.sent("")).isEmpty();
        assertThat(redaction.sent("*")).isEqualTo("*");
        assertThat(redaction.received("-ERR cancelled")).isEqualTo("-ERR cancelled");
        assertThat(redaction.sent("STAT")).isEqualTo("STAT");
    }

    @Test
    @Spec("P3-059")
    void whatScramSaysAtItsEndIsCovered() {
        Redaction redaction = new Redaction();
        String signature =
                "+ " + Base64.getEncoder().encodeToString("v=6rriTRBi23WpRR".getBytes(US_ASCII));
        assertThat(redaction.received(signature)).isEqualTo(signature);
        redaction.sent("AUTH SCRAM-SHA-256");
        assertThat(redaction.received(signature)).isEqualTo("+ ***");
        redaction.received("+OK");
        assertThat(redaction.received(signature)).isEqualTo(signature);
    }

    @Test
    void answersToWhatWasSentBeforeDoNotEndAnExchange() {
        Redaction redaction = new Redaction();
        redaction.sent("CAPA");
        redaction.sent("NOOP");
        redaction.sent("AUTH PLAIN");
        redaction.received("+OK");
        redaction.received("-ERR");
        assertThat(redaction.sent("hunter2")).isEqualTo("***");
        redaction.received("+ ");
        assertThat(redaction.sent("hunter2")).isEqualTo("***");
        redaction.received("+OK in");
        assertThat(redaction.sent("STAT")).isEqualTo("STAT");
    }

    /**
     * Whatever is said in whatever order, what a client that keeps to RFC 5034 sends stays covered.
     */
    @Test
    void noOrderOfCommandsAndAnswersShowsASecret() {
        Random random = new Random(5034);
        for (int round = 0; round < 5000; round++) {
            Redaction redaction = new Redaction();
            int before = random.nextInt(4);
            for (int i = 0; i < before; i++) {
                redaction.sent(random.nextBoolean() ? "NOOP" : "PASS x");
            }
            redaction.sent("AUTH X");
            for (int i = 0; i < before; i++) {
                redaction.received(random.nextBoolean() ? "+OK" : "-ERR");
                assertThat(redaction.sent("hunter2")).isEqualTo("***");
            }
            redaction.received("+ ");
            assertThat(redaction.sent("hunter2")).isEqualTo("***");
        }
    }
}

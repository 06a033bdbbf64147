package org.restante.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.restante.client.Mechanism;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.ResponseCode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

final class ExplanationsTest {
    /** A sentence, and at its end where it is written. */
    private static final String CITES = "(?s).{20,}\\(.*RFC\\h\\d+.*\\)\\.";

    private final Explanations english = new Explanations(Words.of(Locale.ENGLISH));

    static Stream<Explanations> languages() {
        return Stream.of(Locale.ENGLISH, Locale.FRENCH).map(Words::of).map(Explanations::new);
    }

    private static List<String> keywords() {
        return leaves(Command.class)
                .filter(it -> it != Command.Invalid.class)
                .map(it -> it.getSimpleName().toUpperCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ExplanationsTest::leaves)
                : Stream.of(type);
    }

    private static void cites(Optional<String> explanation, String of) {
        assertThat(explanation).as(of).hasValueSatisfying(it -> assertThat(it).matches(CITES));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyCommandIsExplainedWithAndWithoutArgumentsInAnyCase(Explanations explanations) {
        assertThat(keywords()).hasSize(17).contains("RETR", "STLS", "UTF8");
        for (String keyword : keywords()) {
            cites(explanations.sent(keyword), keyword);
            cites(explanations.sent(keyword.toLowerCase(Locale.ROOT) + " 1 2"), keyword);
        }
        assertThat(explanations.sent("HELO there")).isEmpty();
        assertThat(explanations.sent("")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void whatIsSentIsNeverRepeated(Explanations explanations) {
        for (String keyword : keywords()) {
            assertThat(explanations.sent(keyword + " sesame opensesame").orElseThrow())
                    .doesNotContainIgnoringCase("sesame");
        }
        for (Mechanism mechanism : Mechanism.values()) {
            assertThat(explanations.sent("auth " + mechanism.wire() + " sesame").orElseThrow())
                    .doesNotContainIgnoringCase("sesame");
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void authIsExplainedTogetherWithItsMechanism(Explanations explanations) {
        for (Mechanism mechanism : Mechanism.values()) {
            cites(explanations.mechanism(mechanism.wire()), mechanism.wire());
            assertThat(explanations.sent("AUTH " + mechanism.wire()).orElseThrow())
                    .endsWith(explanations.mechanism(mechanism.wire()).orElseThrow());
        }
        assertThat(explanations.mechanism("GSSAPI")).isEmpty();
        assertThat(explanations.sent("AUTH GSSAPI")).isEqualTo(explanations.sent("AUTH NTLM"));
        assertThat(explanations.sent("AUTH")).isNotEqualTo(explanations.sent("AUTH NTLM"));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyResponseCodeIsExplainedInBothKindsOfAnswers(Explanations explanations) {
        for (ResponseCode code : ResponseCode.values()) {
            String line = "[" + code.text().toLowerCase(Locale.ROOT) + "] words";
            cites(explanations.received("-ERR " + line), line);
            assertThat(explanations.received("+OK " + line))
                    .isEqualTo(explanations.received("-ERR " + line));
            assertThat(explanations.received("-ERR [" + code.text() + "/MORE] words").orElseThrow())
                    .startsWith(explanations.received("-ERR " + line).orElseThrow())
                    .contains(code.text() + "/")
                    .matches(CITES);
        }
        assertThat(
                        Arrays.stream(ResponseCode.values())
                                .map(it -> explanations.received("-ERR [" + it.text() + "]"))
                                .distinct())
                .hasSize(ResponseCode.values().length);
    }

    @Test
    void aCodeThatNobodyRegisteredIsNamedAndTroubleOfTheServersIsRecognized() {
        assertThat(english.received("-ERR [X-MOON/FULL] no mail tonight").orElseThrow())
                .startsWith("X-MOON/FULL is a response code that no RFC has.");
        assertThat(english.received("-ERR [SYS/MOON] later"))
                .isEqualTo(english.received("-ERR [SYS]"))
                .hasValueSatisfying(it -> assertThat(it).contains("trouble"));
    }

    @Test
    void bracketsAroundSomethingElseAreNoCode() {
        Optional<String> plain = english.received("-ERR no");
        assertThat(english.received("-ERR [two words] no")).isEqualTo(plain);
        assertThat(english.received("-ERR [\u001b[31m] no")).isEqualTo(plain);
        assertThat(english.received("-ERR no [AUTH]")).isEqualTo(plain);
        assertThat(english.received("-ERR [AUTH")).isEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("languages")
    void eachKindOfStatusLineHasItsExplanation(Explanations explanations) {
        List<String> lines =
                List.of(
                        "+OK",
                        "+OK ready <1896.697170952@example.org>",
                        "-ERR",
                        "+ ",
                        "+ cGFzcw==");
        lines.forEach(line -> cites(explanations.received(line), line));
        assertThat(lines.stream().map(explanations::received).distinct()).hasSize(lines.size());
        assertThat(explanations.received("* OK IMAP4rev1")).isEmpty();
        assertThat(explanations.received("220 ESMTP")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyRegisteredCapabilityIsExplainedAndSoIsWhatIsSeenInTheWild(Explanations explanations) {
        List<String> lines =
                List.of(
                        "TOP",
                        "USER",
                        "SASL PLAIN SCRAM-SHA-256",
                        "SASL PLAIN LOGIN",
                        "SASL GSSAPI",
                        "SASL",
                        "RESP-CODES",
                        "LOGIN-DELAY 900",
                        "LOGIN-DELAY 900 USER",
                        "LOGIN-DELAY 0",
                        "LOGIN-DELAY soon",
                        "PIPELINING",
                        "EXPIRE 5 USER",
                        "EXPIRE 30",
                        "EXPIRE NEVER",
                        "EXPIRE 0",
                        "UIDL",
                        "IMPLEMENTATION Shlemazle-Plotz-v302",
                        "STLS",
                        "AUTH-RESP-CODE",
                        "UTF8",
                        "UTF8 USER",
                        "LANG",
                        "APOP",
                        "STARTTLS",
                        "X-MANGLE",
                        "X-SOMETHING",
                        "SOMETHING");
        lines.forEach(line -> cites(explanations.capability(line), line));
        assertThat(lines.stream().map(explanations::capability).distinct()).hasSize(lines.size());
        assertThat(explanations.capability("resp-codes"))
                .isEqualTo(explanations.capability("RESP-CODES"));
        assertThat(explanations.capability("LOGIN-DELAY.NONE"))
                .isEqualTo(explanations.capability("SOMETHING"));
        assertThat(explanations.capability("")).isEmpty();
        assertThat(explanations.capability(".")).isEmpty();
    }

    @Test
    void argumentsOfCapabilitiesAreUnderstood() {
        assertThat(english.capability("LOGIN-DELAY 900").orElseThrow()).contains("15 minutes");
        assertThat(english.capability("LOGIN-DELAY 90").orElseThrow()).contains("90 seconds");
        assertThat(english.capability("LOGIN-DELAY 3600").orElseThrow()).contains("1 hour after");
        assertThat(english.capability("EXPIRE 1").orElseThrow()).contains("1 day at least");
        assertThat(english.capability("EXPIRE 60 user").orElseThrow())
                .contains("60 days at least")
                .contains("different for each account");
        assertThat(english.capability("EXPIRE 99999999999999999999"))
                .isEqualTo(english.capability("EXPIRE"));
        assertThat(english.capability("SASL LOGIN CRAM-MD5 \u001b[31m scram-sha-1").orElseThrow())
                .contains(": LOGIN, CRAM-MD5, SCRAM-SHA-1.")
                .contains("SCRAM-SHA-1 gives away least");
    }

    @Test
    void bothLanguagesAreSpoken() {
        List<Explanations> both = languages().toList();
        assertThat(both.getFirst().sent("RETR 1")).isNotEqualTo(both.getLast().sent("RETR 1"));
        assertThat(both.getLast().sent("RETR 1").orElseThrow()).startsWith("RETR envoie");
    }
}

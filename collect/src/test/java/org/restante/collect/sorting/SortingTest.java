package org.restante.collect.sorting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.collect.MessageHeader;
import org.restante.collect.sorting.Sorting.Condition;
import org.restante.collect.sorting.Sorting.Rule;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Patterns and rules. */
final class SortingTest {
    @ParameterizedTest
    @CsvSource({
        "abc, ABC, true",
        "abc, abcd, false",
        "'', '', true",
        "*, '', true",
        "a*c, abbc, true",
        "a*c, abcb, false",
        "*b*b*, abab, true",
        "*b*b*, aba, false",
        "a?c, abc, true",
        "a?c, ac, false",
        "*.example.org, a.example.org, true",
        "a.c, abc, false",
        "*ä?, xÄy, true"
    })
    void aPatternIsOfTheWholeText(String pattern, String text, boolean matches) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(matches);
    }

    /** Exponential in any matcher that tries every way. */
    @Test
    void noPatternTakesLong() {
        assertThat(new Glob("*a".repeat(100) + "b").matches("a".repeat(100_000))).isFalse();
    }

    private static MessageHeader header(String text) throws IOException {
        return MessageHeader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean fits(Condition condition, String header) throws IOException {
        Sorting sorting = new Sorting(List.of(new Rule(condition, List.of("a"))), List.of("b"));
        return sorting.of(header(header), 100).equals(List.of("a"));
    }

    @Test
    void aHeaderIsLookedAtUnfoldedAndDecodedAndNoFurtherThanItGoes() throws IOException {
        Condition grace = new Condition.Header("subject", new Glob("*grüße aus*"));
        assertThat(fits(grace, "A: b\r\nSUBJECT: Viele\r\n Grüße\r\n\taus\r\n")).isFalse();
        assertThat(fits(grace, "Subject: Grüße aus\r\n B\r\n\r\n")).isTrue();
        assertThat(fits(grace, "Subject: =?utf-8?B?R3LDvMOfZSBhdXM=?=\n\n")).isTrue();
        assertThat(fits(grace, "A: b\r\n\r\nSubject: Grüße aus\r\n")).isFalse();
        assertThat(fits(grace, "Subject: x\nSubject: Grüße aus\n")).isTrue();
        assertThat(fits(grace, "Subject: =?nocharset?Q?x?= Grüße aus\n")).isTrue();
        assertThat(fits(grace, "")).isFalse();
        String long1 = "X: " + "y".repeat(200_000) + "\r\nSubject: Grüße aus\r\n";
        assertThat(fits(grace, long1)).isFalse();
    }

    @Test
    void aRecipientIsWhereverItMayStand() throws IOException {
        Condition club = new Condition.Recipient(new Glob("alice+club@*"));
        for (String field :
                List.of(
                        "Delivered-To: alice+club@example.org",
                        "To: x@y, \"A, B\" <Alice+Club@example.org>",
                        "Cc: group: alice+club@example.org;")) {
            assertThat(fits(club, field + "\r\n\r\n")).as(field).isTrue();
        }
        assertThat(fits(club, "From: alice+club@example.org\r\n\r\n")).isFalse();
        assertThat(fits(club, "To: xalice+club@example.org\r\n\r\n")).isFalse();
    }

    @Test
    void theFirstRuleThatFitsDecides() throws IOException {
        Sorting sorting =
                new Sorting(
                        List.of(
                                new Rule(new Condition.LargerThan(1000), List.of("large")),
                                new Rule(new Condition.LargerThan(100), List.of("a", "b", "a")),
                                new Rule(new Condition.LargerThan(0), List.of("c"))),
                        List.of("rest"));
        assertThat(sorting.of(header(""), 1001)).containsExactly("large");
        assertThat(sorting.of(header(""), 1000)).containsExactly("a", "b");
        assertThat(sorting.of(header(""), 100)).containsExactly("c");
        assertThat(sorting.of(header(""), 0)).containsExactly("rest");
    }
}

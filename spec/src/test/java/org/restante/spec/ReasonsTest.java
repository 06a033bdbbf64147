package org.restante.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReasonsTest {
    @Test
    void anIdGoesBeforeAWildcardAndTheFirstWildcardWins() {
        var reasons = table("| CL-* | no client |", "| * client | client |", "| CL-002 | two |");

        assertThat(reasons.of(client("CL-002"))).contains("two");
        assertThat(reasons.of(client("CL-003"))).contains("no client");
        assertThat(reasons.of(client("P3-009"))).contains("client");
        assertThat(reasons.of(new Requirement("P3-009", "", "MUST", "server"))).isEmpty();
    }

    @Test
    void aPrefixWildcardMayBeBoundToOneSide() {
        var reasons = table("| RW-* client | reason |");

        assertThat(reasons.of(client("RW-028"))).contains("reason");
        assertThat(reasons.of(client("TL-012"))).isEmpty();
        assertThat(reasons.of(new Requirement("RW-001", "", "MUST", "server"))).isEmpty();
    }

    @Test
    void aRangeNamesBothItsEnds() {
        assertThat(table("| P3-104 – P3-106, SA-001 | reason |").named())
                .containsExactly("P3-104", "P3-105", "P3-106", "SA-001");
    }

    @Test
    void textOutsideATableAndItsHeadIsNoReason() {
        assertThat(Reasons.parse("P3-104 | x\n| which | why |\n".lines().toList()).named())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| P3-104 |",
                "| P3-104 | |",
                "| P3-1 | reason |",
                "| P3-104 – SA-106 | reason |",
                "| * nobody | reason |",
                "| P3-104, P3-104 | reason |"
            })
    void aMalformedRowIsRefused(String row) {
        assertThatThrownBy(() -> table(row)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Requirement client(String id) {
        return new Requirement(id, "", "MUST", "client");
    }

    private static Reasons table(String... rows) {
        return Reasons.parse(
                ("| which | why |\n| --- | --- |\n" + String.join("\n", rows)).lines().toList());
    }
}

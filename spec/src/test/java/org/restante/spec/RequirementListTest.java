package org.restante.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

final class RequirementListTest {
    @Test
    void anItemKnowsItsSectionLevelAndWho() {
        var list =
                RequirementList.parse(
                        List.of(
                                "## 5. POP3: UIDL",
                                "- **P3-086** MUST NOT, both, RFC 1939 §7 UIDL. Text. *Test:* x"));

        assertThat(list.values())
                .containsExactly(new Requirement("P3-086", "5. POP3: UIDL", "MUST NOT", "both"));
    }

    @Test
    void aLineThatIsNearlyAnItemIsRefused() {
        assertThatThrownBy(() -> RequirementList.parse(List.of("- **P3-086** WILL, both, x. y")))
                .hasMessageContaining("P3-086");
    }

    @Test
    void anIdThatComesTwiceIsRefused() {
        String item = "- **P3-086** MUST, both, x. y";
        assertThatThrownBy(() -> RequirementList.parse(List.of(item, item)))
                .hasMessageContaining("P3-086");
    }
}

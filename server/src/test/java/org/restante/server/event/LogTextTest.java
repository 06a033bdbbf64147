package org.restante.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.spec.Spec;

final class LogTextTest {
    @Test
    @Spec("P3-022")
    void whatAPeerSentIsMadeHarmlessForALog() {
        assertThat(LogText.printable("al\r\nice\u001b[2J\0\u0085")).isEqualTo("al??ice?[2J??");
        assertThat(LogText.printable("jürgen")).isEqualTo("jürgen");
        assertThat(LogText.printable("x".repeat(5000))).hasSizeLessThanOrEqualTo(100);
    }
}

package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.restante.spec.Spec;

import java.time.Duration;
import java.util.List;

class LmtpSettingsTest {
    @Test
    @Spec({"SM-015", "SM-030"})
    void theSmallestLimitsAreThoseOfTheRfc() {
        LmtpSettings smallest = settings("h", 65_536, 100, Duration.ofMinutes(5), 1);

        assertThat(smallest.messageOctetsMax()).isEqualTo(65_536);
        refused("message-octets-max", "h", 65_535, 100, Duration.ofMinutes(5), 1);
        refused("recipients-max", "h", 65_536, 99, Duration.ofMinutes(5), 1);
        refused("lmtp-idle-timeout", "h", 65_536, 100, Duration.ofSeconds(299), 1);
        refused("commands-in-error", "h", 65_536, 100, Duration.ofMinutes(5), 0);
    }

    @Test
    void aHostnameIsPrintableAscii() {
        refused("hostname", "", 65_536, 100, Duration.ofMinutes(5), 1);
        refused("hostname", "a b", 65_536, 100, Duration.ofMinutes(5), 1);
        refused("hostname", "bücher.example", 65_536, 100, Duration.ofMinutes(5), 1);
    }

    private static void refused(
            String key, String host, long octets, int recipients, Duration idle, int errors) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(host, octets, recipients, idle, errors))
                .withMessageContaining(key);
    }

    private static LmtpSettings settings(
            String host, long octets, int recipients, Duration idle, int errors) {
        return new LmtpSettings(
                host, List.of(), false, List.of(), octets, recipients, idle, errors);
    }
}

package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.List;

final class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe80::1, false",
        "::1, ::1, true",
        "::/0, 192.0.2.1, false",
        "0.0.0.0/0, ::1, false"
    })
    void anAddressLiesInARangeOrNot(String network, String address, boolean inside) {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/-1",
                "10.0.0.1/8",
                "fd00::1/64",
                "::/129",
                "10.0.0.0/8/8",
                "/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNetworkPrintsAsItIsReadAndAnAddressAsItself() {
        for (String text : List.of("10.0.0.0/8", "192.0.2.1", "fd00:0:0:0:0:0:0:0/8")) {
            assertThat(Network.parse(text)).hasToString(text);
        }
        assertThat(Network.around(InetAddress.ofLiteral("2001:db8::5:6"), 64))
                .hasToString("2001:db8:0:0:0:0:0:0/64");
        assertThat(Network.around(InetAddress.ofLiteral("192.0.2.1"), 64)).hasToString("192.0.2.1");
    }
}

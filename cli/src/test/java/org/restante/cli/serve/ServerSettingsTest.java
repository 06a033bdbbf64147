package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.cli.config.ListenAddress;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class ServerSettingsTest {
    private static List<String> endpoints(String... addresses) throws IOException {
        return ServerSettings.endpoints(
                        "listen.pop3.address",
                        Stream.of(addresses).map(ListenAddress::tcp).toList())
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static boolean hasIpv6() throws IOException {
        try (ServerSocketChannel _ = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            return true;
        } catch (UnsupportedOperationException _) {
            return false;
        }
    }

    @Test
    void everyIpv4AddressIsLeftOutBesideEveryIpv6AddressAtItsPort() throws Exception {
        List<String> both = List.of("0.0.0.0:110", "[0:0:0:0:0:0:0:0]:110");
        assertThat(endpoints("0.0.0.0:110", "[::]:110"))
                .isEqualTo(hasIpv6() ? both.subList(1, 2) : both);
        assertThat(endpoints("[0::0]:110", "0.0.0.0:110"))
                .isEqualTo(hasIpv6() ? both.subList(1, 2) : both.reversed());
    }

    @Test
    void otherAddressesAreAllKept() throws Exception {
        assertThat(endpoints("0.0.0.0:110", "[::]:111")).hasSize(2);
        assertThat(endpoints("0.0.0.0:0", "[::]:0")).hasSize(2);
        assertThat(endpoints("127.0.0.1:110", "[::]:110")).hasSize(2);
        assertThat(endpoints("0.0.0.0:110", "[::1]:110")).hasSize(2);
        assertThat(
                        ServerSettings.endpoints(
                                "listen.lmtp.address",
                                List.of(new ListenAddress.Unix(Path.of("/lmtp.sock")))))
                .hasToString("[unix:/lmtp.sock]");
    }

    @Test
    void aNameWithoutAnAddressNamesTheKey() {
        assertThatThrownBy(() -> endpoints("no-such-host.invalid:110"))
                .isInstanceOf(IOException.class)
                .hasMessage("listen.pop3.address: no address is known for no-such-host.invalid");
    }
}

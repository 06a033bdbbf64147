package org.restante.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.restante.protocol.proxy.ProxyHeader;
import org.restante.protocol.proxy.ProxyHeaderReader;

import java.io.IOException;
import java.util.Arrays;

/** A proxy's header is read to its end and no further, whatever follows and however it arrives. */
final class ProxyFuzzTest {
    /** The fixed part of version 2, and the most that may follow it. */
    private static final int OCTETS_MAX = 16 + 4096;

    private record Reading(ProxyHeader header, int octets) {}

    @FuzzTest
    void headers(byte[] sent) throws IOException {
        Reading whole = read(sent, Integer.MAX_VALUE);
        assertThat(whole.octets).isLessThanOrEqualTo(OCTETS_MAX);
        for (int piece : new int[] {1, 2, 7}) {
            assertThat(read(sent, piece).header)
                    .as("in pieces of %d", piece)
                    .isEqualTo(whole.header);
        }
        switch (whole.header) {
            case ProxyHeader.Proxied(var source, var destination) -> {
                assertThat(source.isUnresolved() || destination.isUnresolved()).isFalse();
                assertEndsThere(sent, whole);
            }
            case ProxyHeader.Local _ -> assertEndsThere(sent, whole);
            case ProxyHeader.Nothing _ -> assertThat(sent).isEmpty();
            case ProxyHeader.Malformed(var reason) -> assertThat(reason).matches("[ -~]+");
        }
    }

    /** Without what follows it is the same header, and with one octet less it is none. */
    private static void assertEndsThere(byte[] sent, Reading whole) throws IOException {
        byte[] header = Arrays.copyOf(sent, whole.octets);
        assertThat(read(header, 1)).isEqualTo(whole);
        assertThat(read(Arrays.copyOf(header, header.length + 100), Integer.MAX_VALUE))
                .isEqualTo(whole);
        assertThat(read(Arrays.copyOf(header, header.length - 1), Integer.MAX_VALUE).header)
                .isInstanceOf(ProxyHeader.Malformed.class);
    }

    private static Reading read(byte[] sent, int piece) throws IOException {
        Wire.Trickle in = new Wire.Trickle(sent, piece);
        ProxyHeader header = ProxyHeaderReader.read(in);
        return new Reading(header, sent.length - in.left());
    }
}

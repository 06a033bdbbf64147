package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

final class AdmissionTest {
    private static final Admission.Rules RULES =
            new Admission.Rules(5, 2, List.of(Network.parse("10.0.0.0/8")));

    private final Admission admission = new Admission(() -> RULES);

    private static Peer peer(String address) {
        return new Peer(Optional.of(InetAddress.ofLiteral(address)), address);
    }

    private Admission.Entry enter(String address) {
        return admission.enter(peer(address));
    }

    @Test
    void anAddressHasSoManyPlacesAndGetsThemBack() {
        Admission.Entry first = enter("192.0.2.1");
        assertThat(first).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(enter("192.0.2.1")).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(enter("192.0.2.1"))
                .isEqualTo(new Admission.Entry.Refused("too many connections from this address"));
        assertThat(enter("192.0.2.2")).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(admission.connections()).isEqualTo(3);
        admission.leave((Admission.Entry.Admitted) first);
        assertThat(enter("192.0.2.1")).isInstanceOf(Admission.Entry.Admitted.class);
    }

    @Test
    void anIpv6NetworkOfOneCustomerIsOneAddress() {
        enter("2001:db8::1");
        enter("2001:db8::2");
        assertThat(enter("2001:db8::3")).isInstanceOf(Admission.Entry.Refused.class);
        assertThat(enter("2001:db8:0:1::1")).isInstanceOf(Admission.Entry.Admitted.class);
    }

    @Test
    void trustedAddressesAndLocalSocketsCountOnlyInAll() {
        for (int i = 0; i < 4; i++) {
            assertThat(enter("10.0.0.1")).isInstanceOf(Admission.Entry.Admitted.class);
        }
        Peer local = new Peer(Optional.empty(), "local");
        assertThat(admission.enter(local)).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(admission.enter(local))
                .isEqualTo(new Admission.Entry.Refused("too many connections"));
        assertThat(admission.connections()).isEqualTo(5);
    }
}

package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.Inet6Address;
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
        return enter(peer(address));
    }

    private Admission.Entry enter(Peer peer) {
        return switch (admission.enter()) {
            case Admission.Entry.Admitted place -> admission.enter(place, peer);
            case Admission.Entry.Refused refused -> refused;
        };
    }

    @Test
    void anAddressHasSoManyPlacesAndGetsThemBack() {
        Admission.Entry first = enter("192.0.2.1");
        assertThat(first).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(enter("192.0.2.1")).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(enter("192.0.2.1"))
                .isEqualTo(new Admission.Entry.Refused(Refusal.SESSIONS_OF_ADDRESS));
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
        assertThat(enter(local)).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(enter(local)).isEqualTo(new Admission.Entry.Refused(Refusal.SESSIONS));
        assertThat(admission.connections()).isEqualTo(5);
    }

    @Test
    void howMuchOfAnIpv6AddressCountsCanBeChosen() {
        Admission wide = new Admission(() -> new Admission.Rules(9, 1, List.of(), 48));
        Admission.Entry.Admitted place = (Admission.Entry.Admitted) wide.enter();
        assertThat(wide.enter(place, peer("2001:db8:0:1::1")))
                .isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(wide.enter(place, peer("2001:db8:0:2::1")))
                .isEqualTo(new Admission.Entry.Refused(Refusal.SESSIONS_OF_ADDRESS));
        assertThat(wide.enter(place, peer("2001:db8:1::1")))
                .isInstanceOf(Admission.Entry.Admitted.class);
    }

    @Test
    void anIpv4AddressInsideIpv6IsThatIpv4Address() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(InetAddress.ofLiteral("192.0.2.1").getAddress(), 0, mapped, 12, 4);
        // Only so does the JDK leave one as it is.
        InetAddress six = Inet6Address.getByAddress("host", mapped, 0);
        assertThat(six).isInstanceOf(Inet6Address.class);
        Peer peer = new Peer(Optional.of(six), "mapped");
        assertThat(enter("192.0.2.1")).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(enter(peer)).isInstanceOf(Admission.Entry.Admitted.class);
        assertThat(enter(peer)).isInstanceOf(Admission.Entry.Refused.class);
        assertThat(enter("192.0.2.1")).isInstanceOf(Admission.Entry.Refused.class);
        assertThat(Network.parse("192.0.2.0/24").contains(six)).isTrue();
        assertThat(Network.parse("::/0").contains(six)).isFalse();
    }

    @Test
    void onlySoManyAreToldAtATimeWhyTheyAreRefused() {
        int told = 0;
        while (admission.mayTellRefusal()) {
            told++;
        }
        assertThat(told).isEqualTo(256);
        admission.refusalTold();
        assertThat(admission.mayTellRefusal()).isTrue();
    }
}

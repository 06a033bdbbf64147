package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestTls;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What is agreed to, and what no provider is asked for. */
final class TlsPolicyTest {
    private static TlsIdentity ec;
    private static TlsIdentity ed25519;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        ec = TestTls.identity(folder, "EC", List.of("mail.example.org"));
        ed25519 = TestTls.identity(folder, "Ed25519", List.of("mail.example.org"));
    }

    private static TlsPolicy policy(TlsVersion minimum, String... suites) {
        return new TlsPolicy(minimum, List.of(suites), List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
                "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
                "tls_aes_128_gcm_sha256",
                ""
            })
    @Spec("TL-021")
    void aSuiteThatIsWeakOrUnknownIsRefusedWithThoseThatAreAllowed(String suite) {
        assertThatThrownBy(() -> policy(TlsVersion.TLS_1_2, suite))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    }

    @Test
    @Spec("TL-020")
    void aVersionWithoutASuiteIsNotOffered() {
        assertThat(TlsPolicy.standard().protocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(policy(TlsVersion.TLS_1_2, "TLS_AES_128_GCM_SHA256").protocols())
                .containsExactly("TLSv1.3");
        assertThatThrownBy(
                        () -> policy(TlsVersion.TLS_1_3, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .hasMessage("tls.suites has none for TLS 1.3");
        for (String bad : new String[] {"1.0", "1.1", "TLSv1.2", ""}) {
            assertThatThrownBy(() -> TlsVersion.parse(bad))
                    .hasMessage("must be one of \"1.2\", \"1.3\"");
        }
    }

    @Test
    void whatConscryptCannotDoIsRefusedAndTheOldStateStays() throws IOException {
        Tls tls = new Tls(TlsProvider.conscrypt(), TlsPolicy.standard(), List.of(ec));
        assertThatThrownBy(() ->
                        tls.replace(
                                policy(TlsVersion.TLS_1_2, "TLS_AES_128_GCM_SHA256"), List.of(ec)))
                .hasMessageContaining("all suites of TLS 1.3 or none");
        assertThatThrownBy(() -> tls.replace(List.of(ec, ed25519)))
                .hasMessageContaining("EC or RSA, not EdDSA");
        assertThatThrownBy(() -> tls.replace(List.of())).hasMessage("TLS needs a certificate");
        assertThat(tls.policy()).isEqualTo(TlsPolicy.standard());
        assertThat(tls.identities()).containsExactly(ec);
    }

    @Test
    void aProviderThatIsMissingIsToldWithWhatToDo() {
        assertThatThrownBy(() -> Conscrypt.load("org.conscrypt.Missing"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("conscrypt-openjdk-uber-2.9.0.jar");
        assertThatThrownBy(() -> Conscrypt.load("java.lang.String"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be used on this machine");
    }

    @Test
    void aHelloThatSaysNothingOfSignaturesAllowsWhatItsSuitesAllow() throws IOException {
        // Behind the record's header: anything but a hello, and a hello that is cut at each octet.
        assertThat(usable(new byte[] {23, 3, 3, 0, 1, 0})).containsExactlyInAnyOrder("EC", "RSA");
        byte[] hello = TestTls.clientHello(0x0303, 0xC02B, 0x00FF);
        assertThat(usable(hello)).containsExactly("EC");
        assertThat(usable(TestTls.clientHello(0x0303, 0xC030))).containsExactly("RSA");
        for (int length = 0; length < hello.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(hello, 0, length).slice();
            assertThat(ClientHello.isWhole(cut)).isFalse();
            assertThat(ClientHello.usableKeyTypes(cut)).isNotNull();
        }
        assertThat(ClientHello.isWhole(ByteBuffer.wrap(hello))).isTrue();
    }

    private static Set<String> usable(byte[] octets) {
        return ClientHello.usableKeyTypes(ByteBuffer.wrap(octets));
    }
}

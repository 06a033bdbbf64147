package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.TestTls;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

final class TlsIdentityTest {
    private static TlsIdentity ec;
    private static TlsIdentity otherEc;
    private static TlsIdentity rsa;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        ec = TestTls.identity(folder, "EC");
        otherEc = TestTls.identity(folder, "EC");
        rsa = TestTls.identity(folder, "RSA");
    }

    private static String pem(String name, byte[] octets) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + name + "-----\n" + base64 + "\n-----END " + name + "-----\n";
    }

    private static String key(TlsIdentity identity) {
        return pem("PRIVATE KEY", identity.key().getEncoded());
    }

    private static String certificate(TlsIdentity identity) throws CertificateEncodingException {
        return pem("CERTIFICATE", identity.chain().getFirst().getEncoded());
    }

    private static TlsIdentity read(Path folder, String certificates, String key)
            throws IOException {
        return TlsIdentity.read(
                Files.writeString(folder.resolve("chain.pem"), certificates),
                Files.writeString(folder.resolve("key.pem"), key));
    }

    @Test
    void aKeyAndItsChainAreRead(@TempDir Path folder) throws Exception {
        assertThat(read(folder, certificate(ec), key(ec))).isEqualTo(ec);
        assertThat(read(folder, certificate(rsa), key(rsa)).key()).isEqualTo(rsa.key());
        assertThat(read(folder, certificate(ec) + certificate(rsa), key(ec)).chain()).hasSize(2);
    }

    @Test
    void aKeyThatDoesNotBelongToTheCertificateIsRefused(@TempDir Path folder) {
        for (TlsIdentity other : new TlsIdentity[] {otherEc, rsa}) {
            assertThatThrownBy(() -> read(folder, certificate(ec), key(other)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("key.pem does not belong", "chain.pem");
        }
    }

    @Test
    @Spec("P3-059")
    void whatIsNoKeyIsRefusedWithoutShowingIt(@TempDir Path folder) {
        String good = key(ec);
        String inside = good.lines().skip(1).findFirst().orElseThrow();
        for (String bad :
                new String[] {
                    "",
                    inside,
                    good.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
                    good.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
                    pem("PRIVATE KEY", new byte[] {1, 2, 3}),
                    good.replace(inside, inside.substring(1)),
                    good.replace(inside, inside + "\n=A=="),
                }) {
            assertThatThrownBy(() -> read(folder, certificate(ec), bad))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("key.pem")
                    .message()
                    .doesNotContain(inside.substring(1, 20));
        }
        assertThatThrownBy(() ->
                        read(
                                folder,
                                certificate(ec),
                                good.replace("PRIVATE KEY", "EC PRIVATE KEY")))
                .hasMessageContaining("openssl pkcs8 -topk8");
        assertThat(ec.toString()).isEqualTo("[CN=mail.example.org]");
    }

    @Test
    void whatIsNoCertificateIsRefused(@TempDir Path folder) {
        for (String bad : new String[] {"", "nothing", pem("CERTIFICATE", new byte[] {1, 2})}) {
            assertThatThrownBy(() -> read(folder, bad, key(ec)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("chain.pem");
        }
    }

    @Test
    void aFileThatIsMissingIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> TlsIdentity.read(missing, missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing.pem");
    }
}

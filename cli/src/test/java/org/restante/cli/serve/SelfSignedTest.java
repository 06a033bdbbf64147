package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.net.TlsIdentity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

final class SelfSignedTest {
    @TempDir Path folder;

    private void make(String hostname) throws Exception {
        SelfSigned.makeUnlessThere(
                folder.resolve("c.pem"), folder.resolve("k.pem"), hostname, new SecureRandom());
    }

    @Test
    void itNamesTheHostAndThisMachineForTenYears() throws Exception {
        make("mail.example.org");
        X509Certificate certificate =
                TlsIdentity.read(folder.resolve("c.pem"), folder.resolve("k.pem"))
                        .chain()
                        .getFirst();
        List<Object> names =
                certificate.getSubjectAlternativeNames().stream()
                        .<Object>map(each -> each.get(1))
                        .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "mail.example.org", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        Instant now = Instant.now();
        certificate.checkValidity();
        assertThat(certificate.getNotBefore().toInstant()).isBefore(now);
        assertThat(certificate.getNotAfter().toInstant())
                .isAfter(now.plus(Duration.ofDays(3649)))
                .isBefore(now.plus(Duration.ofDays(3651)));
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void theKeyIsItsOwnersAlone() throws Exception {
        make("mail.example.org");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("k.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsThereIsKeptAndAHalfIsMadeAnew() throws Exception {
        make("one.example.org");
        byte[] first = Files.readAllBytes(folder.resolve("c.pem"));
        make("other.example.org");
        assertThat(folder.resolve("c.pem")).hasBinaryContent(first);
        Files.delete(folder.resolve("k.pem"));
        make("other.example.org");
        assertThat(TlsIdentity.read(folder.resolve("c.pem"), folder.resolve("k.pem")))
                .asString()
                .contains("CN=other.example.org");
    }

    @Test
    void whatAPowerCutLeftIsMadeAnew() throws Exception {
        Path certificate = folder.resolve("c.pem");
        Path key = folder.resolve("k.pem");
        for (Path empty : List.of(certificate, key)) {
            make("one.example.org");
            Files.writeString(empty, "");
            Files.writeString(folder.resolve("k.pem.new"), "-----BEGIN PRIV");
            make("other.example.org");
            assertThat(TlsIdentity.read(certificate, key))
                    .asString()
                    .contains("CN=other.example.org");
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).containsExactlyInAnyOrder(certificate, key);
            }
            Files.delete(key);
        }
    }
}

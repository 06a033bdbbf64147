package org.restante.server.login.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.login.sasl.Exchange.Progress;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class ExternalExchangeTest {
    @TempDir private static Path folder;

    private static X509Certificate alices;
    private static X509Certificate server;

    private final Scene scene = new Scene().put("alice").put("bob").put("gone", false);

    @BeforeAll
    static void certificates() throws Exception {
        alices =
                certificate(
                        "CN=bob, O=Example",
                        "san=dns:x.example.com,email:stranger@example.net,email:alice@example.com");
        server = certificate("O=Example", "san=dns:pop.example.com");
    }

    private static X509Certificate certificate(String subject, String extension) throws Exception {
        Path store = folder.resolve(subject.hashCode() + ".p12");
        keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", subject, "-ext", extension);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(keytool(store, "-exportcert")));
    }

    private static byte[] keytool(Path store, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", "changeit"));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private Progress login(CertificateName rule, X509Certificate certificate, String message)
            throws InterruptedException {
        scene.settings =
                new SaslSettings(
                        new MechanismChoice.Automatic(),
                        Optional.of(rule),
                        Optional.empty(),
                        Set.of());
        assertThat(scene.mechanisms().offered(Scene.certified(certificate), true))
                .contains(Mechanism.EXTERNAL);
        return scene.mechanisms()
                .begin(Mechanism.EXTERNAL, Scene.certified(certificate), Scene.OPEN)
                .respond(Scene.octets(message));
    }

    @Test
    void theCertificateSaysWhoItIs() throws InterruptedException {
        assertThat(login(CertificateName.EMAIL, alices, ""))
                .isEqualTo(new Progress.Proven("alice@example.com", scene.account("alice")));
        assertThat(login(CertificateName.COMMON_NAME, alices, ""))
                .isEqualTo(new Progress.Proven("bob", scene.account("bob")));
        assertThat(login(CertificateName.EMAIL, alices, "alice"))
                .isInstanceOf(Progress.Proven.class);
    }

    @Test
    @Spec("SA-024")
    void nobodyActsForAnother() throws InterruptedException {
        for (String other : new String[] {"bob", "stranger", "nobody"}) {
            assertThat(login(CertificateName.EMAIL, alices, other))
                    .isInstanceOf(Progress.Denied.class);
        }
        assertThat(login(CertificateName.EMAIL, alices, "al\0ice"))
                .isInstanceOf(Progress.Malformed.class);
    }

    @Test
    void aCertificateWithoutSuchANameOrOfADisabledAccountIsNobodys() throws InterruptedException {
        assertThat(login(CertificateName.EMAIL, server, "")).isInstanceOf(Progress.Denied.class);
        assertThat(login(CertificateName.COMMON_NAME, server, ""))
                .isInstanceOf(Progress.Denied.class);
        scene.put("alice", false);
        assertThat(login(CertificateName.EMAIL, alices, "")).isInstanceOf(Progress.Denied.class);
    }

    @Test
    void withoutACertificateOrARuleThereIsNobodyToBe() throws InterruptedException {
        assertThat(scene.mechanisms().offered(Scene.certified(alices), true))
                .doesNotContain(Mechanism.EXTERNAL);
        assertThat(
                        scene.mechanisms()
                                .begin(Mechanism.EXTERNAL, Scene.tls(), Scene.OPEN)
                                .respond(Scene.octets("alice")))
                .isInstanceOf(Progress.Denied.class);
    }

    @Test
    void accountsThatCannotBeAskedDecideNothing() throws InterruptedException {
        scene.down = true;
        assertThat(login(CertificateName.EMAIL, alices, "alice"))
                .isInstanceOf(Progress.Unavailable.class);
    }
}

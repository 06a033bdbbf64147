package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLHandshakeException;

final class TlsFaultTest {
    private static final int ALERT = 21;
    private static final int APPLICATION_DATA = 23;

    private final PostOffice post =
            PostOffice.builder()
                    .account("alice", "secret")
                    .message("alice", "Subject: one\n\nHello\n")
                    .start();

    @AfterEach
    void close() {
        post.close();
    }

    private static Caller upgraded(Caller caller) throws Exception {
        assertThat(caller.ask("STLS")).startsWith("+OK");
        return caller.startTls();
    }

    @Test
    void stlsBeginsTlsAndTheServerKnowsIt() throws Exception {
        try (Caller caller = upgraded(Caller.greeted(post.pop3()))) {
            assertThat(caller.ask("CAPA")).startsWith("+OK");
            assertThat(caller.body()).contains("SASL SCRAM-SHA-256 PLAIN").doesNotContain("STLS");
            assertThat(caller.ask("STLS")).startsWith("-ERR");
            caller.ask("USER alice");
            assertThat(caller.ask("PASS secret")).startsWith("+OK");
            assertThat(caller.ask("QUIT")).startsWith("+OK");
            assertThat(caller.rest()).isEmpty();
        }
        assertThat(post.transcript()).contains("C: STLS\nS: +OK", "<TLS>", "C: PASS ***\n");
    }

    @Test
    void pop3sIsInsideTlsFromTheStart() throws Exception {
        try (Caller caller = new Caller(post.pop3s()).startTls()) {
            assertThat(caller.line()).startsWith("+OK");
            caller.ask("CAPA");
            assertThat(caller.body()).doesNotContain("STLS");
            caller.ask("USER alice");
            assertThat(caller.ask("PASS secret")).startsWith("+OK");
            assertThat(caller.ask("RETR 1")).startsWith("+OK");
            assertThat(caller.body()).containsExactly("Subject: one", "", "Hello");
        }
    }

    @Test
    void channelBindingIsOfferedWhereNobodySitsInTheMiddle() throws Exception {
        try (Caller caller = new Caller(post.directPop3s()).startTls()) {
            caller.line();
            caller.ask("CAPA");
            assertThat(caller.body()).contains("SASL SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN");
        }
    }

    @Test
    void aCertificateCanBeExpired() throws Exception {
        post.faults().add(Fault.certificate(CertificateKind.EXPIRED));
        try (Caller caller = new Caller(post.pop3s())) {
            assertThatThrownBy(caller::startTls)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasRootCauseInstanceOf(CertificateExpiredException.class);
        }
    }

    @Test
    void aCertificateCanBeOfAnotherName() throws Exception {
        post.faults().add(Fault.certificate(CertificateKind.OTHER_NAME));
        try (Caller caller = Caller.greeted(post.pop3())) {
            caller.ask("STLS");
            assertThatThrownBy(caller::startTls)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("localhost");
        }
        assertThat(post.dialogues()).hasSize(1);
    }

    @Test
    void aCertificateCanBeUntrustedOnce() throws Exception {
        post.faults().add(Fault.certificate(CertificateKind.UNTRUSTED).once());
        try (Caller caller = new Caller(post.pop3s())) {
            assertThatThrownBy(caller::startTls)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("PKIX path");
        }
        try (Caller caller = new Caller(post.pop3s()).startTls()) {
            assertThat(caller.line()).startsWith("+OK");
        }
    }

    @Test
    void octetsInTheClearCanStandBehindTheReplyToStls() throws Exception {
        post.faults().add(Fault.inject("STLS", "+OK injected\r\n"));
        try (Caller caller = Caller.greeted(post.pop3())) {
            assertThat(caller.ask("STLS")).startsWith("+OK");
            assertThat(caller.line()).isEqualTo("+OK injected");
            caller.startTls();
            assertThat(caller.ask("NOOP")).startsWith("-ERR");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ERR no", "+OK begin"})
    void stlsCanBeRefusedOrComeToNothing(String reply) throws Exception {
        post.faults().add(Fault.answer("STLS", reply));
        try (Caller caller = Caller.greeted(post.pop3())) {
            assertThat(caller.ask("STLS")).isEqualTo(reply);
            assertThat(caller.ask("NOOP")).startsWith("-ERR");
        }
    }

    @Test
    void whoSendsInTheClearBehindStlsIsCut() throws Exception {
        try (Caller caller = Caller.greeted(post.pop3())) {
            caller.send("STLS\r\nCAPA\r\n");
            assertThat(caller.rest()).startsWith("+OK").hasLineCount(1);
        }
        assertThat(post.transcript()).contains("in the clear behind STLS");
    }

    /** The last record before the end is no alert (RFC 5246 §7.2.1), so nobody said goodbye. */
    @Test
    void aCutInsideTlsSaysNoGoodbye() throws Exception {
        assertThat(lastRecordOf("RETR 1", "Subj")).isEqualTo(APPLICATION_DATA);
        assertThat(lastRecordOf("QUIT", "+OK")).isEqualTo(ALERT);
    }

    private int lastRecordOf(String command, String heard) throws Exception {
        post.reset();
        post.faults().add(Fault.cutInMessage(1, 4));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (Caller caller = new Caller(post.pop3s(), octets).startTls("TLSv1.2")) {
            caller.line();
            caller.ask("USER alice");
            caller.ask("PASS secret");
            caller.send(command + "\r\n");
            assertThat(caller.rest()).contains(heard);
        }
        ByteBuffer records = ByteBuffer.wrap(octets.toByteArray());
        int type = 0;
        while (records.hasRemaining()) {
            type = records.get();
            int length = records.getShort(records.position() + 2);
            records.position(records.position() + 4 + length);
        }
        return type;
    }

    @Test
    void trustIsHandedOutInEveryForm() throws Exception {
        Path file = Files.createTempFile("restante", ".pem");
        try (var pem = Files.newInputStream(post.trust().writePem(file))) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificate(pem))
                    .isEqualTo(post.trust().certificate());
        } finally {
            Files.delete(file);
        }
        assertThat(post.trust().trustManager().getAcceptedIssuers())
                .containsExactly(post.trust().certificate());
        assertThat(post.trust().keyStore().getCertificate("restante"))
                .isEqualTo(post.trust().certificate());
    }
}

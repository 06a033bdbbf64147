package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;

import javax.net.ssl.SSLContext;

/** The other examples of docs/testkit.md, with Angus Mail as the code that is tested. */
final class ExamplesTest {
    @Test
    void threeLines() throws Exception {
        try (PostOffice post =
                PostOffice.builder()
                        .account("alice", "secret")
                        .message("alice", "Subject: Hello\n\nHow are you?\n")
                        .start()) {
            assertThat(new Fetcher(post.pop3(), "alice", "secret").fetch())
                    .containsExactly("Hello");
            assertThat(post.messages("alice")).isEmpty();
            assertThat(post.commands()).contains("USER alice", "PASS ***", "DELE 1", "QUIT");
        }
    }

    @Test
    void tls() throws Exception {
        try (PostOffice post =
                PostOffice.builder()
                        .account("alice", "secret")
                        .message("alice", "Subject: 1\n\n")
                        .start()) {
            SSLContext trusting = post.trust().sslContext();
            new Fetcher(post.pop3s(), "alice", "secret").insideTls(trusting).fetch();
            new Fetcher(post.pop3(), "alice", "secret").withStls(trusting).fetch();

            post.faults().add(Fault.certificate(CertificateKind.EXPIRED));
            Fetcher fetcher = new Fetcher(post.pop3s(), "alice", "secret").insideTls(trusting);
            assertThatThrownBy(fetcher::fetch).hasStackTraceContaining("CertificateExpired");
        }
    }

    @Test
    void everyOctet() throws Exception {
        try (PostOffice post =
                PostOffice.builder()
                        .account("alice", "secret")
                        .message("alice", Mail.ofSize(90))
                        .start()) {
            for (long octets = 0; octets < 90; octets++) {
                post.reset();
                post.faults().add(Fault.cutInMessage(1, octets).once());
                Fetcher fetcher = new Fetcher(post.pop3(), "alice", "secret");
                assertThatThrownBy(fetcher::fetch).isInstanceOf(Exception.class);
                assertThat(post.messages("alice")).hasSize(1);
            }
        }
    }

    @Test
    void oneAtATime() throws Exception {
        try (PostOffice post =
                PostOffice.builder()
                        .account("alice", "secret")
                        .message("alice", "Subject: 1\n\n")
                        .start()) {
            Gate gate = new Gate();
            post.faults().add(Fault.hold("QUIT", gate));
            Thread fetching = Thread.ofVirtual().start(() -> fetchQuietly(post));
            gate.awaitArrival();
            // The client has said QUIT, and the maildrop has not heard of it yet.
            assertThat(post.messages("alice")).hasSize(1);
            gate.open();
            fetching.join();
            assertThat(post.messages("alice")).isEmpty();
        }
    }

    private static void fetchQuietly(PostOffice post) {
        try {
            new Fetcher(post.pop3(), "alice", "secret").fetch();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void script() throws Exception {
        String script =
                """
                S: +OK ready
                C: CAPA
                S: -ERR unknown
                C: USER alice
                S: +OK
                C: PASS ...
                S: -ERR [SYS/TEMP] come back later
                C: QUIT
                S: +OK
                """;
        try (ScriptedServer server = ScriptedServer.startInPieces(1, script)) {
            Fetcher fetcher = new Fetcher(server.address(), "alice", "secret");
            assertThatThrownBy(fetcher::fetch).hasMessageContaining("come back later");
            server.check();
        }
    }

    @Test
    void waiting() throws Exception {
        try (PostOffice post = PostOffice.builder().account("alice", "secret").start()) {
            sendByLmtp(post.lmtp(), "alice");
            post.awaitMessages("alice", 1);

            new Fetcher(post.pop3(), "alice", "secret").fetch();
            post.awaitCommand("QUIT");
            post.awaitEnded(1);
        }
    }

    private static void sendByLmtp(InetSocketAddress server, String account) throws IOException {
        try (Caller caller = new Caller(server)) {
            caller.send("LHLO localhost\r\nMAIL FROM:<bob@example.org>\r\n");
            caller.send("RCPT TO:<" + account + "@localhost>\r\nDATA\r\nSubject: 1\r\n\r\n.\r\n");
            caller.send("QUIT\r\n");
            caller.rest();
        }
    }
}

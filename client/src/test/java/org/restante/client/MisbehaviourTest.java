package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.MessageNumber;
import org.restante.spec.Spec;
import org.restante.testkit.CertificateKind;
import org.restante.testkit.Fault;
import org.restante.testkit.Gate;
import org.restante.testkit.Mail;
import org.restante.testkit.PostOffice;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLException;

/** A real server with one thing wrong: what is delivered, what is told, and that nothing hangs. */
final class MisbehaviourTest {
    private static final Credentials.Password ALICE = new Credentials.Password("alice", "secret");
    private static final String FIRST = "Subject: one\r\n\r\n.dots\r\n..\r\nend\r\n";
    private static final MessageNumber ONE = new MessageNumber(1);
    private static final MessageNumber TWO = new MessageNumber(2);

    @TempDir Path folder;
    private PostOffice office;
    private Pop3Server server;

    @BeforeEach
    void start() throws Exception {
        office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .message("alice", FIRST)
                        .message("alice", Mail.ofSize(50_000))
                        .message("alice", "Subject: three\r\n\r\nthree\r\n")
                        .start();
        server =
                Pop3Server.of("localhost")
                        .withTrust(Trust.authorities(office.trust().writePem(folder.resolve("ca"))))
                        .withPort(office.pop3s().getPort())
                        .withTimeouts(Timeouts.all(Duration.ofSeconds(20)));
    }

    @AfterEach
    void stop() {
        office.close();
    }

    private interface Use {
        void run(RemoteMaildrop maildrop) throws Exception;
    }

    private void loggedIn(Use use) throws Exception {
        loggedIn(server, use);
    }

    private static void loggedIn(Pop3Server server, Use use) throws Exception {
        try (Pop3Client client = Pop3Client.connect(server)) {
            use.run(client.login(ALICE));
        }
    }

    private static byte[] octets(RemoteMaildrop maildrop, MessageNumber number) throws IOException {
        try (InputStream in = maildrop.retrieve(number)) {
            return in.readAllBytes();
        }
    }

    /** What a whole run delivers: every message that came whole, and then QUIT. */
    private static List<byte[]> run(RemoteMaildrop maildrop) throws IOException {
        List<byte[]> whole = new ArrayList<>();
        List<Listed> all = maildrop.listing().messages();
        maildrop.retrieveAll(all, (_, octets) -> whole.add(octets.readAllBytes()));
        return whole;
    }

    @Test
    void withNothingWrongAllIsDeliveredAndRemoved() throws Exception {
        loggedIn(maildrop -> {
            assertThat(run(maildrop)).hasSize(3);
            assertThat(octets(maildrop, ONE)).isEqualTo(FIRST.getBytes(US_ASCII));
            assertThat(maildrop.markAll(maildrop.listing().messages())).isEmpty();
            maildrop.quit();
        });
        assertThat(office.messages("alice")).isEmpty();
    }

    @Test
    @Spec({"CL-013", "TL-028", "CL-003"})
    void cutAtAnyOctetAMessageIsNeverTakenForWhole() throws Exception {
        for (int cut = 0; cut < FIRST.length() + 5; cut++) {
            office.faults().clear();
            office.faults().add(Fault.cutInMessage(1, cut));
            loggedIn(maildrop -> {
                maildrop.mark(TWO);
                InputStream in = maildrop.retrieve(ONE);
                assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
                assertThatThrownBy(maildrop::quit).isInstanceOf(IOException.class);
            });
        }
        office.faults().clear();
        assertThat(office.messages("alice")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "login", "UIDL", "LIST", "RETR 1", "DELE 1", "QUIT"})
    @Spec({"CL-012", "CL-013"})
    void cutAtAnyCommandItEndsWithAnException(String on) throws Exception {
        for (int octets : new int[] {0, 1, 3, 4}) {
            office.faults().clear();
            office.faults().add(Fault.cut(on, octets));
            assertThatThrownBy(() ->
                            loggedIn(maildrop -> {
                                run(maildrop);
                                maildrop.mark(ONE);
                                maildrop.quit();
                            }))
                    .isInstanceOf(IOException.class);
            office.faults().clear();
        }
        if (!on.equals("QUIT")) {
            assertThat(office.messages("alice")).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "UIDL", "LIST", "RETR 1", "DELE 1", "QUIT"})
    @Spec({"CL-011", "RW-043"})
    void whatStallsEndsByTheTimeOutAndSaysWhatWasAwaited(String on) throws Exception {
        Pop3Server impatient =
                server.withTimeouts(
                        new Timeouts(
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20),
                                Duration.ofMillis(on.equals("login") ? 200 : 20_000),
                                Duration.ofMillis(200),
                                Duration.ofMillis(200)));
        office.faults().add(Fault.stall(on, 2));
        assertThatThrownBy(() ->
                        loggedIn(
                                impatient,
                                maildrop -> {
                                    run(maildrop);
                                    maildrop.mark(ONE);
                                    maildrop.quit();
                                }))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageMatching(".*(did nothing for|did not do in) 200 ms.*");
    }

    @Test
    @Spec({"CL-021", "RW-030"})
    void aServerThatStallsAtCapaIsAskedAgainWithoutIt() throws Exception {
        office.faults().add(Fault.stall("CAPA", 0));
        Duration usual = Duration.ofSeconds(20);
        loggedIn(
                server.withTimeouts(
                        new Timeouts(usual, Duration.ofSeconds(3), usual, usual, usual)),
                maildrop -> assertThat(maildrop.listing().messages()).hasSize(3));
    }

    @Test
    @Spec("CL-007")
    void aMessageWithoutEndGoesThroughWithoutBeingKept() throws Exception {
        office.faults().add(Fault.endlessReply("RETR 1"));
        loggedIn(maildrop -> {
            byte[] block = new byte[64 * 1024];
            InputStream in = maildrop.retrieve(ONE);
            // More than would be there if it were kept and doubled now and then.
            for (long octets = 0; octets < 64L * 1024 * 1024; ) {
                int count = in.read(block);
                assertThat(count).isPositive();
                octets += count;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST", "UIDL"})
    @Spec("CL-008")
    void aListingWithoutEndIsCutOff(String on) throws Exception {
        office.faults().add(Fault.endlessReply(on));
        loggedIn(maildrop ->
                assertThatThrownBy(maildrop::listing)
                        .isInstanceOfAny(ProtocolException.class, EOFException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UIDL", "greeting"})
    @Spec("CL-008")
    void anAnswerWithoutEndIsCutOff(String on) throws Exception {
        office.faults().add(Fault.endlessLine(on));
        assertThatThrownBy(() -> loggedIn(RemoteMaildrop::listing))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("65536 octets");
    }

    @Test
    @Spec("CL-011")
    void anAnswerThatComesInDropsHasTheSameTimeInAll() {
        office.faults().add(Fault.slow(1, Duration.ofMillis(100)));
        Duration usual = Duration.ofSeconds(20);
        Timeouts greeting = new Timeouts(usual, Duration.ofMillis(300), usual, usual, usual);
        assertThatThrownBy(() -> Pop3Client.connect(server.withTimeouts(greeting)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("greeting");
    }

    @Test
    @Spec("CL-033")
    void oneRefusedMessageIsLeftOut() throws Exception {
        office.faults().add(Fault.answer("RETR 2", "-ERR [SYS/TEMP] disk"));
        loggedIn(maildrop -> {
            List<Integer> came = new ArrayList<>();
            List<RemoteMaildrop.Refused> refused =
                    maildrop.retrieveAll(
                            maildrop.listing().messages(),
                            (message, _) -> came.add(message.number().value()));
            assertThat(came).containsExactly(1, 3);
            assertThat(refused).extracting(it -> it.message().number()).containsExactly(TWO);
        });
    }

    @Test
    @Spec({"RW-041", "OC-007"})
    void sizesThatLieChangeNothing() throws Exception {
        for (long off : new long[] {-20, 7, 1_000_000}) {
            office.faults().clear();
            office.faults().add(Fault.sizesOffBy(off));
            loggedIn(maildrop -> {
                List<byte[]> whole = run(maildrop);
                assertThat(whole).hasSize(3);
                assertThat(whole.get(0)).isEqualTo(FIRST.getBytes(US_ASCII));
            });
        }
    }

    @Test
    @Spec({"CL-017", "CL-019", "CL-020"})
    void idsThatRepeatAndCommandsThatAreMissingAreLivedWith() throws Exception {
        office.faults().add(Fault.sameUniqueIds());
        loggedIn(maildrop -> assertThat(run(maildrop)).hasSize(3));
        office.faults().clear();
        office.faults().add(Fault.without("CAPA"), Fault.without("UIDL"), Fault.without("TOP"));
        loggedIn(maildrop -> {
            assertThat(maildrop.listing().uniqueIds()).isFalse();
            assertThat(run(maildrop)).hasSize(3);
            assertThatThrownBy(() -> maildrop.top(ONE, 0))
                    .isInstanceOf(CommandFailedException.class);
        });
    }

    @Test
    @Spec({"RW-042", "CL-004"})
    void bareLineFeedsThroughoutAreUnderstood() throws Exception {
        office.faults().add(Fault.bareLineFeeds());
        loggedIn(maildrop ->
                assertThat(octets(maildrop, ONE))
                        .isEqualTo(FIRST.replace("\r", "").getBytes(US_ASCII)));
    }

    @Test
    @Spec("CL-003")
    void octetByOctetIsTheSame() throws Exception {
        office.faults().add(Fault.pieces(1));
        loggedIn(maildrop -> assertThat(octets(maildrop, ONE)).isEqualTo(FIRST.getBytes(US_ASCII)));
    }

    @Test
    @Spec("RW-044")
    void aMessageThatIsNotStuffedIsFoundOut() throws Exception {
        office.deliver("alice", "Subject: four\r\n\r\n.\r\n--not the end\r\n");
        office.faults().add(Fault.unstuffed());
        loggedIn(maildrop -> {
            List<Integer> whole = new ArrayList<>();
            maildrop.mark(ONE);
            assertThatThrownBy(
                            () -> {
                                maildrop.retrieveAll(
                                        List.of(
                                                Listed.of(new MessageNumber(4)),
                                                Listed.of(new MessageNumber(3))),
                                        (message, octets) -> {
                                            octets.readAllBytes();
                                            whole.add(message.number().value());
                                        });
                                maildrop.quit();
                            })
                    .isInstanceOf(IOException.class);
            assertThat(whole).isEmpty();
        });
        office.faults().clear();
        assertThat(office.messages("alice")).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(
            value = CertificateKind.class,
            names = {"EXPIRED", "OTHER_NAME", "UNTRUSTED"})
    @Spec({"TL-030", "TL-033"})
    void aCertificateThatIsNotRightIsRefused(CertificateKind kind) {
        office.faults().add(Fault.certificate(kind));
        assertThatThrownBy(() -> Pop3Client.connect(server)).isInstanceOf(SSLException.class);
        assertThat(office.commands()).isEmpty();
    }

    @Test
    @Spec({"TL-015", "TL-013"})
    void strippedOrInjectedStlsSendsNothing() throws Exception {
        Pop3Server stls = server.withSecurity(Security.STLS).withPort(office.pop3().getPort());
        loggedIn(stls, maildrop -> assertThat(run(maildrop)).hasSize(3));
        for (Fault fault :
                List.of(
                        Fault.unannounced("STLS"),
                        Fault.without("STLS"),
                        Fault.inject("STLS", "+OK injected\r\n"),
                        Fault.answer("STLS", "-ERR not now"),
                        Fault.certificate(CertificateKind.UNTRUSTED))) {
            office.reset();
            office.faults().add(fault);
            assertThatThrownBy(() -> loggedIn(stls, _ -> fail("logged in")))
                    .isInstanceOf(IOException.class);
            assertThat(office.commands()).noneMatch(it -> it.matches("(USER|PASS|AUTH|APOP).*"));
        }
    }

    @Test
    void anInterruptAndACloseByAnotherThreadEndAWait() throws Exception {
        for (boolean interrupt : new boolean[] {true, false}) {
            Gate gate = new Gate();
            office.faults().clear();
            office.faults().add(Fault.hold("NOOP", gate));
            AtomicReference<Thread> waiter = new AtomicReference<>();
            try (Pop3Client client = Pop3Client.connect(server)) {
                RemoteMaildrop maildrop = client.login(ALICE);
                CompletableFuture<Void> result =
                        CompletableFuture.runAsync(
                                () -> {
                                    waiter.set(Thread.currentThread());
                                    try {
                                        maildrop.noop();
                                    } catch (IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                },
                                task -> Thread.ofPlatform().start(task));
                gate.awaitArrival();
                if (interrupt) {
                    waiter.get().interrupt();
                } else {
                    hangUp(client);
                }
                assertThatThrownBy(result::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(java.nio.channels.ClosedChannelException.class);
            } finally {
                gate.open();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Security.class,
            names = {"TLS", "STLS"})
    @Spec("RW-069")
    void aGoodbyeIsNotTheAnswerToTheNextCommand(Security security) throws Exception {
        String goodbye = "-ERR Disconnected for inactivity\r\n";
        office.faults().add(Fault.inject("NOOP", goodbye));
        Pop3Server there =
                server.withSecurity(security)
                        .withPort(
                                security == Security.TLS
                                        ? office.pop3s().getPort()
                                        : office.pop3().getPort());
        loggedIn(
                there,
                maildrop -> {
                    maildrop.noop();
                    assertThatThrownBy(() -> maildrop.mark(ONE))
                            .isInstanceOf(EOFException.class)
                            .hasMessageContaining("Disconnected for inactivity");
                });
        assertThat(office.commands()).doesNotContain("DELE 1");
    }

    private static void hangUp(Pop3Client client) throws IOException {
        client.close();
    }

    @Test
    void aSinkThatFailsEndsTheRunAndRemovesNothing() throws Exception {
        loggedIn(maildrop -> {
            maildrop.mark(TWO);
            assertThatThrownBy(() ->
                            maildrop.retrieveAll(
                                    maildrop.listing().messages(),
                                    (_, _) -> {
                                        throw new IOException("disk full");
                                    }))
                    .hasMessage("disk full");
            assertThatThrownBy(maildrop::quit).isInstanceOf(IOException.class);
        });
        assertThat(office.messages("alice")).hasSize(3);
    }
}

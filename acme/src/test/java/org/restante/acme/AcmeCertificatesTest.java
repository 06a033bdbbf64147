package org.restante.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.restante.acme.TestAuthority.problem;
import static org.restante.acme.TestAuthority.text;

import com.sun.net.httpserver.HttpExchange;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.restante.protocol.Secret;
import org.restante.server.net.Admission;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.Watchdog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Against an authority on loopback, with the test's own time. */
final class AcmeCertificatesTest {
    private static final List<String> NAMES = List.of("mail.example.org", "pop.example.org");
    private static final AcmeSettings.ExternalAccount EXTERNAL =
            new AcmeSettings.ExternalAccount(
                    "account-7", new Secret("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"));
    private static final Duration DAY = Duration.ofDays(1);

    /** The greatest wait after a first failure. */
    private static final Duration SOON = Duration.ofSeconds(451);

    @TempDir Path folder;
    private final TestTime time = new TestTime(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final List<TlsIdentity> presented = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestAuthority authority;

    @BeforeEach
    void start() throws Exception {
        authority = TestAuthority.start(time);
        open.add(authority);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private AcmeSettings settings() {
        return new AcmeSettings(
                authority.directory(),
                NAMES,
                List.of("postmaster@example.org"),
                List.of(),
                Optional.empty(),
                folder);
    }

    private AcmeCertificates open(AcmeSettings settings) throws IOException {
        AcmeCertificates certificates = new AcmeCertificates(settings, time, new Random(7));
        Watchdog watchdog = new Watchdog();
        Listener listener =
                Listener.bind(
                        new Endpoint.Tcp(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        new Listener.Shared(
                                watchdog,
                                new Admission(() -> new Admission.Rules(10, 10, List.of())),
                                () -> Duration.ofMinutes(1)),
                        certificates.challenges());
        listener.start();
        authority.asksAt(((Endpoint.Tcp) listener.endpoint()).address().getPort());
        open.addAll(List.of(watchdog, listener, certificates));
        return certificates;
    }

    private AcmeCertificates start(AcmeSettings settings) throws IOException {
        AcmeCertificates certificates = open(settings);
        certificates.start(presented::add);
        return certificates;
    }

    private static X509Certificate certificate(AcmeCertificates certificates) {
        return certificates.identity().orElseThrow().certificate();
    }

    private Path kept(String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
        }
    }

    @Test
    void aFirstCertificateIsOrderedPresentedAndKept() throws Exception {
        AcmeCertificates certificates = start(settings());
        Instant next = time.untilIdle();
        TlsIdentity identity = certificates.identity().orElseThrow();
        assertThat(presented).containsExactly(identity);
        assertThat(identity.names()).containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(identity.chain()).hasSize(2).last().isEqualTo(authority.root());
        assertThat(certificates.warning()).isEmpty();
        assertThat(authority.asked("/challenge")).isEqualTo(2);
        Instant end = identity.certificate().getNotAfter().toInstant();
        assertThat(Duration.between(next, end))
                .isBetween(DAY.multipliedBy(29), DAY.multipliedBy(31));
        for (String name : List.of("account-key.pem", "key-and-chain.pem")) {
            assertThat(Files.getPosixFilePermissions(kept(name)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(Files.getPosixFilePermissions(kept("account-key.pem").getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> files = Files.list(kept("account-key.pem").getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aRestartUsesWhatIsThereAndAsksNothing() throws Exception {
        AcmeCertificates first = start(settings());
        Instant next = time.untilIdle();
        first.close();
        authority.asked().clear();
        AcmeCertificates second = open(settings());
        assertThat(second.identity()).map(TlsIdentity::certificate).hasValue(certificate(first));
        time.passTo(time.instant().plus(DAY));
        second.start(presented::add);
        assertThat(time.untilIdle()).isEqualTo(next);
        assertThat(authority.asked()).isEmpty();
        assertThat(presented).hasSize(1);
    }

    @Test
    void aCertificateIsRenewedWhenAThirdOfItsLifeIsLeft() throws Exception {
        AcmeCertificates certificates = start(settings());
        Instant next = time.untilIdle();
        X509Certificate old = certificate(certificates);
        time.passTo(next.minusSeconds(1));
        assertThat(time.untilIdle()).isEqualTo(next);
        assertThat(presented).hasSize(1);
        time.passTo(next);
        assertThat(time.untilIdle()).isAfter(next.plus(DAY.multipliedBy(50)));
        assertThat(certificate(certificates)).isNotEqualTo(old);
        assertThat(certificate(certificates).getPublicKey()).isNotEqualTo(old.getPublicKey());
        assertThat(presented).hasSize(2);
        assertThat(authority.accounts()).isEqualTo(1);
        assertThat(authority.asked("/new-order")).isEqualTo(2);
    }

    @Test
    void aCertificateThatIsDueAtOnceIsNotOrderedInARow() throws Exception {
        authority.signs(DAY, Duration.ofHours(2));
        start(settings());
        assertThat(Duration.between(time.instant(), time.untilIdle()))
                .isEqualTo(Duration.ofHours(1));
        assertThat(authority.asked("/new-order")).isEqualTo(1);
    }

    static Stream<Arguments> troubles() {
        return Stream.of(
                argumentSet(
                        "rate limited",
                        "/new-order",
                        problem(429, "rateLimited", "too many certificates already"),
                        "too many certificates already"),
                argumentSet(
                        "server error",
                        "/new-order",
                        problem(500, "serverInternal", "the database is away"),
                        "the database is away"),
                argumentSet(
                        "no ACME at all",
                        "/new-order",
                        text(502, "text/html", "<h1>Bad Gateway</h1>"),
                        "502"),
                argumentSet(
                        "directory is no JSON",
                        "/directory",
                        text(200, "application/json", "{\"newNonce"),
                        "http://127.0.0.1"),
                argumentSet(
                        "an order without its parts",
                        "/order",
                        text(200, "application/json", "{}"),
                        "http://127.0.0.1"),
                argumentSet(
                        "challenge refused",
                        "/challenge",
                        problem(403, "unauthorized", "no challenge today"),
                        "no challenge today"),
                argumentSet(
                        "finalization refused",
                        "/finalize",
                        problem(403, "caa", "CAA forbids it"),
                        "CAA forbids it"),
                argumentSet(
                        "an endless answer",
                        "/certificate",
                        text(200, "application/pem-certificate-chain", "x".repeat(1_100_000)),
                        "longer than 1048576 octets"),
                argumentSet(
                        "certificate is none",
                        "/certificate",
                        text(200, "application/pem-certificate-chain", "none"),
                        "http://127.0.0.1"),
                argumentSet(
                        "hangs up",
                        "/new-account",
                        (TestAuthority.Answer) HttpExchange::close,
                        "Network error"));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whileTheAuthorityFailsTheOldCertificateIsServedAndTheTriesAreFew(
            String path, TestAuthority.Answer trouble, String reason) throws Exception {
        AcmeCertificates certificates = start(settings());
        Instant next = time.untilIdle();
        X509Certificate old = certificate(certificates);
        authority.failsAt(path, trouble);
        time.passTo(next);
        Instant again = time.untilIdle();
        assertThat(Duration.between(time.instant(), again)).isBetween(Duration.ofMinutes(5), SOON);
        assertThat(certificate(certificates)).isEqualTo(old);
        assertThat(certificates.warning())
                .hasValueSatisfying(text ->
                        assertThat(text)
                                .startsWith("no new certificate for mail.example.org, pop.")
                                .contains(reason)
                                .endsWith("; next try at " + again.truncatedTo(ChronoUnit.SECONDS))
                                .hasSizeLessThan(800));
        authority.works();
        time.passTo(again);
        assertThat(time.untilIdle()).isAfter(again.plus(DAY));
        assertThat(certificates.warning()).isEmpty();
        assertThat(certificate(certificates)).isNotEqualTo(old);
        assertThat(presented).hasSize(2);
    }

    @Test
    void aNameThatCannotBeValidatedIsAWarningWithTheAuthoritysWords() throws Exception {
        AcmeCertificates certificates = open(settings());
        authority.asksAt(1);
        certificates.start(presented::add);
        time.untilIdle();
        assertThat(certificates.warning())
                .hasValueSatisfying(text ->
                        assertThat(text)
                                .contains(
                                        "mail.example.org became invalid: no connection to"
                                                + " mail.example.org"));
        assertThat(certificates.identity()).isEmpty();
        assertThat(authority.asked("/finalize")).isZero();
    }

    @Test
    void eachFailureDoublesTheWaitUpToADaysQuarter() throws Exception {
        authority.failsAt("/directory", problem(500, "serverInternal", "down"));
        start(settings());
        List<Long> minutes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Instant next = time.untilIdle();
            minutes.add(Duration.between(time.instant(), next).toMinutes());
            time.passTo(next);
        }
        long[] least = {5, 10, 20, 40, 80, 160, 320, 360, 360, 360};
        for (int i = 0; i < least.length; i++) {
            assertThat(minutes.get(i)).isBetween(least[i], least[i] * 3 / 2);
        }
        time.untilIdle();
        assertThat(authority.asked()).hasSize(11).containsOnly("GET /directory");
    }

    static Stream<Arguments> wishes() {
        return Stream.of(
                argumentSet("two days", 429, "rateLimited", 2 * 86_400L, 2 * 86_400L),
                argumentSet("at a server error too", 503, "serverInternal", 7200L, 7200L),
                argumentSet("a year is too long", 429, "rateLimited", 365 * 86_400L, 7 * 86_400L));
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void anAuthorityThatAsksToBeLeftInPeaceIs(int status, String type, long asked, long obeyed)
            throws Exception {
        authority.failsAt(
                "/new-order", problem(status, type, "later", "Retry-After", Long.toString(asked)));
        start(settings());
        assertThat(Duration.between(time.instant(), time.untilIdle()).toSeconds())
                .isBetween(obeyed - 60, obeyed + 60);
    }

    @Test
    void aNonceThatIsRefusedOnceCostsAnotherRequestAlone() throws Exception {
        authority.failsOnceAt("/new-order", problem(400, "badNonce", "too old"));
        AcmeCertificates certificates = start(settings());
        time.untilIdle();
        assertThat(certificates.warning()).isEmpty();
        assertThat(certificates.identity()).isPresent();
        assertThat(authority.asked("/new-order")).isEqualTo(2);
    }

    @Test
    void anAuthorityThatIsSlowIsPolledAndNotHurried() throws Exception {
        for (int i = 0; i < 5; i++) {
            authority.failsOnceAt(
                    "/order",
                    exchange -> {
                        exchange.getResponseHeaders().set("Retry-After", "0");
                        text(200, "application/json", "{\"status\":\"processing\"}").to(exchange);
                    });
        }
        Instant began = time.instant();
        AcmeCertificates certificates = start(settings());
        time.untilIdle();
        assertThat(certificates.identity()).isPresent();
        assertThat(Duration.between(began, time.instant()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anAuthorityThatNeverGetsDoneIsGivenUp() throws Exception {
        authority.failsAt("/order", text(200, "application/json", "{\"status\":\"processing\"}"));
        AcmeCertificates certificates = start(settings());
        time.untilIdle();
        assertThat(certificates.warning())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("the order is still processing after"));
        assertThat(authority.asked("/order")).isLessThan(120);
    }

    @Test
    void aCertificateForOtherNamesIsNotServed() throws Exception {
        authority.signsFor("other.example.net");
        AcmeCertificates certificates = start(settings());
        time.untilIdle();
        assertThat(certificates.identity()).isEmpty();
        assertThat(presented).isEmpty();
        assertThat(certificates.warning())
                .hasValueSatisfying(text ->
                        assertThat(text)
                                .contains("the certificate is for other names: other.example.net"));
    }

    @Test
    void aCertificateForAnotherKeyIsNotServed() throws Exception {
        AcmeCertificates certificates = start(settings());
        Instant next = time.untilIdle();
        X509Certificate old = certificate(certificates);
        authority.failsOnceAt(
                "/certificate",
                text(
                        200,
                        "application/pem-certificate-chain",
                        Pem.block("CERTIFICATE", old.getEncoded())));
        time.passTo(next);
        time.untilIdle();
        assertThat(presented).hasSize(1);
        assertThat(certificates.warning())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("the certificate is for another key"));
    }

    @Test
    void aDamagedCertificateIsTalkedOfAndOrderedAnew() throws Exception {
        AcmeCertificates first = start(settings());
        time.untilIdle();
        first.close();
        Path file = kept("key-and-chain.pem");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2));
        AcmeCertificates second = open(settings());
        assertThat(second.identity()).isEmpty();
        assertThat(second.warning())
                .hasValueSatisfying(text -> assertThat(text).contains(file.toString()));
        second.start(presented::add);
        time.untilIdle();
        assertThat(second.identity()).isPresent();
        assertThat(second.warning()).isEmpty();
        assertThat(Files.readString(file)).contains("BEGIN PRIVATE KEY", "END CERTIFICATE");
        assertThat(authority.accounts()).isEqualTo(1);
    }

    @Test
    void aDamagedAccountKeyIsLeftToItsOwner() throws Exception {
        AcmeCertificates first = start(settings());
        Instant next = time.untilIdle();
        first.close();
        Path file = kept("account-key.pem");
        String whole = Files.readString(file);
        String damaged = whole.replaceFirst("\n[^\n]{20}", "\nAAAAAAAAAAAAAAAAAAAA");
        Files.writeString(file, damaged);
        authority.asked().clear();
        AcmeCertificates second = start(settings());
        time.untilIdle();
        time.passTo(next);
        time.untilIdle();
        assertThat(certificate(second)).isEqualTo(certificate(first));
        assertThat(authority.asked()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(damaged);
        assertThat(second.warning())
                .hasValueSatisfying(text ->
                        assertThat(text)
                                .contains(file + " is damaged", "remove it to open a new account")
                                .doesNotContain("AAAA"));
    }

    @Test
    void otherNamesOrAnotherAuthorityNeedAnotherCertificate() throws Exception {
        AcmeCertificates first = start(settings());
        time.untilIdle();
        first.close();
        AcmeSettings were = settings();
        AcmeSettings fewer =
                new AcmeSettings(
                        were.directory(),
                        List.of("mail.example.org"),
                        were.contacts(),
                        were.authorities(),
                        were.externalAccount(),
                        were.folder());
        AcmeCertificates second = open(fewer);
        assertThat(certificate(second)).isEqualTo(certificate(first));
        second.start(presented::add);
        time.untilIdle();
        assertThat(second.identity().orElseThrow().names()).containsExactly("mail.example.org");
        second.close();
        authority = TestAuthority.start(time);
        open.add(authority);
        AcmeCertificates third = open(settings());
        assertThat(third.identity()).isEmpty();
        third.start(presented::add);
        time.untilIdle();
        assertThat(certificate(third).getIssuerX500Principal().getName()).contains("Authority");
        assertThat(authority.accounts()).isEqualTo(1);
    }

    @Test
    void whereNothingCanBeWrittenNothingIsOrdered() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "");
        AcmeSettings were = settings();
        AcmeCertificates certificates =
                start(
                        new AcmeSettings(
                                were.directory(),
                                were.names(),
                                were.contacts(),
                                were.authorities(),
                                were.externalAccount(),
                                blocked));
        time.untilIdle();
        assertThat(authority.asked()).isEmpty();
        assertThat(certificates.warning())
                .hasValueSatisfying(text -> assertThat(text).contains(blocked.toString()));
    }

    @Test
    void aCertificateThatCannotBeWrittenIsServedAndWrittenLaterWithoutAnotherOrder()
            throws Exception {
        AcmeCertificates first = start(settings());
        time.untilIdle();
        first.close();
        Path file = kept("key-and-chain.pem");
        Files.delete(file);
        Files.createDirectories(file.resolve("in-the-way"));
        AcmeCertificates second = start(settings());
        Instant next = time.untilIdle();
        assertThat(presented).hasSize(2).last().isEqualTo(second.identity().orElseThrow());
        assertThat(second.warning())
                .hasValueSatisfying(text -> assertThat(text).contains("key-and-chain.pem"));
        authority.asked().clear();
        Files.delete(file.resolve("in-the-way"));
        Files.delete(file);
        time.passTo(next);
        time.untilIdle();
        assertThat(authority.asked()).isEmpty();
        assertThat(second.warning()).isEmpty();
        assertThat(TlsIdentity.read(file, file).certificate()).isEqualTo(certificate(second));
    }

    @Test
    void anExternalAccountIsBoundWhereOneIsAskedFor() throws Exception {
        authority.requires(EXTERNAL);
        AcmeCertificates without = start(settings());
        time.untilIdle();
        assertThat(without.warning())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("external account is needed"));
        without.close();
        AcmeSettings were = settings();
        AcmeSettings with =
                new AcmeSettings(
                        were.directory(),
                        were.names(),
                        were.contacts(),
                        were.authorities(),
                        Optional.of(EXTERNAL),
                        were.folder());
        assertThat(with.toString()).doesNotContain(EXTERNAL.key().reveal());
        AcmeCertificates certificates = start(with);
        time.untilIdle();
        assertThat(certificates.warning()).isEmpty();
        assertThat(certificates.identity()).isPresent();
    }

    @Test
    void aKeyThatIsNoneIsNotQuoted() {
        Secret bad = new Secret("not base64url, this");
        assertThatThrownBy(() -> new AcmeSettings.ExternalAccount("id", bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base64url of 16 characters")
                .hasMessageNotContaining("this");
    }

    @Test
    void aPrivateAuthorityIsCheckedAgainstItsOwnRoot() throws Exception {
        authority = TestAuthority.startInTls(time);
        open.add(authority);
        AcmeCertificates without = start(settings());
        time.untilIdle();
        assertThat(without.identity()).isEmpty();
        assertThat(without.warning())
                .hasValueSatisfying(text -> assertThat(text).contains("certification path"));
        without.close();
        AcmeSettings were = settings();
        AcmeCertificates with =
                start(
                        new AcmeSettings(
                                were.directory(),
                                were.names(),
                                were.contacts(),
                                List.of(authority.root()),
                                were.externalAccount(),
                                were.folder()));
        time.untilIdle();
        assertThat(with.warning()).isEmpty();
        assertThat(with.identity()).isPresent();
    }

    @Test
    void aStopEndsAnOrderThatHangs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        authority.failsOnceAt(
                "/new-order",
                _ -> {
                    asked.countDown();
                    end.await();
                });
        AcmeCertificates certificates = start(settings());
        asked.await();
        certificates.close();
        end.countDown();
        assertThat(certificates.isRunning()).isFalse();
        assertThat(certificates.identity()).isEmpty();
        assertThat(certificates.warning()).isEmpty();
    }

    @Test
    void timePassesByTheClock() throws Exception {
        Time real = Time.of(time);
        real.await(time.instant());
        Thread waiting =
                Thread.ofVirtual()
                        .start(() ->
                                assertThatThrownBy(() -> real.await(time.instant().plus(DAY)))
                                        .isInstanceOf(InterruptedException.class));
        waiting.interrupt();
        waiting.join();
        assertThat(waiting.isAlive()).isFalse();
    }
}

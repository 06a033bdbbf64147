package org.restante.collect.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.restante.collect.tokens.TestAuthorizationServer.error;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.client.Credentials;
import org.restante.client.Pop3Client;
import org.restante.client.Pop3Server;
import org.restante.client.Trust;
import org.restante.collect.tokens.AccountTokens.Grant;
import org.restante.collect.tokens.TokenException.Kind;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** There is a good token whenever a login wants one, or it is said what is to be done. */
final class AccountTokensTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DUE = Duration.ofMinutes(55);

    @TempDir Path root;
    private TestAuthorizationServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestAuthorizationServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AccountTokens account(Grant grant) {
        return new AccountTokens(
                "work",
                "restante collect login work",
                server.seen(),
                grant,
                OtherProcess.folder(root, _ -> {}),
                server::now);
    }

    private Credentials.TokenSource source() {
        return account(Grant.PERSON).credentials("alice").tokens();
    }

    /** A person logs in, which is for access-1 and refresh-1. */
    private void logIn() throws Exception {
        account(Grant.PERSON).keep(server.seen().device().await(_ -> {}));
    }

    private String token() throws IOException {
        return source().token(false).reveal();
    }

    private long renewals() {
        return server.asked("/token").stream()
                .filter(it -> "refresh_token".equals(it.get("grant_type")))
                .count();
    }

    private static void assertLoginWanted(ThrowingCallable call, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TokenException.class, it -> assertThat(it.kind()).isEqualTo(Kind.LOGIN))
                .hasMessageContaining(words)
                .hasMessageEndingWith("; log in with: restante collect login work");
    }

    @Test
    void withoutALoginThereIsNoToken() {
        assertLoginWanted(this::token, "nobody has logged in yet");
    }

    @Test
    void aTokenIsRenewedAheadOfItsEnd() throws Exception {
        logIn();
        server.passes(DUE.minusSeconds(1));
        assertThat(token()).isEqualTo("access-1");
        server.passes(Duration.ofSeconds(1));
        assertThat(token()).isEqualTo("access-2");
        assertThat(token()).isEqualTo("access-2");
        server.passes(DUE);
        // With the refresh token that came with the second.
        assertThat(token()).isEqualTo("access-3");
        assertThat(renewals()).isEqualTo(2);
    }

    @Test
    void aRefusedTokenIsRenewedOnceForAll() throws Exception {
        logIn();
        Credentials.TokenSource one = source();
        Credentials.TokenSource other = source();
        assertThat(one.token(false)).isEqualTo(new Secret("access-1"));
        assertThat(other.token(false)).isEqualTo(new Secret("access-1"));
        assertThat(one.token(true)).isEqualTo(new Secret("access-2"));
        assertThat(other.token(true)).isEqualTo(new Secret("access-2"));
        assertThat(other.token(true)).isEqualTo(new Secret("access-3"));
    }

    @Test
    void aServerThatIsDownIsBorneAsLongAsTheTokenLives() throws Exception {
        logIn();
        Credentials.TokenSource source = source();
        server.answers("/token", TestAuthorizationServer.down());
        server.passes(DUE);
        assertThat(source.token(false)).isEqualTo(new Secret("access-1"));
        assertThatThrownBy(() -> source.token(true)).isInstanceOf(IOException.class);
        server.passes(HOUR.minus(DUE));
        assertThatThrownBy(this::token)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(TokenException.class);
        server.answers("/token", error("temporarily_unavailable"));
        assertThatThrownBy(this::token).isNotInstanceOf(TokenException.class);
        server.recovers();
        assertThat(token()).isEqualTo("access-2");
    }

    @Test
    void aRevokedLoginIsToldToBeRepeated() throws Exception {
        logIn();
        server.revokes();
        // Nobody knows yet.
        assertThat(token()).isEqualTo("access-1");
        server.passes(DUE);
        assertLoginWanted(this::token, "the login is good no more");
        logIn();
        assertThat(token()).isEqualTo("access-2");
    }

    @Test
    void aWrongClientIsNoReasonToLogIn() throws Exception {
        logIn();
        server.passes(DUE);
        server.answers("/token", error("invalid_client"));
        assertThatThrownBy(this::token)
                .isInstanceOfSatisfying(
                        TokenException.class,
                        it -> assertThat(it.kind()).isEqualTo(Kind.CONFIGURATION))
                .hasMessageNotContaining("restante collect login");
    }

    @Test
    void nothingIsAskedForThatCouldNotBeKept() throws Exception {
        logIn();
        server.passes(HOUR);
        Path inTheWay = root.resolve("tokens/work.token.new/full");
        Files.createDirectories(inTheWay);
        assertThatThrownBy(this::token).isInstanceOf(IOException.class);
        assertThat(renewals()).isZero();
        Files.delete(inTheWay);
        assertThat(token()).isEqualTo("access-2");
    }

    @Test
    void aRefreshTokenIsShownToNobodyElse() throws Exception {
        logIn();
        server.passes(DUE);
        try (TestAuthorizationServer another = new TestAuthorizationServer()) {
            AccountTokens moved =
                    new AccountTokens(
                            "work",
                            "restante collect login work",
                            another.seen(),
                            Grant.PERSON,
                            OtherProcess.folder(root, _ -> {}),
                            server::now);
            assertLoginWanted(
                    () -> moved.credentials("alice").tokens().token(false),
                    "the login was with " + server.url() + " as the client restante");
            assertThat(another.asked("/token")).isEmpty();
        }
        AccountTokens otherClient =
                new AccountTokens(
                        "work",
                        "restante collect login work",
                        new AuthorizationServer(
                                server.url(),
                                new OauthClient("another", Optional::empty),
                                MailProtocol.POP,
                                List.of(),
                                server::now,
                                new SecureRandom()),
                        Grant.PERSON,
                        OtherProcess.folder(root, _ -> {}),
                        server::now);
        assertLoginWanted(
                () -> otherClient.credentials("alice").tokens().token(false), "has others now");
    }

    @Test
    void aLoginThatCannotBeRenewedIsRefused() {
        Tokens once = new Tokens(new Secret("a"), Instant.MAX, Instant.MAX, Optional.empty());
        assertThatThrownBy(() -> account(Grant.PERSON).keep(once))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("gives no refresh token");
        assertThat(root.resolve("tokens")).doesNotExist();
    }

    @Test
    void aDamagedFileCostsALogin() throws Exception {
        logIn();
        Files.writeString(root.resolve("tokens/work.token"), "?");
        assertLoginWanted(this::token, "is damaged");
        logIn();
        assertThat(token()).isEqualTo("access-2");
    }

    @Test
    void aClientNeedsNobodysLogin() throws IOException {
        Credentials.TokenSource source = account(Grant.CLIENT).credentials("alice").tokens();
        assertThat(source.token(false)).isEqualTo(new Secret("access-1"));
        assertThat(source.token(false)).isEqualTo(new Secret("access-1"));
        server.passes(DUE);
        assertThat(source.token(false)).isEqualTo(new Secret("access-2"));
        assertThat(server.asked("/token"))
                .containsOnly(Map.of("grant_type", "client_credentials", "client_id", "restante"));
    }

    @Test
    void threadsRenewOnce() throws Exception {
        logIn();
        server.passes(HOUR);
        AccountTokens shared = account(Grant.PERSON);
        List<Future<Secret>> tokens = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                AccountTokens used = i % 2 == 0 ? shared : account(Grant.PERSON);
                tokens.add(threads.submit(() -> used.credentials("alice").tokens().token(false)));
            }
        }
        for (Future<Secret> each : tokens) {
            assertThat(each.get()).isEqualTo(new Secret("access-2"));
        }
        assertThat(renewals()).isEqualTo(1);
    }

    @Test
    void processesRenewOnce() throws Exception {
        logIn();
        server.passes(HOUR);
        try (OtherProcess one = OtherProcess.asking(root, server);
                OtherProcess two = OtherProcess.asking(root, server);
                OtherProcess three = OtherProcess.asking(root, server)) {
            assertThat(List.of(one.line(), two.line(), three.line())).containsOnly("access-2");
        }
        assertThat(renewals()).isEqualTo(1);
        server.passes(HOUR);
        assertThat(token()).isEqualTo("access-3");
    }

    @Test
    void aStopDoesNotCostARefreshToken() throws Exception {
        logIn();
        server.passes(HOUR);
        Thread renewing = Thread.currentThread();
        server.answers(
                "/token",
                exchange -> {
                    renewing.interrupt();
                    server.recovers();
                    TestAuthorizationServer.json(
                                    200,
                                    Map.of(
                                            "access_token",
                                            "access-x",
                                            "token_type",
                                            "bearer",
                                            "refresh_token",
                                            "refresh-x"))
                            .to(exchange);
                });
        String token = token();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(token).isEqualTo("access-x");
        assertThat(token()).isEqualTo("access-x");
    }

    @Test
    @Spec("SA-040")
    void aPopServerThatRefusesAFreshTokenGetsAnother() throws Exception {
        logIn();
        try (PostOffice office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .token("alice", "access-2")
                        .message("alice", "Subject: one\r\n\r\nbody\r\n")
                        .start()) {
            Pop3Server pop =
                    Pop3Server.of("localhost")
                            .withPort(office.pop3s().getPort())
                            .withTrust(
                                    Trust.authorities(office.trust().writePem(root.resolve("ca"))));
            Credentials.Token credentials = account(Grant.PERSON).credentials("alice");
            try (Pop3Client client = Pop3Client.connect(pop)) {
                assertThat(client.login(credentials).listing().messages()).hasSize(1);
            }
            try (Pop3Client client = Pop3Client.connect(pop)) {
                client.login(credentials).quit();
            }
        }
        assertThat(renewals()).isEqualTo(1);
    }
}

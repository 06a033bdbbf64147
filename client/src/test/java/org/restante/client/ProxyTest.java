package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Secret;
import org.restante.testkit.ScriptedServer;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The way through a proxy, and what a proxy says when there is none. */
final class ProxyTest {
    private static final Optional<Route.Login> LOGIN =
            Optional.of(new Route.Login("me", new Secret("open")));

    private static final String POP3 =
            """
            S: +OK ready
            C: CAPA
            S: -ERR
            C: QUIT
            S: +OK
            """;

    private interface Way {
        Route to(String host, int port);
    }

    private static void play(String script, Way way, Scripts.Client client) throws Exception {
        for (int pieces : new int[] {Integer.MAX_VALUE, 1}) {
            try (ScriptedServer proxy =
                    pieces == 1
                            ? ScriptedServer.startInPieces(1, script)
                            : ScriptedServer.start(script)) {
                client.run(
                        new Pop3Server(
                                "mail.example.org",
                                110,
                                Security.CLEAR_TEXT,
                                Trust.system(),
                                Timeouts.all(Duration.ofSeconds(20)),
                                way.to("127.0.0.1", proxy.address().getPort()),
                                Optional.empty()));
                proxy.check();
            }
        }
    }

    private static void visit(Pop3Server server) throws Exception {
        try (Pop3Client client = Pop3Client.connect(server)) {
            assertThat(client.greeting()).isEqualTo("ready");
            client.quit();
        }
    }

    @Test
    void socksIsAskedForTheServersName() throws Exception {
        play(
                """
                C: \\x05\\x01\\0\\c
                S: \\x05\\0\\c
                C: \\x05\\x01\\0\\x03\\x10mail.example.org\\0n\\c
                S: \\x05\\0\\0\\x01\\x7F\\0\\0\\x01\\0n\\c
                """
                        + POP3,
                (host, port) -> new Route.Socks5(host, port, Optional.empty()),
                ProxyTest::visit);
    }

    @Test
    void socksWithALogin() throws Exception {
        play(
                """
                C: \\x05\\x01\\x02\\c
                S: \\x05\\x02\\c
                C: \\x01\\x02me\\x04open\\c
                S: \\x01\\0\\c
                C: \\x05\\x01\\0\\x03\\x10mail.example.org\\0n\\c
                S: \\x05\\0\\0\\x03\\x01x\\0n\\c
                """
                        + POP3,
                (host, port) -> new Route.Socks5(host, port, LOGIN),
                ProxyTest::visit);
    }

    @Test
    void httpConnectsToHostAndPort() throws Exception {
        play(
                """
                C: CONNECT mail.example.org:110 HTTP/1.1
                C: Host: mail.example.org:110
                C: Proxy-Authorization: Basic bWU6b3Blbg==
                C:
                S: HTTP/1.1 200 OK
                S: Via: x
                S:
                """
                        + POP3,
                (host, port) -> new Route.HttpConnect(host, port, LOGIN),
                ProxyTest::visit);
    }

    @Test
    void aProxysRefusalIsToldInItsWords() throws Exception {
        record Case(String script, boolean socks, Optional<Route.Login> login, String words) {}
        for (Case each :
                new Case[] {
                    new Case(
                            "C: \\x05\\x01\\0\\c\nS: \\x05\\xFF\\c\nC: <closed>",
                            true,
                            Optional.empty(),
                            "wants a login"),
                    new Case(
                            "C: \\x05\\x01\\x02\\c\nS: \\x05\\xFF\\c\nC: <closed>",
                            true,
                            LOGIN,
                            "takes no password"),
                    new Case(
                            "C: \\x05\\x01\\x02\\c\nS: \\x05\\x02\\c\n"
                                    + "C: \\x01\\x02me\\x04open\\c\nS: \\x01\\x01\\c\nC: <closed>",
                            true,
                            LOGIN,
                            "refuses the login"),
                    new Case(
                            """
                            C: \\x05\\x01\\0\\c
                            S: \\x05\\0\\c
                            C: \\x05\\x01\\0\\x03\\x10mail.example.org\\0n\\c
                            S: \\x05\\x05\\0\\x01\\c
                            C: <closed>
                            """,
                            true,
                            Optional.empty(),
                            "cannot reach mail.example.org:110: connection refused"),
                    new Case(
                            "C: \\x05\\x01\\0\\c\nS: HT\\c\nC: <closed>",
                            true,
                            Optional.empty(),
                            "SOCKS5"),
                    new Case("C: \\x05\\x01\\0\\c\nS: <closed>", true, Optional.empty(), "hung up"),
                    new Case(
                            "C: CONNECT ...\nC: Host: ...\nC:\nS: HTTP/1.1 407 Proxy Authentication"
                                    + " Required\nS:\nC: <closed>",
                            false,
                            Optional.empty(),
                            "407 Proxy Authentication"),
                    new Case(
                            "C: CONNECT ...\nC: Host: ...\nC:\nS: HTTP/1.1 200\n"
                                    + "S: X: y\n".repeat(101)
                                    + "C: <closed>",
                            false,
                            Optional.empty(),
                            "too long a header")
                }) {
            play(
                    each.script(),
                    (host, port) ->
                            each.socks()
                                    ? new Route.Socks5(host, port, each.login())
                                    : new Route.HttpConnect(host, port, each.login()),
                    server ->
                            assertThatThrownBy(() -> Pop3Client.connect(server))
                                    .isInstanceOf(IOException.class)
                                    .hasMessageContaining(each.words())
                                    .hasMessageNotContaining("open"));
        }
    }
}

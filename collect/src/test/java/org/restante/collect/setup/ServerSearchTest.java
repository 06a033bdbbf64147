package org.restante.collect.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.client.Discovery;
import org.restante.client.Pop3Server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is asked, in which order, and what is made of the answers; all on this machine. */
final class ServerSearchTest {
    private static final MailAddress ADDRESS = MailAddress.parse("Al+ice@Example.org");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> tried = new ArrayList<>();
    private HttpServer web;
    private DatagramSocket silent;

    @BeforeEach
    void start() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
        silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() {
        web.stop(0);
        silent.close();
    }

    private void answer(String path, int status, byte[] body) {
        web.createContext(
                path,
                exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    private static byte[] document(String... servers) {
        return ("<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"x\">"
                        + String.join("", servers)
                        + "</emailProvider></clientConfig>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String server(
            String type, String host, String port, String socket, String user) {
        return """
        <incomingServer type="%s"><hostname>%s</hostname><port>%s</port>
          <socketType>%s</socketType><username>%s</username>
          <authentication>password-cleartext</authentication></incomingServer>
        """
                .formatted(type, host, port, socket, user);
    }

    /** All that it suggests, as the trial accepts none. */
    private List<String> suggested(MailAddress address) {
        String url = "http://127.0.0.1:" + web.getAddress().getPort();
        ServerSearch search =
                new ServerSearch(
                        Discovery.by("127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(20)),
                        List.of(url + "/first/{domain}?emailaddress={address}", url + "/second"),
                        Duration.ofSeconds(30));
        List<String> all = new ArrayList<>();
        Optional<String> none =
                search.first(
                        address,
                        it -> {
                            all.add(
                                    it.server().security()
                                            + " "
                                            + it.server()
                                            + " "
                                            + it.user()
                                            + (it.vouched() ? "" : " not vouched for"));
                            return Optional.empty();
                        },
                        tried::add);
        assertThat(none).isEmpty();
        return all;
    }

    @Test
    void aDomainsDocumentIsReadAndTheNextOneIsNotAsked() {
        answer(
                "/first/",
                200,
                document(
                        server("imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%"),
                        server("pop3", "pop.%EMAILDOMAIN%", "995", "SSL", "%EMAILLOCALPART%"),
                        server("pop3", "other.example.net", "1110", "STARTTLS", "%EMAILADDRESS%"),
                        server("pop3", "clear.example.org", "110", "plain", "%EMAILADDRESS%"),
                        server("pop3", "bad host", "110", "SSL", "x"),
                        server("pop3", "port.example.org", "0", "SSL", "x"),
                        server("pop3", "user.example.org", "995", "SSL", "%REALNAME%")));
        answer("/second", 200, document());
        assertThat(suggested(ADDRESS))
                .containsExactly(
                        "TLS pop.example.org:995 Al+ice",
                        "STLS other.example.net:1110 Al+ice@example.org",
                        "TLS pop.example.org:995 Al+ice@example.org",
                        "TLS pop3.example.org:995 Al+ice@example.org",
                        "TLS mail.example.org:995 Al+ice@example.org");
        assertThat(asked).containsExactly("/first/example.org?emailaddress=Al%2Bice%40example.org");
        assertThat(tried).singleElement().asString().contains("_pop3s._tcp.example.org");
    }

    @Test
    void whatWasAskedInVainIsTold() {
        answer("/first/", 404, new byte[0]);
        answer("/second", 200, document(server("imap", "i.example.org", "993", "SSL", "x")));
        assertThat(suggested(ADDRESS)).hasSize(3).allMatch(it -> it.startsWith("TLS "));
        assertThat(tried)
                .hasSize(3)
                .anyMatch(it -> it.endsWith("/first/example.org: status 404"))
                .anyMatch(it -> it.endsWith("/second: names no POP server with TLS"));
    }

    @Test
    void noDocumentReachesIntoThisMachine() throws IOException {
        Path secret = Files.createTempFile("secret", ".txt");
        try {
            Files.writeString(secret, "pop.stolen.example");
            answer(
                    "/first/",
                    200,
                    ("<?xml version=\"1.0\"?><!DOCTYPE c [<!ENTITY e SYSTEM \""
                                    + secret.toUri()
                                    + "\">]><c>"
                                    + server("pop3", "&e;", "995", "SSL", "x")
                                    + "</c>")
                            .getBytes(StandardCharsets.UTF_8));
            answer("/second", 200, new byte[300 * 1024]);
            assertThat(suggested(ADDRESS)).hasSize(3).noneMatch(it -> it.contains("stolen"));
            assertThat(tried)
                    .anyMatch(it -> it.contains("is no configuration: DOCTYPE is disallowed"))
                    .anyMatch(it -> it.contains("/second: "));
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    void theFirstThatFitsEndsTheSearch() {
        assertThat(
                        ServerSearch.usual()
                                .first(
                                        MailAddress.parse("alice@gmail.com"),
                                        it -> Optional.of(it.server().toString()),
                                        tried::add))
                .contains("pop.gmail.com:995");
        assertThat(tried).isEmpty();
    }

    @Test
    void providersAreKnownByTheirAddressesAndTheirServers() {
        assertThat(Provider.of(MailAddress.parse("a@ICLOUD.com")))
                .hasValueSatisfying(it -> assertThat(it.host()).isEmpty());
        assertThat(Provider.of(Pop3Server.of("Outlook.Office365.com")))
                .hasValueSatisfying(it -> assertThat(it.login()).isEqualTo(Provider.Login.TOKEN));
        assertThat(Provider.of(ADDRESS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "@example.org",
                "alice@",
                "a@b@",
                "a b@example.org",
                "a@exam/ple.org",
                "a@localhost"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MailAddress.parse(text))
                .withMessageContaining("is no mail address");
    }

    @Test
    void aDomainMayBeWrittenInAnyScript() {
        assertThat(MailAddress.parse("a@b\u00fccher.example").domain())
                .isEqualTo("xn--bcher-kva.example");
    }
}

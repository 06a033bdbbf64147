package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Limits and rules of the configuration, as the real process keeps them. */
@Tag("interop")
final class ConfiguredLimitsTest {
    private static final int SESSIONS_PER_ADDRESS = 50;

    @TempDir Path folder;
    private Path data;

    @BeforeEach
    void layOut() throws IOException {
        data = folder.resolve("data");
        ServerProcess.accounts(data, List.of("alice"));
    }

    @Test
    @Spec("P3-003")
    void oneAddressGetsNoMoreThanItsShareOfSessions() throws Exception {
        InetAddress busy = InetAddress.getByName("127.0.0.2");
        List<Link> links = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(data, "[limits]\ntrusted = []\n")) {
            for (int i = 0; i < SESSIONS_PER_ADDRESS; i++) {
                links.add(new Link(server.pop3(), busy));
                links.getLast().expect("+OK");
            }
            try (Link tooMany = new Link(server.pop3(), busy);
                    Link other = new Link(server.pop3(), InetAddress.getByName("127.0.0.3"))) {
                tooMany.expect("-ERR [SYS/TEMP]");
                assertThat(tooMany.isEnded()).isTrue();
                other.expect("+OK");
            }
            links.removeLast().close();
            Await.until(
                    "the place of the one that left is free",
                    () -> {
                        try (Link next = new Link(server.pop3(), busy)) {
                            return next.line().startsWith("+OK");
                        }
                    });
        } finally {
            for (Link link : links) {
                link.close();
            }
        }
    }

    @Test
    @Spec({"P3-054", "P3-055", "CA-012"})
    void noPasswordIsTakenInTheClearWhenTheConfigurationSaysNever() throws Exception {
        try (ServerProcess server =
                        ServerProcess.start(data, "[listen.pop3]\nclear-text-login = \"never\"\n");
                Link link = new Link(server.pop3());
                Link inside = Link.insideTls(server.pop3s())) {
            link.expect("+OK");
            link.ask("CAPA", "+OK");
            assertThat(link.lines())
                    .contains("STLS")
                    .noneMatch(line -> line.startsWith("USER") || line.startsWith("SASL"));
            link.ask("USER alice", "-ERR");
            assertThat(link.ask("PASS " + ServerProcess.PASSWORD))
                    .startsWith("-ERR")
                    .isEqualTo(link.ask("PASS wrong"));
            assertThat(link.ask("AUTH PLAIN " + plain(ServerProcess.PASSWORD)))
                    .startsWith("-ERR")
                    .isEqualTo(link.ask("AUTH PLAIN " + plain("wrong")));
            link.ask("STAT", "-ERR");

            inside.expect("+OK");
            inside.ask("CAPA", "+OK");
            assertThat(inside.lines()).contains("USER", "SASL PLAIN");
            inside.ask("AUTH PLAIN " + plain(ServerProcess.PASSWORD), "+OK");
        }
    }

    private static String plain(String password) {
        return Base64.getEncoder().encodeToString(("\0alice\0" + password).getBytes(Link.OCTETS));
    }

    @Test
    @Spec({"P3-033", "LK-004", "LK-006"})
    void aClientThatNeverReadsIsDroppedAndItsMaildropIsFreeAgain() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(data, "[limits]\nstall-timeout = \"1s\"\n")) {
            server.deliver("alice", "Subject: long\r\n\r\n" + "0123456789\r\n".repeat(100_000));
            try (Link deaf = server.login("alice")) {
                // Far more than the buffers between the two can hold.
                deaf.send("RETR 1\r\n".repeat(100));
                Await.until(
                        "the maildrop is free",
                        () -> {
                            try (Link next = new Link(server.pop3())) {
                                next.expect("+OK");
                                next.ask("USER alice", "+OK");
                                return next.ask("PASS " + ServerProcess.PASSWORD)
                                        .startsWith("+OK 1 ");
                            }
                        });
                assertThat(deaf.isEnded()).isTrue();
            }
        }
    }

    @Test
    void aClientThatNeverLogsInIsDropped() throws Exception {
        try (ServerProcess server =
                        ServerProcess.start(data, "[limits]\nlogin-timeout = \"1s\"\n");
                Link silent = new Link(server.pop3());
                Link withoutHandshake = new Link(server.pop3s())) {
            assertThat(silent.isEnded()).isTrue();
            assertThat(withoutHandshake.isEnded()).isTrue();
        }
    }
}

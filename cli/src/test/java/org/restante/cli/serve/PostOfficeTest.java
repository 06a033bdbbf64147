package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.cli.soak.Await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** Start, stop, status and reload of a whole server. */
final class PostOfficeTest {
    @TempDir Path folder;
    private Path file;
    private Path data;

    @BeforeEach
    void configure() throws Exception {
        file = folder.resolve("restante.toml");
        data = folder.resolve("data");
        RunningServer.configure(file);
    }

    private Outcome run(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--config";
        all[words.length + 1] = file.toString();
        return Outcome.of(all);
    }

    private static List<String> capabilities(RunningServer server) throws Exception {
        try (Talk talk = Talk.to(server.port("pop3"))) {
            return talk.listing("CAPA");
        }
    }

    @Test
    void statusTellsListenersSessionsTotalsAndWarnings() throws Exception {
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.greeting()).startsWith("+OK");
            JsonObject status = run("status", "--json").json();
            assertThat(status.get("data").getAsString()).isEqualTo(data.toString());
            assertThat(status.get("configuration").getAsString()).isEqualTo(file.toString());
            assertThat(status.getAsJsonObject("totals").get("sessions").getAsInt()).isEqualTo(1);
            assertThat(status.getAsJsonObject("totals").keySet())
                    .contains("expired", "purged", "sweeps");
            JsonObject pop3 = status.getAsJsonArray("listeners").get(0).getAsJsonObject();
            assertThat(pop3.get("address").getAsString())
                    .isEqualTo("127.0.0.1:" + server.port("pop3"));
            assertThat(pop3.get("sessions").getAsInt()).isEqualTo(1);
            Outcome shown = run("status");
            assertThat(shown.exitCode()).isZero();
            assertThat(shown.out().lines())
                    .anyMatch(line -> line.matches("running since +[0-9TZ:.-]+"))
                    .anyMatch(line -> line.matches("  pop3 +127\\.0\\.0\\.1:[0-9]+ +1 session"))
                    .anyMatch(line -> line.matches("  pop3s +127\\.0\\.0\\.1:[0-9]+ +0 sessions"))
                    .anyMatch(line -> line.matches("  logins failed +0"))
                    .contains("warning: there are no accounts: restante account add NAME");
        }
    }

    @Test
    void theServersNameChangesWithAReload() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            Files.writeString(
                    file, Files.readString(file).replace("mail.example.org", "other.example.org"));
            assertThat(run("config", "reload").exitCode()).isZero();
            try (Talk talk = Talk.to(server.port("pop3"))) {
                assertThat(talk.greeting()).contains("other.example.org");
            }
        }
    }

    @Test
    void aProxyIsBelievedFromAReloadOnAndWhatItSpoilsIsCounted() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            RunningServer.configure(file, "listen.pop3.proxy-protocol = [\"127.0.0.1\"]");
            assertThat(run("config", "reload").exitCode()).isZero();
            try (Socket far = new Socket(InetAddress.getLoopbackAddress(), server.port("pop3"));
                    Socket spoilt =
                            new Socket(InetAddress.getLoopbackAddress(), server.port("pop3"))) {
                far.getOutputStream()
                        .write(
                                "PROXY TCP4 192.0.2.1 192.0.2.2 4711 110\r\nCAPA\r\nQUIT\r\n"
                                        .getBytes(UTF_8));
                assertThat(new String(far.getInputStream().readAllBytes(), UTF_8))
                        .contains("STLS")
                        .doesNotContain("\r\nUSER\r\n");
                spoilt.getOutputStream().write("CAPA\r\n".getBytes(UTF_8));
                assertThat(spoilt.getInputStream().readAllBytes()).isEmpty();
            }
            assertThat(server.log())
                    .contains("peer=192.0.2.1:4711")
                    .contains("reason=\"no valid PROXY header\"");
            JsonObject status = run("status", "--json").json();
            assertThat(status.getAsJsonObject("refusals").get("no valid PROXY header").getAsInt())
                    .isEqualTo(1);
            assertThat(run("status").out()).contains("  refused: no valid PROXY header: 1\n");
        }
    }

    /** What a limit ends, and what is no POP at all, is counted with what was refused. */
    @Test
    void aSessionThatIsCutIsCountedByItsReason() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            try (Socket browser =
                    new Socket(InetAddress.getLoopbackAddress(), server.port("pop3"))) {
                browser.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(UTF_8));
                assertThat(new String(browser.getInputStream().readAllBytes(), UTF_8))
                        .contains("-ERR");
            }
            Await.until(
                    "the session's end",
                    () ->
                            run("status", "--json")
                                    .json()
                                    .getAsJsonObject("refusals")
                                    .has("another protocol"));
            assertThat(run("status").out()).contains("  refused: another protocol: 1\n");
        }
    }

    @Test
    void withoutAServerStatusAndReloadExitWith69() {
        for (Outcome outcome : List.of(run("status"), run("config", "reload"))) {
            assertThat(outcome)
                    .isEqualTo(
                            new Outcome(
                                    69,
                                    "",
                                    "restante: no server runs on "
                                            + data
                                            + System.lineSeparator()));
        }
    }

    @Test
    void theSocketOfADeadServerIsNoServer() throws Exception {
        Files.createDirectory(data);
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(data.resolve("control.sock")));
        }
        assertThat(run("status").exitCode()).isEqualTo(69);
        try (RunningServer _ = RunningServer.start(file)) {
            assertThat(run("status").exitCode()).isZero();
        }
    }

    @Test
    void aReloadAppliesALiveKeyToNewSessions() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(capabilities(server)).contains("USER");
            RunningServer.configure(file, "listen.pop3.clear-text-login = \"never\"");
            assertThat(run("config", "reload").out())
                    .isEqualTo(
                            "reloaded, changed: listen.pop3.clear-text-login"
                                    + System.lineSeparator());
            assertThat(capabilities(server)).doesNotContain("\r\nUSER\r\n");
            assertThat(run("config", "reload", "--json").json().getAsJsonArray("changed"))
                    .isEmpty();
        }
    }

    @Test
    void aReloadThatNeedsARestartChangesNothing() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            RunningServer.configure(
                    file, "listen.pop3.clear-text-login = \"never\"", "store.line-ends = \"lf\"");
            Outcome refused = run("config", "reload");
            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.err())
                    .isEqualTo(
                            "restante: nothing was changed: a restart is needed for"
                                    + " store.line-ends"
                                    + System.lineSeparator());
            assertThat(capabilities(server)).contains("USER");
        }
    }

    @Test
    void aBrokenFileKeepsWhatIsInForce() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            RunningServer.configure(
                    file,
                    "listen.pop3.clear-text-login = \"never\"",
                    "limits.idle-timeout = \"1s\"");
            // The command reads the file itself only to find the data folder, and may not get that.
            Outcome refused = Outcome.of("config", "reload", "--config", other(file));
            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.err()).contains(file + ":", "limits.idle-timeout");
            assertThat(capabilities(server)).contains("USER");
            assertThat(run("config", "reload").exitCode()).isEqualTo(78);
        }
    }

    @Test
    void aFaultInAReloadIsNobodysEnd() {
        ServeCommand.Reloading fault =
                () -> {
                    throw new IllegalStateException("ours");
                };
        assertThatCode(() -> ServeCommand.reload(fault)).doesNotThrowAnyException();
    }

    /** A good file with the same data folder. */
    private static String other(Path file) throws Exception {
        Path good = file.resolveSibling("good.toml");
        RunningServer.configure(good);
        return good.toString();
    }

    @Test
    void aReloadReplacesTheCertificate() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            Path old = data.resolve("tls/certificate.pem");
            Path certificate = folder.resolve("new.pem");
            Path key = folder.resolve("new.key");
            SelfSigned.makeUnlessThere(certificate, key, "new.example.org", new SecureRandom());
            try (Talk talk = Talk.inTls(server.port("pop3s"), old)) {
                assertThat(talk.certificate().getSubjectX500Principal().getName())
                        .isEqualTo("CN=mail.example.org");
            }
            RunningServer.configure(
                    file, "tls.certificate = \"" + certificate + "\"", "tls.key = \"" + key + "\"");
            assertThat(run("config", "reload").exitCode()).isZero();
            try (Talk talk = Talk.inTls(server.port("pop3s"), certificate)) {
                assertThat(talk.certificate().getSubjectX500Principal().getName())
                        .isEqualTo("CN=new.example.org");
            }
            Files.writeString(key, "no key");
            Outcome refused = run("config", "reload");
            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.err()).contains(key + " holds no private key");
            try (Talk talk = Talk.inTls(server.port("pop3s"), certificate)) {
                assertThat(talk.greeting()).startsWith("+OK");
            }
        }
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() throws Exception {
        try (RunningServer first = RunningServer.start(file)) {
            assertThatThrownBy(() -> RunningServer.start(file))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a server runs already on " + data);
            assertThat(capabilities(first)).contains("USER");
            assertThat(run("status").exitCode()).isZero();
        }
    }

    @Test
    void aTakenPortNamesItsKeyAndTheFailedStartLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace(
                                    "pop3s.address = [\"127.0.0.1:0\"]",
                                    "pop3s.address = [\"" + address + "\"]"));
            assertThatThrownBy(() -> RunningServer.start(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("listen.pop3s.address: " + address + ": ");
        }
        assertThat(data.resolve("control.sock")).doesNotExist();
        assertThat(data.resolve("lmtp.sock")).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("accept "));
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(capabilities(server)).contains("USER");
        }
    }

    @Test
    void aUnixSocketInUseNamesItsKey() throws Exception {
        try (var used = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Files.createDirectory(data);
            used.bind(UnixDomainSocketAddress.of(data.resolve("lmtp.sock")));
            assertThatThrownBy(() -> RunningServer.start(file))
                    .hasMessageStartingWith("listen.lmtp.address: ")
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void filesAndSocketsAreTheirOwnersAlone() throws Exception {
        try (RunningServer _ = RunningServer.start(file)) {
            assertThat(permissions(data)).isEqualTo("rwx------");
            for (String each : List.of("accounts.db", "control.sock", "lmtp.sock", "tls/key.pem")) {
                assertThat(permissions(data.resolve(each))).as(each).isEqualTo("rw-------");
            }
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aStopRemovesSocketsAndTheListOfListeners() throws Exception {
        RunningServer server = RunningServer.start(file);
        assertThat(data.resolve("listeners.json"))
                .content()
                .contains("127.0.0.1:" + server.port("pop3"), "lmtp.sock")
                .endsWith("}\n");
        try (Talk talk = Talk.to(server.port("pop3"))) {
            server.close();
            assertThat(talk.line()).isEqualTo("(end)");
        }
        try (var left = Files.list(data)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .doesNotContain("listeners.json", "control.sock", "lmtp.sock");
        }
    }

    @Test
    void aConfiguredStartMakesNoAccountOfItsOwn() throws Exception {
        try (RunningServer server = RunningServer.start(file)) {
            assertThat(server.welcome()).doesNotContain("password");
            assertThat(run("account", "list").out()).isEmpty();
        }
    }
}

package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What real sessions leave in the log. */
final class LogOfSessionsTest {
    private static final String SECRET = "tr0ub4dor&3-correct";
    private static final String WRONG = "hunter2-battery-staple";

    @TempDir Path folder;

    private Path configured(String... lines) throws Exception {
        Path file = folder.resolve("restante.toml");
        RunningServer.configure(file, lines);
        Outcome added =
                Outcome.ofInput(
                        SECRET + "\n",
                        "account",
                        "add",
                        "alice",
                        "--password-stdin",
                        "--config",
                        file.toString());
        assertThat(added.exitCode()).isZero();
        return file;
    }

    @Test
    @Spec("P3-059")
    void noSecretReachesTheLog() throws Exception {
        Path file = configured("log.level = \"debug\"");
        String log;
        try (RunningServer server = RunningServer.start(file)) {
            try (Talk talk = Talk.to(server.port("pop3"))) {
                assertThat(talk.login("alice", WRONG)).startsWith("-ERR");
                // What people do: the password where another word belongs.
                assertThat(talk.say("PASS " + SECRET)).startsWith("-ERR");
                assertThat(talk.say(SECRET)).startsWith("-ERR");
                assertThat(talk.login("alice", SECRET)).startsWith("+OK");
                talk.say("QUIT");
                // The end of the session is logged before its connection is closed.
                assertThat(talk.line()).isEqualTo("(end)");
            }
            try (Talk talk = Talk.to(server.port("pop3"))) {
                assertThat(talk.authPlain("alice", WRONG)).startsWith("-ERR");
                assertThat(talk.authPlain("alice", SECRET)).startsWith("+OK");
                talk.say("QUIT");
                assertThat(talk.line()).isEqualTo("(end)");
            }
            try (Talk talk =
                    Talk.inTls(server.port("pop3s"), folder.resolve("data/tls/certificate.pem"))) {
                assertThat(talk.login("alice", SECRET)).startsWith("+OK");
            }
            server.stop();
            log = server.log();
        }
        assertThat(log).contains(" login ", " login-failed ", "account=alice");
        for (String secret : List.of(SECRET, WRONG)) {
            byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
            byte[] message = ("\0alice\0" + secret).getBytes(StandardCharsets.UTF_8);
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            assertThat(log)
                    .doesNotContainIgnoringCase(secret)
                    .doesNotContain(base64.encodeToString(octets), base64.encodeToString(message));
            for (String algorithm : List.of("MD5", "SHA-1", "SHA-256", "SHA-512")) {
                byte[] digest = MessageDigest.getInstance(algorithm).digest(octets);
                assertThat(log)
                        .doesNotContainIgnoringCase(HexFormat.of().formatHex(digest))
                        .doesNotContain(base64.encodeToString(digest));
            }
        }
    }

    @Test
    @Spec("TL-029")
    void theLoginLineHasVersionAndSuiteOfTls() throws Exception {
        Path file = configured("log.format = \"json\"");
        try (RunningServer server = RunningServer.start(file)) {
            String tls;
            try (Talk talk =
                    Talk.inTls(server.port("pop3s"), folder.resolve("data/tls/certificate.pem"))) {
                assertThat(talk.login("alice", SECRET)).startsWith("+OK");
                tls = talk.tls();
            }
            try (Talk talk = Talk.to(server.port("pop3"))) {
                assertThat(talk.login("alice", WRONG)).startsWith("-ERR");
            }
            server.stop();
            assertThat(event(server, "login").get("tls").getAsString())
                    .isEqualTo(tls)
                    .startsWith("TLSv1.3/TLS_");
            assertThat(event(server, "login-failed").get("tls").getAsString()).isEqualTo("none");
        }
    }

    private static JsonObject event(RunningServer server, String name) {
        return server.log()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.get("event").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLevelHoldsAndAReloadChangesIt() throws Exception {
        Path file = configured("log.level = \"warning\"");
        try (RunningServer server = RunningServer.start(file)) {
            logInAndOut(server);
            assertThat(server.log()).isEmpty();
            RunningServer.configure(file, "log.level = \"info\"");
            assertThat(Outcome.of("config", "reload", "--config", file.toString()).exitCode())
                    .isZero();
            logInAndOut(server);
            assertThat(server.log()).contains(" INFO    login ");
        }
    }

    private static void logInAndOut(RunningServer server) throws Exception {
        try (Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.login("alice", SECRET)).startsWith("+OK");
            talk.say("QUIT");
            assertThat(talk.line()).isEqualTo("(end)");
        }
    }
}

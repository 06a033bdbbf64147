package org.restante.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.event.Event;
import org.restante.server.net.Refusal;
import org.restante.server.net.TlsParameters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

final class LogWriterTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));
    private static final Event LOGIN =
            new Event.LoggedIn(
                    "s1",
                    "alice",
                    "PASS",
                    "127.0.0.1:5",
                    Optional.of(new TlsParameters("TLSv1.3", "TLS_AES_128_GCM_SHA256")),
                    2,
                    300);

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    private LogWriter writer(boolean json, Level least) {
        return new LogWriter(
                new PrintStream(octets, true, StandardCharsets.UTF_8), json, least, CLOCK);
    }

    private String written() {
        return octets.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEventIsOneLineOfText() {
        new EventLog(writer(false, Level.INFO)).record(LOGIN);
        assertThat(written())
                .isEqualTo(
                        "2026-01-02T03:04:05.678Z INFO    login session=s1 account=alice"
                                + " mechanism=PASS peer=127.0.0.1:5"
                                + " tls=TLSv1.3/TLS_AES_128_GCM_SHA256 messages=2 octets=300"
                                + System.lineSeparator());
    }

    @Test
    void anEventIsOneLineOfJson() {
        new EventLog(writer(true, Level.INFO)).record(LOGIN);
        assertThat(written())
                .isEqualTo(
                        "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"INFO\","
                                + "\"event\":\"login\",\"session\":\"s1\",\"account\":\"alice\","
                                + "\"mechanism\":\"PASS\",\"peer\":\"127.0.0.1:5\","
                                + "\"tls\":\"TLSv1.3/TLS_AES_128_GCM_SHA256\",\"messages\":2,"
                                + "\"octets\":300}"
                                + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "two words",
                "a\r\n2026-01-02T03:04:05.678Z INFO login account=root",
                "\"quoted\" \\ \t\0\u0007\u007f",
                "\u2028\u2029\u0085",
                "\u202egnorw",
                "x account=root"
            })
    void aHostileValueStaysOneQuotedValue(String value) {
        writer(false, Level.INFO).write(Level.INFO, "test", Map.of("value", value));
        String line = written().stripTrailing();
        String quoted = line.substring(line.indexOf("value=") + "value=".length());
        assertThat(quoted).startsWith("\"").endsWith("\"");
        assertThat(line.chars())
                .noneMatch(c -> c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029)
                .noneMatch(c -> c == 0x202e);
        assertThat(JsonParser.parseString(quoted).getAsString()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "\"}", "\u2028"})
    void aHostileValueStaysOneLineOfJson(String value) {
        writer(true, Level.INFO).write(Level.INFO, "test", Map.of("value", value));
        assertThat(written().lines()).hasSize(1);
        JsonObject line = JsonParser.parseString(written()).getAsJsonObject();
        assertThat(line.get("value").getAsString()).isEqualTo(value);
    }

    @Test
    void whatIsLessImportantIsNotWritten() {
        LogWriter writer = writer(false, Level.WARNING);
        EventLog events = new EventLog(writer);
        events.record(LOGIN);
        assertThat(written()).isEmpty();
        events.record(new Event.Refused("s2", "pop3", "10.0.0.1:5", Refusal.SESSIONS));
        assertThat(written())
                .contains("WARNING refused")
                .contains("reason=\"too many connections\"");
        octets.reset();
        writer.setLeast(Level.ERROR);
        events.record(new Event.Refused("s2", "pop3", "10.0.0.1:5", Refusal.SESSIONS));
        assertThat(written()).isEmpty();
        events.record(new Event.Failed("s2", "opening", new IOException("disk full")));
        assertThat(written()).contains("ERROR   failed").contains("disk full");
    }
}

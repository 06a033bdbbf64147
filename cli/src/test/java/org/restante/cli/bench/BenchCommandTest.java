package org.restante.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.cli.Outcome;
import org.restante.testkit.Fault;
import org.restante.testkit.On;
import org.restante.testkit.PostOffice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command makes of its options, and how it shows figures; what it measures is tested
 * there.
 */
final class BenchCommandTest {
    @TempDir Path folder;
    private PostOffice office;

    @BeforeEach
    void start() {
        office =
                PostOffice.builder()
                        .account("u0", "secret")
                        .account("u1", "secret")
                        .message("u0", "Subject: one\r\n\r\none\r\n")
                        .message("u1", "Subject: two\r\n\r\ntwo\r\n")
                        .start();
    }

    @AfterEach
    void close() {
        office.close();
    }

    private Outcome bench(String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "bench",
                                "pop://127.0.0.1:" + office.pop3().getPort(),
                                "--clear-text",
                                "--users",
                                "u{}",
                                "--count",
                                "2",
                                "--password-stdin",
                                "--time",
                                "1s",
                                "--warm-up",
                                "0s"));
        words.addAll(List.of(options));
        return Outcome.ofInput("secret\n", words.toArray(String[]::new));
    }

    @Test
    void aTableHasWhatPeopleAskFor() {
        Outcome ended = bench("--workload", "fetch");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .startsWith(
                        "fetch at 127.0.0.1:"
                                + office.pop3().getPort()
                                + " (clear text), connections: 2, users: 2, 1.0 s\n")
                .containsPattern("sessions +[1-9][0-9,]* +[1-9][0-9,]*\\.\\d\n")
                .containsPattern("messages +[1-9][0-9,]* ")
                .containsPattern("errors +0 +0\\.0\n")
                .containsPattern("p99\\.9 +[0-9.]+\n")
                .doesNotContain("secret");
    }

    @Test
    void jsonHasTheSameForPrograms() {
        Outcome ended = bench("--json", "--workload", "pfetch");
        assertThat(ended.exitCode()).isZero();
        JsonObject json = ended.json();
        assertThat(json.get("workload").getAsString()).isEqualTo("pfetch");
        assertThat(json.get("security").getAsString()).isEqualTo("clear-text");
        assertThat(json.get("seconds").getAsDouble()).isEqualTo(1);
        assertThat(json.get("errors").getAsLong()).isZero();
        assertThat(json.get("sessions").getAsLong())
                .isPositive()
                .isEqualTo(json.get("messages").getAsLong())
                .isEqualTo(
                        json.getAsJsonArray("by-second")
                                .get(0)
                                .getAsJsonObject()
                                .get("sessions")
                                .getAsLong());
        assertThat(json.getAsJsonObject("latency-ms").keySet())
                .contains("p50", "p90", "p99", "p99.9", "max");
    }

    @Test
    void aChartIsOnePageWithoutAnythingFromElsewhere() throws Exception {
        Path chart = folder.resolve("chart.html");
        assertThat(bench("--workload", "fetch", "--chart", chart.toString()).exitCode()).isZero();
        assertThat(Files.readString(chart))
                .startsWith("<!DOCTYPE html>")
                .contains("<h1>fetch at 127.0.0.1:")
                .contains("Latency of a session in ms, by percentile")
                .contains("Sessions a second, over time")
                .contains("MB a second, over time")
                .containsPattern("<polyline class=\"curve\" points=\"70,[0-9.]+ [0-9., ]+\"/>")
                .doesNotContain("<script")
                .doesNotContain("src=")
                .doesNotContain("http")
                .doesNotContain("NaN");
        Path nowhere = folder.resolve("none").resolve("chart.html");
        office.faults().add(Fault.answer(On.LOGIN, "-ERR no"));
        Outcome refused = bench("--chart", nowhere.toString());
        assertThat(refused.exitCode()).isEqualTo(73);
        assertThat(refused.err()).contains("the chart");
    }

    @Test
    void drainWantsToHearThatItMayRemove() {
        Outcome refused = bench("--workload", "drain");
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err()).contains("drain removes all mail").contains("--remove-mail");
        assertThat(office.commands()).isEmpty();
        Outcome drained = bench("--workload", "drain", "--remove-mail", "--json");
        assertThat(drained.exitCode()).isZero();
        assertThat(drained.json().get("messages").getAsInt()).isEqualTo(2);
        assertThat(office.messages("u0")).isEmpty();
        assertThat(office.messages("u1")).isEmpty();
    }

    @Test
    void idleSessionsAreCounted() {
        Outcome ended = bench("--workload", "idle");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .containsPattern("asked for +2\n")
                .containsPattern("logged in +2  in ")
                .containsPattern("standing +2  after 1 s\n");
        JsonObject json = bench("--workload", "idle", "--json").json();
        assertThat(json.get("standing").getAsInt()).isEqualTo(2);
    }

    @Test
    void aServerThatRefusesEveryLoginIsAnErrorWithItsWords() {
        office.faults().add(Fault.answer(On.LOGIN, "-ERR closed until \u0007noon"));
        Outcome refused = bench();
        assertThat(refused.exitCode()).isEqualTo(77);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains("login refused: PASS: -ERR closed until ?noon")
                .doesNotContain("secret");
    }

    @Test
    void errorsAreShownByKindWithTheFirstOnesWords() {
        office.faults().add(Fault.answer("STAT", "-ERR [SYS/TEMP] later").times(1));
        Outcome ended = bench();
        assertThat(ended.exitCode()).isEqualTo(74);
        assertThat(ended.out())
                .containsPattern("errors +1 ")
                .containsPattern("command refused +1  such as: STAT: -ERR \\[SYS/TEMP\\] later\n");
        office.faults().add(Fault.answer("STAT", "-ERR [SYS/TEMP] later"));
        Outcome none = bench("--json");
        assertThat(none.exitCode()).isEqualTo(69);
        assertThat(none.json().get("sessions").getAsInt()).isZero();
        assertThat(
                        none.json()
                                .getAsJsonObject("errors-by-kind")
                                .getAsJsonObject("refused")
                                .get("first")
                                .getAsString())
                .isEqualTo("STAT: -ERR [SYS/TEMP] later");
    }

    @Test
    void aRateIsSaidWhereLatencyIsOfIt() {
        Outcome ended = bench("--rate", "10");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains("rate: 10.0/s")
                .contains("latency of a session from when it was due, ms");
    }

    @Test
    void passwordsComeFromFilesAndCommandsToo() throws Exception {
        Path file =
                Files.createFile(
                        folder.resolve("password"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "secret\n");
        String url = "pop://u0@127.0.0.1:" + office.pop3().getPort();
        for (String[] source :
                new String[][] {
                    {"--password-file", file.toString()},
                    {"--password-command", "cat " + file}
                }) {
            Outcome ended =
                    Outcome.ofInput(
                            "",
                            "bench",
                            url,
                            "--clear-text",
                            "--time",
                            "200ms",
                            "--warm-up",
                            "0s",
                            source[0],
                            source[1]);
            assertThat(ended.err()).isEmpty();
            assertThat(ended.exitCode()).isZero();
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Outcome open =
                Outcome.ofInput(
                        "", "bench", url, "--clear-text", "--password-file", file.toString());
        assertThat(open.exitCode()).isEqualTo(78);
        Outcome none = Outcome.ofInput("", "bench", url, "--clear-text");
        assertThat(none.exitCode()).isEqualTo(64);
        assertThat(none.err()).contains("--password-stdin");
    }

    @Test
    void certificatesAreTrustedAsTheOptionsSay() throws Exception {
        Path pem = office.trust().writePem(folder.resolve("ca.pem"));
        String url = "pop3s://u0@localhost:" + office.pop3s().getPort();
        assertThat(overTls(url)).isEqualTo(69);
        assertThat(office.commands()).isEmpty();
        assertThat(overTls(url, "--ca", pem.toString())).isZero();
        assertThat(overTls(url, "--insecure")).isZero();
        assertThat(overTls(url, "--pin", "00".repeat(32))).isEqualTo(69);
        assertThat(overTls(url, "--pin", "12")).isEqualTo(64);
        String stls = "pop://u0@localhost:" + office.pop3().getPort();
        assertThat(overTls(stls, "--ca", pem.toString(), "--resume")).isZero();
        assertThat(office.commands()).contains("STLS");
    }

    private static int overTls(String url, String... options) {
        List<String> words =
                new ArrayList<>(List.of("bench", url, "--password-stdin", "--time", "200ms"));
        words.addAll(List.of("--warm-up", "0s"));
        words.addAll(List.of(options));
        return Outcome.ofInput("secret\n", words.toArray(String[]::new)).exitCode();
    }

    @ParameterizedTest
    @CsvSource({
        "pop://127.0.0.1:1, whom to log in as",
        "http://127.0.0.1, not a POP URL",
        "pop://u;AUTH=CRAM-MD5@127.0.0.1:1, bench logs in by USER and PASS",
        "pop3s://u@127.0.0.1:1 --clear-text, --clear-text is for pop://",
        "pop://u@127.0.0.1:1 --clear-text --insecure, are for TLS",
        "pop://u@127.0.0.1:1 --clear-text --resume, are for TLS",
        "pop://u@127.0.0.1:1 --clear-text --pin 00, are for TLS",
        "pop://u@127.0.0.1:1 --workload swim, '--workload is one of poll, list, fetch'",
        "pop://u@127.0.0.1:1 --connections 0, connections are from 1 to 60000",
        "pop://u@127.0.0.1:1 --rate 0, a rate is from 0.001",
        "pop://u@127.0.0.1:1 --time 10, is not a duration",
        "pop://u@127.0.0.1:1 --time 2d, the time is from",
        "pop://u@127.0.0.1:1 --users u --count 2, need {}",
        "pop://u@127.0.0.1:1 --workload idle --rate 5, sessions of idle have no rate"
    })
    void wrongUseIsToldAndNothingIsDone(String words, String told) {
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(words.split(" ")));
        all.add("--password-stdin");
        Outcome ended = Outcome.ofInput("secret\n", all.toArray(String[]::new));
        assertThat(ended.exitCode()).isEqualTo(64);
        assertThat(ended.err()).contains(told);
    }

    @Test
    void itsHelpSaysWhoseServersItIsFor() {
        assertThat(Outcome.of("bench", "--help").out())
                .contains("for your own servers only")
                .contains("--remove-mail")
                .contains("--chart");
    }
}

package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

final class ConfigCommandTest {
    @TempDir Path folder;
    private Path file;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("restante.toml");
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        String[] all =
                Stream.concat(Stream.of("config"), Stream.of(arguments)).toArray(String[]::new);
        Outcome outcome = Outcome.of(all);
        out.write(outcome.out());
        err.write(outcome.err());
        return outcome.exitCode();
    }

    private void configure(String text) throws IOException {
        Files.writeString(file, text);
    }

    @Test
    void checkSaysOkAndWhichFile() throws Exception {
        configure("hostname = \"a\"\n");
        assertThat(run("check", "--config", file.toString())).isZero();
        assertThat(out).hasToString("ok: " + file + System.lineSeparator());
        assertThat(run("check", "--json", "--config", file.toString())).isZero();
        assertThat(json().get("ok").getAsBoolean()).isTrue();
        assertThat(json().get("file").getAsString()).isEqualTo(file.toString());
    }

    private JsonObject json() {
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    @Test
    void checkTellsAllProblemsAndExitsWith78() throws Exception {
        configure("a = 1\nlog.level = \"loud\"\n");
        assertThat(run("check", "--config", file.toString())).isEqualTo(78);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith(file + ":"));
        assertThat(run("check", "--json", "--config", file.toString())).isEqualTo(78);
        JsonObject second = json().getAsJsonArray("problems").get(1).getAsJsonObject();
        assertThat(second.get("file").getAsString()).isEqualTo(file.toString());
        assertThat(second.get("line").getAsInt()).isEqualTo(2);
        assertThat(second.get("column").getAsInt()).isEqualTo(1);
        assertThat(second.get("key").getAsString()).isEqualTo("log.level");
        assertThat(second.get("value").getAsString()).isEqualTo("\"loud\"");
        assertThat(second.get("message").getAsString()).contains("\"warning\"");
    }

    @Test
    void checkExitsWith66WhenTheNamedFileIsMissing() {
        assertThat(run("check", "--config", file.toString())).isEqualTo(66);
    }

    @Test
    void showTellsEachValueWithItsOrigin() throws Exception {
        configure("[limits]\nsessions = 5\n");
        assertThat(run("show", "--config", file.toString(), "--data", "/d")).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .startsWith("# " + file)
                .contains(
                        "data = \"/d\" # command line, --data",
                        "limits.sessions = 5 # " + file + ":2:1",
                        "limits.failed-logins = 5 # default",
                        "postmaster is not set # default")
                .hasSize(Keys.all().size() + 4);
    }

    @Test
    void showCanLeaveOutTheDefaultsOrAllElse() throws Exception {
        configure("[limits]\nsessions = 5\n");
        run("show", "--changed", "--config", file.toString());
        assertThat(out.toString().lines()).hasSize(2);
        run("show", "--defaults", "--config", file.toString());
        assertThat(out.toString().lines()).hasSize(Keys.all().size() + 3);
    }

    @Test
    void showAsJsonKeepsTypesAndOrigins() throws Exception {
        configure("[limits]\nsessions = 5\n");
        run("show", "--changed", "--json", "--config", file.toString());
        JsonObject setting = json().getAsJsonArray("settings").get(0).getAsJsonObject();
        assertThat(setting.get("key").getAsString()).isEqualTo("limits.sessions");
        assertThat(setting.get("value").getAsInt()).isEqualTo(5);
        assertThat(setting.get("live").getAsBoolean()).isTrue();
        assertThat(setting.getAsJsonObject("origin").get("line").getAsInt()).isEqualTo(2);
    }

    @Test
    void initWritesAFileThatPassesCheckAndNeverOverwritesUnasked() throws Exception {
        assertThat(run("init", file.toString())).isZero();
        assertThat(run("check", "--config", file.toString())).isZero();
        configure("hostname = \"mine\"\n");
        assertThat(run("init", file.toString())).isEqualTo(73);
        assertThat(err.toString()).contains("--force");
        assertThat(file).content().isEqualTo("hostname = \"mine\"\n");
        assertThat(run("init", "--force", file.toString())).isZero();
        assertThat(file).content().isEqualTo(Reference.template());
    }

    @Test
    void initSaysWhyItCannotWrite() {
        assertThat(run("init", folder.resolve("no/such/folder.toml").toString())).isEqualTo(73);
        assertThat(err.toString()).contains("cannot write");
    }
}

package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.Loaded;
import org.restante.cli.log.LogWriter;
import org.restante.server.net.Endpoint;

import picocli.CommandLine;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server that was told nothing. */
final class FirstStartTest {
    private static final Pattern PASSWORD = Pattern.compile("password {2}(\\S+)");

    @TempDir Path folder;

    private PostOffice start() throws Exception {
        ConfigurationOptions options =
                CommandLine.populateCommand(
                        new ConfigurationOptions(), "--data", folder.resolve("data").toString());
        List<String> listen = List.of("pop3=127.0.0.1:0", "pop3s=127.0.0.1:0", "lmtp=127.0.0.1:0");
        Loaded read = options.read(listen);
        // Whatever file the machine has that runs the tests: as if there were none.
        Loaded loaded = new Loaded(read.configuration(), Optional.empty(), read.settings());
        return PostOffice.start(
                loaded,
                () -> loaded,
                new LogWriter(
                        new PrintStream(
                                OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                        false,
                        Level.ERROR,
                        InstantSource.system()));
    }

    private static String welcome(PostOffice office) throws Exception {
        StringWriter out = new StringWriter();
        Welcome.print(office, new PrintWriter(out));
        return out.toString();
    }

    private static Talk talk(PostOffice office) throws Exception {
        return Talk.to(
                ((Endpoint.Tcp) office.listeners().getFirst().endpoint()).address().getPort());
    }

    @Test
    void theFirstStartMakesAnAccountWithAMessageAndTheSecondKeepsThem() throws Exception {
        String password;
        byte[] certificate;
        Path pem = folder.resolve("data/tls/certificate.pem");
        PostOffice first = start();
        try {
            Matcher shown = PASSWORD.matcher(welcome(first));
            assertThat(shown.find()).isTrue();
            password = shown.group(1);
            certificate = Files.readAllBytes(pem);
            expectWelcomeMessage(first, password);
        } finally {
            first.stop();
        }
        PostOffice second = start();
        try {
            assertThat(welcome(second)).contains("Restante is running").doesNotContain("password");
            assertThat(Files.readAllBytes(pem)).isEqualTo(certificate);
            expectWelcomeMessage(second, password);
        } finally {
            second.stop();
        }
    }

    private static void expectWelcomeMessage(PostOffice office, String password) throws Exception {
        try (Talk talk = talk(office)) {
            assertThat(talk.login("me", password)).startsWith("+OK");
            assertThat(talk.listing("RETR 1")).contains("Subject: Welcome to Restante");
            assertThat(talk.say("STAT")).startsWith("+OK 1 ");
            talk.say("QUIT");
        }
    }

    @Test
    void anAccountMadeBeforeTheFirstStartIsTheOnlyOne() throws Exception {
        Outcome added =
                Outcome.of(
                        "account",
                        "add",
                        "alice",
                        "--generate",
                        "--data",
                        folder.resolve("data").toString());
        PostOffice office = start();
        try (Talk talk = talk(office)) {
            assertThat(welcome(office)).doesNotContain("password");
            assertThat(talk.login("alice", added.out().strip())).startsWith("+OK");
            assertThat(office.accounts().list()).hasSize(1);
        } finally {
            office.stop();
        }
    }
}

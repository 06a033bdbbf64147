package org.restante.cli.serve;

import org.restante.cli.Outcome;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.Loaded;
import org.restante.cli.log.LogWriter;
import org.restante.server.net.Endpoint;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole server in this process, on free ports, with its configuration in a file. */
public final class RunningServer implements AutoCloseable {
    private static final long AWAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int AWAIT_PAUSE_MILLIS = 10;

    private final PostOffice office;
    private final ByteArrayOutputStream log;

    private RunningServer(PostOffice office, ByteArrayOutputStream log) {
        this.office = office;
        this.log = log;
    }

    /** Writes a configuration with this data folder and free ports, and these lines. */
    public static void configure(Path file, String... lines) throws Exception {
        Files.writeString(
                file,
                """
                data = "%s"
                hostname = "mail.example.org"
                listen.pop3.address = ["127.0.0.1:0"]
                listen.pop3s.address = ["127.0.0.1:0"]
                listen.lmtp.address = ["127.0.0.1:0", "unix:lmtp.sock"]
                %s
                """
                        .formatted(file.resolveSibling("data"), String.join("\n", lines)));
    }

    /** Makes an account with the password {@code secret}, as its administrator does. */
    public static void account(Path file, String name, String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "account",
                                "add",
                                name,
                                "--password-stdin",
                                "--config",
                                file.toString()));
        words.addAll(List.of(options));
        Outcome added = Outcome.ofInput("secret\n", words.toArray(String[]::new));
        if (added.exitCode() != 0) {
            throw new AssertionError(added.err());
        }
    }

    public static RunningServer start(Path file) throws Exception {
        ConfigurationOptions options =
                CommandLine.populateCommand(
                        new ConfigurationOptions(), "--config", file.toString());
        Loaded loaded = options.read(List.of());
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        LogWriter writer =
                new LogWriter(
                        new PrintStream(log, true, StandardCharsets.UTF_8),
                        loaded.configuration().log().format() == Configuration.LogFormat.JSON,
                        ServeCommand.level(loaded.configuration()),
                        InstantSource.system());
        return new RunningServer(
                PostOffice.start(loaded, () -> options.read(List.of()), writer), log);
    }

    /** The port of the first TCP listener of that name. */
    public int port(String name) {
        return office.listeners().stream()
                .filter(listener -> listener.name().equals(name))
                .map(listener -> listener.endpoint())
                .filter(Endpoint.Tcp.class::isInstance)
                .map(Endpoint.Tcp.class::cast)
                .map(tcp -> tcp.address().getPort())
                .findFirst()
                .orElseThrow();
    }

    /** What the start prints. */
    String welcome() throws Exception {
        StringWriter out = new StringWriter();
        Welcome.print(office, new PrintWriter(out));
        return out.toString();
    }

    public String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    /** Waits until the log has this text. */
    public void awaitLog(String text) throws InterruptedException {
        long until = System.nanoTime() + AWAIT_NANOS_MAX;
        while (!log().contains(text)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("no \"" + text + "\" in the log:\n" + log());
            }
            TimeUnit.MILLISECONDS.sleep(AWAIT_PAUSE_MILLIS);
        }
    }

    /** Afterwards the log is whole. */
    void stop() {
        office.stop();
    }

    @Override
    public void close() {
        stop();
    }
}

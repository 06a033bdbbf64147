package org.restante.cli.soak;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.restante.accounts.AccountDatabase;
import org.restante.accounts.RefusedException;
import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.PasswordScheme;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code restante serve} as a process of its own, on free ports of the loopback address. Killed at
 * the latest when closed. What it logs stands in {@code server.log} beside its data folder.
 */
final class ServerProcess implements AutoCloseable {
    /** The password of every account that {@link #accounts} makes. */
    static final String PASSWORD = "s3cret";

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** The launcher's flags, but tuned for a short life. */
    private static final List<String> JVM =
            List.of(
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final Map<String, InetSocketAddress> addresses;

    private ServerProcess(Process process, Map<String, InetSocketAddress> addresses) {
        this.process = process;
        this.addresses = addresses;
    }

    /** Makes enabled accounts that share one password, stored as it is: logins cost little. */
    static void accounts(Path data, List<String> names) throws IOException {
        Files.createDirectories(data);
        try (AccountDatabase file =
                new AccountDatabase(
                        data.resolve("accounts.db"),
                        () -> List.of("localhost"),
                        Optional::empty,
                        InstantSource.system())) {
            for (String name : names) {
                file.add(
                        name,
                        PasswordScheme.PLAIN.make(new Secret(PASSWORD), new SecureRandom()).stream()
                                .toList(),
                        Optional.empty(),
                        List.of());
            }
        } catch (RefusedException | BadVerifierException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts with nothing configured, and waits until it listens. */
    static ServerProcess start(Path data) throws IOException, InterruptedException {
        return start(data, List.of(), Optional.empty());
    }

    /** Starts with a configuration file of this text, and waits until it listens. */
    static ServerProcess start(Path data, String configuration)
            throws IOException, InterruptedException {
        Path file = data.resolveSibling("restante.toml");
        Files.writeString(file, configuration);
        return start(data, List.of(), Optional.of(file));
    }

    /**
     * Starts, and waits until it listens.
     *
     * @param jvm more options for its JVM
     */
    static ServerProcess start(Path data, List<String> jvm, Optional<Path> configuration)
            throws IOException, InterruptedException {
        // One that was killed leaves its file behind.
        Path listeners = data.resolve("listeners.json");
        Files.deleteIfExists(listeners);
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(JVM);
        command.addAll(jvm);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.restante.cli.Main",
                        "serve",
                        "--data",
                        data.toString()));
        for (String name : List.of("pop3", "pop3s", "lmtp")) {
            command.addAll(List.of("--listen", name + "=127.0.0.1:0"));
        }
        configuration.ifPresent(file -> command.addAll(List.of("--config", file.toString())));
        Path log = data.resolveSibling("server.log");
        Process process =
                new ProcessBuilder(command)
                        // Where no configuration file lies about.
                        .directory(data.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        try {
            Await.until(
                    () -> "the server does not listen; see the end of " + tail(log),
                    () -> {
                        if (!process.isAlive()) {
                            throw new IOException("the server ended: " + tail(log));
                        }
                        return Files.exists(listeners);
                    });
            return new ServerProcess(process, read(listeners));
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Map<String, InetSocketAddress> read(Path listeners) throws IOException {
        Map<String, InetSocketAddress> addresses = new HashMap<>();
        JsonObject whole = JsonParser.parseString(Files.readString(listeners)).getAsJsonObject();
        for (JsonElement each : whole.getAsJsonArray("listeners")) {
            String address = each.getAsJsonObject().get("address").getAsString();
            int colon = address.lastIndexOf(':');
            addresses.put(
                    each.getAsJsonObject().get("name").getAsString(),
                    new InetSocketAddress(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1))));
        }
        return addresses;
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return log + "\n" + text.substring(Math.max(0, text.length() - 4000));
        } catch (IOException e) {
            return log + ": " + e.getMessage();
        }
    }

    InetSocketAddress pop3() {
        return address("pop3");
    }

    InetSocketAddress pop3s() {
        return address("pop3s");
    }

    InetSocketAddress lmtp() {
        return address("lmtp");
    }

    private InetSocketAddress address(String name) {
        return Objects.requireNonNull(addresses.get(name), name);
    }

    /** A POP3 session of that account, logged in. */
    Link login(String account) throws IOException {
        return new Link(pop3()).login(account);
    }

    /** The same inside TLS from the first octet. */
    Link loginInsideTls(String account) throws IOException {
        return Link.insideTls(pop3s()).login(account);
    }

    /** Its greeting and LHLO are done. */
    Link deliverer() throws IOException {
        Link link = new Link(lmtp());
        try {
            link.expect("220");
            link.send("LHLO localhost\r\n");
            while (!link.line().startsWith("250 ")) {
                // One of the extensions.
            }
            return link;
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** Delivers one message by LMTP. */
    void deliver(String account, String text) throws IOException {
        try (Link link = deliverer()) {
            link.ask("MAIL FROM:<sender@example.org>", "250");
            link.ask("RCPT TO:<" + account + "@localhost>", "250");
            link.ask("DATA", "354");
            link.send(text + ".\r\n");
            link.expect("250");
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How many files and connections it has open. */
    long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc", "" + pid(), "fd"))) {
            return files.count();
        }
    }

    /** A figure of {@code /proc/PID/status}, such as {@code Threads} or {@code VmRSS} (in KiB). */
    long figure(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", "" + pid(), "status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** What {@code jcmd} prints about it. */
    String jcmd(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(JAVA.replaceAll("java$", "jcmd"), "" + pid()));
        line.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), Link.OCTETS);
        if (jcmd.waitFor() != 0) {
            throw new IOException(printed);
        }
        return printed;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor();
    }

    /** Its exit code, once it has ended by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

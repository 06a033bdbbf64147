package org.restante.cli.interop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.restante.accounts.AccountDatabase;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.cli.Launched;
import org.restante.protocol.Secret;
import org.restante.store.MaildropName;
import org.restante.store.maildir.MaildirLayout;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code restante serve} in a process of its own, on a folder of the test. */
final class ServerProcess implements AutoCloseable {
    static final String PASSWORD = "correct-horse";
    private static final int STOP_SECONDS_MAX = 30;
    private static final long LOG_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final Path folder;
    private final Process process;
    private final JsonObject listeners;

    private ServerProcess(Path folder, Process process, JsonObject listeners) {
        this.folder = folder;
        this.process = process;
        this.listeners = listeners;
    }

    /**
     * Starts the server and returns when it listens.
     *
     * @param folder gets its configuration, its data and its log
     * @param more lines of the configuration beside listeners on ports of the system's choice
     */
    static ServerProcess start(Path folder, String... more) throws IOException {
        Path configuration = folder.resolve("restante.toml");
        Files.writeString(
                configuration,
                """
                data = "data"
                hostname = "localhost"
                listen.pop3.address = "127.0.0.1:0"
                listen.pop3s.address = "127.0.0.1:0"
                listen.lmtp.address = ["127.0.0.1:0", "unix:lmtp.sock"]
                """
                        + String.join("\n", more)
                        + "\n");
        Path log = folder.resolve("restante.log");
        Process process =
                new ProcessBuilder(Launched.command("serve", "--config", configuration.toString()))
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        // What it prints when it listens; the end comes instead if it could not start.
        BufferedReader out = process.inputReader();
        String line;
        do {
            line = out.readLine();
            if (line == null) {
                process.destroyForcibly();
                throw new AssertionError("the server did not start:\n" + Files.readString(log));
            }
        } while (!line.startsWith("Restante is running"));
        Path data = folder.resolve("data");
        return new ServerProcess(
                folder,
                process,
                JsonParser.parseString(Files.readString(data.resolve("listeners.json")))
                        .getAsJsonObject());
    }

    long pid() {
        return process.pid();
    }

    Path data() {
        return folder.resolve("data");
    }

    /** The self-signed one, which a client is to trust. */
    Path certificate() {
        return data().resolve("tls/certificate.pem");
    }

    /** The TCP port of the listener of that name. */
    int port(String listener) {
        for (JsonElement each : listeners.getAsJsonArray("listeners")) {
            JsonObject object = each.getAsJsonObject();
            String address = object.get("address").getAsString();
            if (object.get("name").getAsString().equals(listener) && !address.startsWith("unix:")) {
                return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            }
        }
        throw new AssertionError("no listener " + listener + " in " + listeners);
    }

    Path lmtpSocket() {
        return data().resolve("lmtp.sock");
    }

    /** Adds an account with {@link #PASSWORD}; returns the folder of its maildrop. */
    Path account(String name) throws Exception {
        account(name, Optional.empty());
        return MaildirLayout.hashed(data()).folder(MaildropName.of(name));
    }

    /** Adds an account whose maildrop is a Maildir that is there already. */
    void account(String name, Optional<Path> maildrop) throws Exception {
        account(name, maildrop, List.of(PasswordScheme.SCRAM_SHA_256));
    }

    /** The same, its password stored in each of these ways. */
    void account(String name, Optional<Path> maildrop, List<PasswordScheme> schemes)
            throws Exception {
        List<StoredVerifier> verifiers = new ArrayList<>();
        for (PasswordScheme each : schemes) {
            verifiers.add(each.make(new Secret(PASSWORD), new SecureRandom()).orElseThrow());
        }
        try (AccountDatabase accounts =
                new AccountDatabase(
                        data().resolve("accounts.db"),
                        () -> List.of("localhost"),
                        Optional::empty,
                        InstantSource.system())) {
            accounts.add(name, verifiers, maildrop, List.of());
        }
    }

    /**
     * What it has logged since, when that has this text.
     *
     * @param from where to begin, in characters of {@link #log}
     */
    String awaitLog(int from, String text) throws IOException {
        long until = System.nanoTime() + LOG_NANOS_MAX;
        String since = log().substring(from);
        while (!since.contains(text)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("no \"" + text + "\" in\n" + since);
            }
            Thread.onSpinWait();
            since = log().substring(from);
        }
        return since;
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("restante.log"));
    }

    /** Ends it as an administrator does, by SIGTERM. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("the server has not stopped:\n" + log());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}

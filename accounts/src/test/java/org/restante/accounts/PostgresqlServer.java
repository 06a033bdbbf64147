package org.restante.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the test's own: a fresh cluster on loopback, with a password. The server
 * refuses to be root, so a test that is root becomes {@code nobody}, who then owns the folder.
 */
public final class PostgresqlServer implements AutoCloseable {
    public static final String USER = "restante";
    public static final String PASSWORD = "the database's secret";

    private final Path folder;
    private final int port;

    private PostgresqlServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Makes the cluster in a folder that others may enter, and starts it. */
    public static PostgresqlServer start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("restante-postgresql");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PostgresqlServer server = new PostgresqlServer(folder, port);
        if (isRoot()) {
            run(List.of("chown", "-R", "nobody", folder.toString()));
        }
        server.tool(
                "initdb",
                "--auth=scram-sha-256",
                "--username=" + USER,
                "--pwfile=" + password,
                "--locale=C.UTF-8",
                "--no-sync",
                "--pgdata=" + folder.resolve("data"));
        server.startAgain();
        return server;
    }

    /** Starts it again at the same port. */
    public void startAgain() throws IOException, InterruptedException {
        tool(
                "pg_ctl",
                "start",
                "--wait",
                "--pgdata=" + folder.resolve("data"),
                "--log=" + folder.resolve("log"),
                "--options=-c listen_addresses=127.0.0.1 -c port="
                        + port
                        + " -c fsync=off -c unix_socket_directories="
                        + folder);
    }

    /** Cuts every connection. */
    public void stop() throws IOException, InterruptedException {
        tool("pg_ctl", "stop", "--mode=immediate", "--pgdata=" + folder.resolve("data"));
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(folder.resolve("data/postmaster.pid"))) {
            try {
                stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted before the server had ended", e);
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    private void tool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(programs().resolve(name).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("restante-postgresql", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        // Not a pipe: the server inherits it and would keep it open.
                        .redirectOutput(output.toFile())
                        .start();
        int code = process.waitFor();
        String told = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        if (code != 0) {
            throw new IOException(command + " ended with " + code + ": " + told);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("the package postgresql is not installed"));
        }
    }
}

package org.restante.cli.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Courier's POP3 server for one Maildir. Courier starts it behind a program of its own that asks
 * for name and password, and with which it talks to an authentication daemon; here this class does
 * that part, any password being right.
 */
final class Courier implements AutoCloseable {
    /** Debian's packages, unpacked: they cannot be installed beside Dovecot's. */
    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "."), "..", "target", "courier")
                    .toAbsolutePath()
                    .normalize();

    private static final Path PROGRAM = ROOT.resolve("usr/lib/courier/courier/courierpop3d");

    private final ServerSocket listener;
    private final Path maildir;

    private Courier(ServerSocket listener, Path maildir) {
        this.listener = listener;
        this.maildir = maildir;
    }

    static Courier start(Path maildir) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new AssertionError(PROGRAM + " is not there: .ci/run fetches and unpacks it");
        }
        Courier courier =
                new Courier(new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1")), maildir);
        Thread.ofVirtual().start(courier::accept);
        return courier;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // It was closed.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (Socket client = socket) {
            OutputStream out = client.getOutputStream();
            // One octet at a time, so that what follows PASS is left for the program.
            InputStream in = client.getInputStream();
            say(out, "+OK Hello there.");
            String line = line(in);
            while (!line.startsWith("PASS")) {
                say(out, line.startsWith("USER") ? "+OK Password required." : "-ERR Not now.");
                line = line(in);
            }
            ProcessBuilder builder =
                    new ProcessBuilder(PROGRAM.toString(), maildir.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment()
                    .put(
                            "LD_LIBRARY_PATH",
                            ROOT.resolve("usr/lib") + ":" + ROOT.resolve("usr/lib/" + triplet()));
            Process process = builder.start();
            try {
                Thread.ofVirtual().start(() -> copy(in, process.getOutputStream()));
                process.getInputStream().transferTo(out);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    /** The folder of libraries of this kind of machine. */
    private static String triplet() throws IOException {
        try (var folders = Files.list(ROOT.resolve("usr/lib"))) {
            return folders.map(folder -> Objects.toString(folder.getFileName()))
                    .filter(name -> name.endsWith("-linux-gnu"))
                    .findFirst()
                    .orElse("");
        }
    }

    private static void copy(InputStream in, OutputStream out) {
        try (out) {
            byte[] block = new byte[4096];
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                out.write(block, 0, count);
                out.flush();
            }
        } catch (IOException _) {
            // One of both has gone.
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the client hung up");
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

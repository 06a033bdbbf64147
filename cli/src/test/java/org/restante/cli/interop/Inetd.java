package org.restante.cli.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Starts a program for each connection, with which it talks by its standard input and output. */
final class Inetd implements AutoCloseable {
    /** What is done before the program is started. */
    @FunctionalInterface
    interface Service {
        /**
         * The program for a client.
         *
         * @param in what the client says; what is left is for the program
         */
        ProcessBuilder program(InputStream in, OutputStream out) throws IOException;
    }

    /** How long a program may take to end by itself. */
    private static final int PATIENCE_SECONDS = 30;

    private final ServerSocket listener;
    private final Service service;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    private Inetd(ServerSocket listener, Service service) {
        this.listener = listener;
        this.service = service;
    }

    static Inetd start(Service service) throws IOException {
        Inetd inetd =
                new Inetd(new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1")), service);
        Thread.ofVirtual().start(inetd::accept);
        return inetd;
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
            InputStream in = client.getInputStream();
            Process process =
                    service.program(in, out).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            running.add(process);
            try {
                Thread.ofVirtual().start(() -> copy(in, process.getOutputStream()));
                InputStream said = process.getInputStream();
                try {
                    said.transferTo(out);
                } catch (IOException _) {
                    // The client has gone. So the program sees it, and may have a lock to give
                    // back.
                    said.close();
                }
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
                running.remove(process);
            }
        } catch (IOException | InterruptedException _) {
            // The client has gone.
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

    @Override
    public void close() throws IOException {
        listener.close();
        running.forEach(Process::destroyForcibly);
    }
}

package org.restante.cli.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Courier's POP3 server for one Maildir. Courier starts it behind a program of its own that asks
 * for name and password, and with which it talks to an authentication daemon; here this class does
 * that part, any password being right.
 */
final class Courier implements AutoCloseable {
    private final Inetd inetd;

    private Courier(Inetd inetd) {
        this.inetd = inetd;
    }

    static Courier start(Path maildir) throws IOException {
        Unpacked courier = Unpacked.of("courier");
        Path program = courier.program("usr/lib/courier/courier/courierpop3d");
        return new Courier(
                Inetd.start((in, out) -> {
                    login(in, out);
                    ProcessBuilder builder =
                            new ProcessBuilder(program.toString(), maildir.toString());
                    builder.environment().put("LD_LIBRARY_PATH", courier.libraries());
                    return builder;
                }));
    }

    int port() {
        return inetd.port();
    }

    private static void login(InputStream in, OutputStream out) throws IOException {
        say(out, "+OK Hello there.");
        String line = line(in);
        while (!line.startsWith("PASS")) {
            say(out, line.startsWith("USER") ? "+OK Password required." : "-ERR Not now.");
            line = line(in);
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** One octet at a time, so that what follows is left for the program. */
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
        inetd.close();
    }
}

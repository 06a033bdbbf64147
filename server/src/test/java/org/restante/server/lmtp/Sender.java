package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A mail server that hands over mail as a test says; one character stands for each octet. */
final class Sender implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Sender(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    Sender send(String octets) throws IOException {
        out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Reads the greeting and goes up to and with the reply to DATA. */
    Sender begin(String... recipients) throws IOException {
        assertThat(reply()).startsWith("220 ");
        send("LHLO client.example\r\nMAIL FROM:<sender@example.org>\r\n");
        assertThat(reply()).startsWith("250-");
        assertThat(reply()).startsWith("250 ");
        for (String recipient : recipients) {
            send("RCPT TO:<" + recipient + ">\r\n");
            assertThat(reply()).isEqualTo("250 2.1.5 recipient ok");
        }
        send("DATA\r\n");
        assertThat(reply()).startsWith("354 ");
        return this;
    }

    /** The next reply; its lines without CRLF, LF between them. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            reply.append(line).append('\n');
            line = line();
        }
        return reply.append(line).toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet != '\n') {
            assertThat(octet).as("after \"%s\"", line).isNotNegative();
            line.append((char) octet);
            octet = in.read();
        }
        assertThat(line).endsWith("\r");
        return line.substring(0, line.length() - 1);
    }

    /** What comes until the server closes. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Waits until the server closes, whatever way, and sends nothing before. */
    void awaitEnd() throws IOException {
        try {
            assertThat(in.read()).isNegative();
        } catch (SocketException _) {
            // Reset: ended all the same.
        }
    }

    /** Says that nothing more will be sent. */
    Sender endInput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Breaks the connection at once, with a reset. */
    void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

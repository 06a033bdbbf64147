package org.restante.cli.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An LMTP client that changes no octet. */
final class RawLmtp implements AutoCloseable {
    private static final int READ_MILLIS_MAX = 60_000;

    private final Socket socket;
    private final BufferedReader in;

    /** Connects and says LHLO. */
    RawLmtp(int port) throws IOException {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(READ_MILLIS_MAX);
        in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        reply();
        send("LHLO client.test\r\n");
        reply();
    }

    /** Delivers to one recipient; the reply to the message. */
    String deliver(String recipient, String octets) throws IOException {
        for (String command :
                new String[] {"MAIL FROM:<a@b.test>", "RCPT TO:<" + recipient + ">", "DATA"}) {
            send(command + "\r\n");
            String reply = reply();
            if (!reply.startsWith("2") && !reply.startsWith("354")) {
                throw new AssertionError(command + ": " + reply);
            }
        }
        send(("\r\n" + sent(octets)).replace("\r\n.", "\r\n..").substring(2) + ".\r\n");
        return reply();
    }

    /** What goes over the wire, before stuffing: the end of the data has to begin a line. */
    static String sent(String octets) {
        return octets.isEmpty() || octets.endsWith("\r\n") ? octets : octets + "\r\n";
    }

    private void send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The last line of a reply. */
    private String reply() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return String.valueOf(line);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package org.restante.server.pop3;

import org.restante.server.TestPostOffice;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends what it is told to, octet for octet. */
public final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /** Takes a connection, in the clear or inside TLS, from here on. */
    public Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects in the clear and reads the greeting. */
    static Client greeted(TestPostOffice office) throws IOException {
        Client client = new Client(office.pop3());
        client.line();
        return client;
    }

    /** Connects in the clear and logs in as alice. */
    static Client loggedIn(TestPostOffice office) throws IOException {
        Client client = greeted(office);
        String reply = client.login();
        if (!reply.startsWith("+OK")) {
            throw new AssertionError(reply);
        }
        return client;
    }

    /** The same, taking messages with whatever octets they have. */
    static Client inUtf8(TestPostOffice office) throws IOException {
        Client client = greeted(office);
        String utf8 = client.command("UTF8");
        String reply = client.login();
        if (!utf8.startsWith("+OK") || !reply.startsWith("+OK")) {
            throw new AssertionError(utf8 + ", " + reply);
        }
        return client;
    }

    /** Returns the reply to PASS. */
    String login(String name, String password) throws IOException {
        command("USER " + name);
        return command("PASS " + password);
    }

    /** Returns the reply to PASS. */
    String login() throws IOException {
        command("USER alice");
        return command("PASS " + Scene.PASSWORD);
    }

    public Socket socket() {
        return socket;
    }

    /** Sends these octets and nothing else. */
    public Client send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a line; returns the status line. */
    public String command(String line) throws IOException {
        return send(line + "\r\n").line();
    }

    /** Sends a line; returns what stands between the status line and the terminator, stuffed. */
    String multiLine(String line) throws IOException {
        String status = command(line);
        if (!status.startsWith("+OK")) {
            throw new AssertionError(status);
        }
        return data();
    }

    /** The next line, which must end CRLF, without that. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || line.indexOf("\r\n", line.length() - 2) < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the server closed after \"" + line + "\"");
            }
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 2);
    }

    /** Just so many octets. */
    public String octets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("the server closed after " + octets.length + " octets");
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** The same, without keeping them. */
    public void skip(long count) throws IOException {
        in.skipNBytes(count);
    }

    /** The lines up to the terminator. */
    String data() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = line(); !line.equals("."); line = line()) {
            data.append(line).append("\r\n");
        }
        return data.toString();
    }

    /** Everything up to the end of the connection. */
    public String rest() {
        StringBuilder rest = new StringBuilder();
        try {
            int octet;
            while ((octet = in.read()) >= 0) {
                rest.append((char) octet);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after \"" + rest + "\"", e);
        } catch (IOException _) {
            // A reset is an end as well.
        }
        return rest.toString();
    }

    /** Whether the server has closed; waits for the socket's time-out. Nothing else may come. */
    boolean atEnd() throws IOException {
        try {
            int octet = in.read();
            if (octet >= 0) {
                throw new AssertionError("octet " + octet + " came");
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /** Goes without a word, by a reset. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

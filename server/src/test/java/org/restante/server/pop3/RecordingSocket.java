package org.restante.server.pop3;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;

/** A connected socket that keeps what it receives: the records of TLS, when that is layered. */
final class RecordingSocket extends Socket {
    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    RecordingSocket(Socket socket) {
        this.socket = socket;
    }

    /** The last TLS record, with its header of five octets. */
    byte[] lastRecord() {
        byte[] all = received.toByteArray();
        int at = 0;
        while (true) {
            int next = at + 5 + ((all[at + 3] & 0xFF) << 8 | (all[at + 4] & 0xFF));
            if (next >= all.length) {
                return Arrays.copyOfRange(all, at, next);
            }
            at = next;
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(socket.getInputStream()) {
            @Override
            public int read() throws IOException {
                int octet = super.read();
                if (octet >= 0) {
                    received.write(octet);
                }
                return octet;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                received.write(target, offset, Math.max(count, 0));
                return count;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        socket.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package org.restante.cli.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * A name server that has one SRV record at {@code _pop3s._tcp} of every domain, and none else.
 *
 * @param target a name of one label
 */
record SrvAnswers(DatagramSocket socket, String target, int port) implements AutoCloseable {
    static SrvAnswers of(String target, int port) throws IOException {
        SrvAnswers answers =
                new SrvAnswers(
                        new DatagramSocket(0, InetAddress.getLoopbackAddress()), target, port);
        Thread.ofVirtual().start(answers::serve);
        return answers;
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                byte[] answer = answer(packet.getData());
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    /** RFC 1035 §4.1: head, the question again, the record. */
    private byte[] answer(byte[] question) {
        int end = 12;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        end += 5;
        boolean known =
                new String(question, 13, question[12], StandardCharsets.US_ASCII).equals("_pop3s");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(question, 0, 2);
        shorts(out, known ? 0x8580 : 0x8583, 1, known ? 1 : 0, 0, 0);
        out.write(question, 12, end - 12);
        if (known) {
            shorts(out, 0xC00C, 33, 1, 0, 60, 8 + target.length(), 0, 0, port);
            out.write(target.length());
            out.writeBytes(target.getBytes(StandardCharsets.US_ASCII));
            out.write(0);
        }
        return out.toByteArray();
    }

    private static void shorts(ByteArrayOutputStream out, int... values) {
        for (int value : values) {
            out.write(value >> 8);
            out.write(value);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

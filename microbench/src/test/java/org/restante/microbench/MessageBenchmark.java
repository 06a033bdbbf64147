package org.restante.microbench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.restante.protocol.Content;
import org.restante.protocol.utf8.AsciiView;
import org.restante.protocol.wire.CanonicalForm;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.protocol.wire.WireOutput;
import org.restante.protocol.wire.WireSink;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A message of 28 KB in lines of 72 characters on its way from the file to the socket. */
@State(Scope.Benchmark)
public class MessageBenchmark {
    private static final String LINE = "x".repeat(72) + "\n";
    private static final int LINES = 384;

    private final byte[] stored =
            ("Subject: a message\n\n" + LINE.repeat(LINES)).getBytes(StandardCharsets.US_ASCII);
    private final long octets = measured(stored).octets();
    private final WireOutput out = new WireOutput(new Nowhere());
    private Path file;
    private FileChannel channel;

    /** Takes everything, and looks at nothing. */
    private static final class Nowhere implements WireSink {
        @Override
        public void write(byte[] block, int offset, int length) {}

        @Override
        public void transfer(FileChannel from, long offset, long count) {}
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
        file = Files.createTempFile("restante-microbench", ".eml");
        Files.write(file, stored);
        channel = FileChannel.open(file);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        channel.close();
        Files.delete(file);
    }

    /** What a delivery and the first look at another program's file do. */
    @Benchmark
    public CanonicalForm measure() {
        return measured(stored);
    }

    private static CanonicalForm measured(byte[] message) {
        CanonicalForm form = new CanonicalForm();
        form.update(message, 0, message.length);
        return form;
    }

    /** RETR of what is not stored in wire form: read, completed, stuffed. */
    @Benchmark
    public void sendLocalFile() throws IOException {
        out.message(new Content.LocalFile(channel, stored.length, octets));
        out.flush();
    }

    /** TOP, and RETR of what comes from elsewhere than a file. */
    @Benchmark
    public void sendStream() throws IOException {
        out.message(
                new Content.Stream(
                        new CanonicalInputStream(new ByteArrayInputStream(stored)), octets));
        out.flush();
    }

    /** The look at the header that RETR takes for a client that did not say UTF8. */
    @Benchmark
    public void lookAtHeader(Blackhole hole) throws IOException {
        hole.consume(AsciiView.of(new Content.LocalFile(channel, stored.length, octets)));
    }
}

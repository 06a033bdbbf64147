package org.restante.microbench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.restante.protocol.pop3.CommandParser;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What each command costs before anybody acts on it: its line, and what it means. */
@State(Scope.Benchmark)
public class CommandBenchmark {
    private static final int COMMANDS = 8;
    private static final String SESSION =
            "CAPA\r\nUSER alice\r\nPASS correct horse\r\nSTAT\r\nUIDL\r\nRETR 17\r\nDELE 17\r\nQUIT\r\n";
    private static final int BLOCK_OCTETS = 1024;

    private final byte[] octets = SESSION.getBytes(StandardCharsets.US_ASCII);
    private final String[] lines = SESSION.split("\r\n");

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void readLine(Blackhole hole) throws IOException {
        LineReader reader =
                new LineReader(
                        new ByteArrayInputStream(octets), LineReader.Ends.CRLF_OR_LF, BLOCK_OCTETS);
        while (reader.next(CommandParser.LINE_OCTETS_MAX) instanceof Line.Text(var text)) {
            hole.consume(text);
        }
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void parse(Blackhole hole) {
        for (String line : lines) {
            hole.consume(CommandParser.parse(line));
        }
    }
}

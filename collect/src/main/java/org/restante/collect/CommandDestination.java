package org.restante.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command that gets each message on its standard input, with LF line ends, and ends as sysexits.h
 * says: 0 is delivered, 75 (EX_TEMPFAIL) is to be tried in the next run, all else is refused. It is
 * started when the message is whole, without a shell. A message that it was given when everything
 * died comes once more; {@code RESTANTE_MESSAGE} in its environment is the same then.
 */
public final class CommandDestination implements Destination {
    private static final int TEMPFAIL = 75;

    /** What the command says is told to people: its beginning will do. */
    private static final int WORDS_OCTETS_MAX = 500;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final List<String> command;
    private final Duration bound;
    private final Path spool;
    private String id = "";

    /**
     * A command.
     *
     * @param command a program and its arguments
     * @param bound how long it may take for a message; then it is killed, and the next run tries
     * @param spool a file for the message on its way
     */
    public CommandDestination(List<String> command, Duration bound, Path spool) {
        this.command = List.copyOf(command);
        this.bound = bound;
        this.spool = spool;
    }

    @Override
    public String where() {
        return "the command " + command.getFirst();
    }

    @Override
    public int groupMessagesMax() {
        return 1;
    }

    /** A command cannot be asked: it gets the message again. */
    @Override
    public Set<String> recover(List<Incoming> group, String note) {
        return Set.of();
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        Files.deleteIfExists(spool);
        Files.createFile(spool, OWNER_ONLY);
        try (OutputStream out = Files.newOutputStream(spool)) {
            LfOutput lines = new LfOutput(out);
            octets.transferTo(lines);
            lines.finish();
        }
        id = message.id();
    }

    @Override
    public String prepare() {
        return "";
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectInput(spool.toFile()).redirectErrorStream(true);
        builder.environment().put("RESTANTE_MESSAGE", id);
        Process process = builder.start();
        FutureTask<String> words = new FutureTask<>(() -> words(process.getInputStream()));
        Thread.ofVirtual().start(words);
        try {
            if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                return Map.of(id, new Refusal(true, command.getFirst() + " took over " + bound));
            }
            int code = process.exitValue();
            if (code == 0) {
                return Map.of();
            }
            return Map.of(
                    id,
                    new Refusal(
                            code == TEMPFAIL,
                            command.getFirst() + " ended with " + code + said(words)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(spool);
        }
    }

    /** What it said; nothing, if something that it has started goes on to speak. */
    private static String said(FutureTask<String> words)
            throws InterruptedException, ExecutionException {
        try {
            return ": " + words.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return "";
        }
    }

    /** Reads all of it, as the command waits for that; keeps the beginning. */
    private static String words(InputStream said) throws IOException {
        byte[] first = said.readNBytes(WORDS_OCTETS_MAX);
        said.transferTo(OutputStream.nullOutputStream());
        return new String(first, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(spool);
    }
}

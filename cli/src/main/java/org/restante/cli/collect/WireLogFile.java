package org.restante.cli.collect;

import org.restante.client.WireLog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;

/**
 * A file of what is said with servers: {@code >} is to a server, {@code <} from it. Its owner alone
 * may read it, as it has addresses and unique-ids. For any thread; each line leaves whole and at
 * once.
 */
final class WireLogFile implements AutoCloseable {
    private final Writer out;
    private final InstantSource clock;

    private WireLogFile(Writer out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Opens it to append, made if need be. */
    static WireLogFile open(Path file, InstantSource clock) throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            // Its owner has chosen who may read it.
        }
        return new WireLogFile(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND),
                clock);
    }

    /** What a collection says and hears. */
    WireLog of(String collection) {
        return new WireLog() {
            @Override
            public void sent(String line) {
                write(collection, "> " + line);
            }

            @Override
            public void received(String line) {
                write(collection, "< " + line);
            }

            @Override
            public void body(long octets) {
                write(collection, "< (" + octets + " octets)");
            }
        };
    }

    private synchronized void write(String collection, String line) {
        try {
            out.write(clock.instant() + " " + collection + " " + line + "\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}

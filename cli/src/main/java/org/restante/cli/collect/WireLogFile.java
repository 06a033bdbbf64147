package org.restante.cli.collect;

import org.restante.client.WireLog;

import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
 * once. If it cannot be written, mail goes on without it.
 */
final class WireLogFile implements AutoCloseable {
    private static final Logger LOG = System.getLogger(WireLogFile.class.getName());

    private final Writer out;
    private final InstantSource clock;
    private boolean broken;

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
        if (broken) {
            return;
        }
        try {
            out.write(clock.instant() + " " + collection + " " + line + "\n");
            out.flush();
        } catch (IOException e) {
            broken = true;
            LOG.log(Level.WARNING, "the wire log ends here: {0}", e.toString());
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            // Each line was flushed: what is left is what could not be written.
            LOG.log(Level.DEBUG, "wire log", e);
        }
    }
}

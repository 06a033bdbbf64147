package org.restante.cli.serve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The data folder, held by the one server that runs on it; freed when its process ends. */
final class DataFolder implements AutoCloseable {
    private final FileChannel channel;

    private DataFolder(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder if it is not there, for its owner alone, and takes it.
     *
     * @throws IOException if another server runs on it
     */
    static DataFolder take(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            Files.createDirectories(
                    data,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel =
                FileChannel.open(
                        data.resolve("server.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException("a server runs already on " + data);
        }
        return new DataFolder(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

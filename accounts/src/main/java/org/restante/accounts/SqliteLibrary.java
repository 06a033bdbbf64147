package org.restante.accounts;

import org.sqlite.SQLiteJDBCLoader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** SQLite's native code, which its driver unpacks into a file. */
final class SqliteLibrary {
    /** Where the driver unpacks it, if anybody says. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static boolean loaded;

    private SqliteLibrary() {}

    /**
     * Loads it, once for the process, out of a folder that is gone when this returns: by itself the
     * driver leaves a copy behind wherever a process is killed.
     *
     * @throws IOException if it cannot be unpacked or loaded
     */
    static synchronized void load() throws IOException {
        if (loaded || System.getProperty(FOLDER) != null) {
            return;
        }
        Path folder = Files.createTempDirectory("restante-sqlite-");
        System.setProperty(FOLDER, folder.toString());
        try {
            loaded = SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            throw new IOException("SQLite cannot be loaded: " + e.getMessage(), e);
        } finally {
            System.clearProperty(FOLDER);
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path each : files) {
            Files.delete(each);
        }
        Files.delete(folder);
    }
}

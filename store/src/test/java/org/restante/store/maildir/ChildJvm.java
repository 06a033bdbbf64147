package org.restante.store.maildir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Another process on the same class path, killed at the latest when closed. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    ChildJvm(Class<?> main, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The next line it prints; waits for it. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the child has ended");
        }
        return line;
    }

    /** Kills it without a chance to clean up; what it printed until then. */
    List<String> kill() throws InterruptedException {
        // By its handle: the process itself would close its output, and what it said is wanted.
        process.toHandle().destroyForcibly();
        List<String> rest = out.lines().toList();
        process.waitFor();
        return rest;
    }

    /** Whether it ends by itself without an error. */
    boolean succeeds() throws InterruptedException {
        return process.waitFor() == 0;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package org.restante.cli.interop;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Somebody else's program, run to its end. */
final class Program {
    private static final int SECONDS_MAX = 120;

    /**
     * What it did.
     *
     * @param out standard output and errors as they came
     */
    record Result(int exit, String out) {}

    private Program() {}

    /**
     * Runs it in a folder of the test, which is its home as well.
     *
     * @param debianPackage to name when the program is missing
     */
    static Result run(
            String debianPackage,
            Path folder,
            Map<String, String> environment,
            List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command(debianPackage, command))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        command
                                + " has not ended in "
                                + SECONDS_MAX
                                + " s:\n"
                                + Files.readString(out, StandardCharsets.ISO_8859_1));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1));
    }

    /** The command with the full path of its program, which is searched where root's PATH looks. */
    static List<String> command(String debianPackage, List<String> command) {
        String name = command.getFirst();
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1)) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                List<String> full = new ArrayList<>(command);
                full.set(0, file.toString());
                return full;
            }
        }
        throw new AssertionError(name + " is not installed: apt-get install " + debianPackage);
    }
}

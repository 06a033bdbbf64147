import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks or writes the format of every Java source: {@code java Format.java check|write ROOT}. */
final class Format {
    private Format() {}

    public static void main(String[] args) throws Exception {
        boolean write = args[0].equals("write");
        Path root = Path.of(args[1]);
        Formatter formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<Path> wrong = new ArrayList<>();
        List<Path> sources;
        try (var walk = Files.walk(root)) {
            sources = walk.filter(path -> isSource(root.relativize(path))).sorted().toList();
        }
        for (Path source : sources) {
            String is = Files.readString(source);
            String should =
                    formatter.formatSource(
                            RemoveUnusedImports.removeUnusedImports(
                                    ImportOrderer.reorderImports(
                                            is, JavaFormatterOptions.Style.AOSP)));
            if (!is.equals(should)) {
                wrong.add(root.relativize(source));
                if (write) {
                    Files.writeString(source, should);
                }
            }
        }
        if (!write && !wrong.isEmpty()) {
            wrong.forEach(path -> System.err.println("not formatted: " + path));
            System.err.println("run: mvn -N -Pformat validate");
            System.exit(1);
        }
    }

    private static boolean isSource(Path path) {
        return path.toString().endsWith(".java")
                && !path.startsWith(".git")
                && !path.toString().contains("target/");
    }
}

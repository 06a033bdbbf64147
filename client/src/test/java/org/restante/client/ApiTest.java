package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * What others can call is written down in {@code api.txt}, so that a change of it shows in a diff:
 * {@code mvn verify -Drestante.update} writes it anew. And the documentation of it can be made.
 */
final class ApiTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path PAGE = MODULE.resolve("api.txt");

    private static String run(String tool, List<String> arguments) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int code =
                ToolProvider.findFirst(tool)
                        .orElseThrow()
                        .run(writer, writer, arguments.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }

    private static List<Path> files(Path folder, String suffix) throws Exception {
        try (var all = Files.walk(folder)) {
            return all.filter(it -> it.toString().endsWith(suffix)).sorted().toList();
        }
    }

    @Test
    void theApiIsAsWrittenDown() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-protected"));
        for (Path each : files(MODULE.resolve("target/classes/org"), ".class")) {
            if (!each.endsWith("package-info.class")) {
                arguments.add(each.toString());
            }
        }
        StringBuilder api = new StringBuilder();
        for (String type : run("javap", arguments).split("(?m)^Compiled from .*\\R", -1)) {
            if (type.startsWith("public ")) {
                api.append(type.strip().replace("\r", "")).append("\n\n");
            }
        }
        if (System.getProperty("restante.update") != null) {
            Files.writeString(PAGE, api);
        }
        assertThat(PAGE).hasContent(api.toString());
    }

    @Test
    void theDocumentationCanBeMade(@TempDir Path folder) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-quiet",
                                "-Xdoclint:all,-missing",
                                "-Werror",
                                "--snippet-path",
                                MODULE.resolve("src/test/java/org/restante/client").toString(),
                                "-classpath",
                                System.getProperty("java.class.path"),
                                "-d",
                                folder.toString()));
        for (Path each : files(MODULE.resolve("src/main/java/org"), ".java")) {
            arguments.add(each.toString());
        }
        run("javadoc", arguments);
        assertThat(folder.resolve("org/restante/client/RemoteMaildrop.html"))
                .content()
                .contains("Files.copy(octets, folder.resolve(message.number().value()");
    }
}

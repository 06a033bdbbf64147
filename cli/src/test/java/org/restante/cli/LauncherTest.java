package org.restante.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The launcher, outside a checkout, with a java that only prints what it is asked to do. */
final class LauncherTest {
    @TempDir Path folder;
    private Path launcher;
    private final Map<String, String> environment = new TreeMap<>();

    private record Outcome(int code, List<String> out, List<String> err) {}

    @BeforeEach
    void layOut() throws Exception {
        launcher = folder.resolve("program/restante");
        Files.createDirectories(folder.resolve("program/lib"));
        Files.createFile(folder.resolve("program/lib/b.jar"));
        Files.createFile(folder.resolve("program/lib/a.jar"));
        Files.copy(repository().resolve("restante"), launcher);
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool :
                List.of("bash", "cat", "mktemp", "mv", "readlink", "rm", "sed", "sleep")) {
            script(tools.resolve(tool), "exec " + where(tool) + " \"$@\"");
        }
        environment.put("PATH", tools.toString());
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("RESTANTE_JVM_FOLDER", folder.resolve("jvm").toString());
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("restante")) ? here : here.resolve("..").normalize();
    }

    private static Path where(String tool) {
        return List.of("/bin", "/usr/bin").stream()
                .map(bin -> Path.of(bin, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private Path jdk(String place, String version) throws IOException {
        Path home = folder.resolve(place);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "echo \"" + home + "\"\nprintf '%s\\n' \"$@\"");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Outcome run(Path command, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("/bin/bash", command.toString()));
        line.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Outcome(
                code,
                Files.readAllLines(out, StandardCharsets.UTF_8),
                Files.readAllLines(err, StandardCharsets.UTF_8));
    }

    @Test
    void argumentsReachTheProgramAsTheyAreGiven() throws Exception {
        Path home = jdk("jvm/jdk-25", "25.0.1");
        Outcome outcome = run(launcher, "config", "a b", "*", "");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith(home.toString())
                .endsWith("org.restante.cli.Main", "config", "a b", "*", "");
    }

    @Test
    void theClassPathIsEveryJarInOneOrder() throws Exception {
        jdk("jvm/jdk-25", "25");
        Path lib = launcher.resolveSibling("lib");
        assertThat(run(launcher).out())
                .containsSequence("-cp", lib.resolve("a.jar") + ":" + lib.resolve("b.jar"));
    }

    /** What the system says is looked at; letters in names of files stay what they are. */
    @Test
    void theSystemSpeaksEnglishToAllButTheShell() throws Exception {
        Path home = jdk("jvm/jdk-25", "25");
        script(
                home.resolve("bin/java"),
                "echo \"${LC_ALL-none} $LC_CTYPE $LC_MESSAGES $LC_COLLATE\"");
        environment.put("LC_ALL", "C.UTF-8");
        assertThat(run(launcher, "serve").out()).containsExactly("none C.UTF-8 C C");
        assertThat(run(launcher, "shell").out()).containsExactly("none C.UTF-8 C.UTF-8 C");
        environment.remove("LC_ALL");
        environment.put("LC_MESSAGES", "C.UTF-8");
        assertThat(run(launcher, "serve").out()).containsExactly("none  C C");
    }

    /** Of a name that it does not know the JVM says nothing. */
    @Test
    void whatTheCompilerIsToInlineIsThere() throws Exception {
        jdk("jvm/jdk-25", "25");
        String command = "-XX:CompileCommand=inline,";
        List<String> methods =
                run(launcher).out().stream()
                        .filter(each -> each.startsWith(command))
                        .map(each -> each.substring(command.length()))
                        .toList();
        assertThat(methods).isNotEmpty();
        for (String method : methods) {
            String[] names = method.split("::", -1);
            assertThat(Class.forName(names[0]).getDeclaredMethods())
                    .as(method)
                    .anyMatch(each -> each.getName().equals(names[1]));
        }
    }

    @Test
    void aSymbolicLinkToTheLauncherWorks() throws Exception {
        jdk("jvm/jdk-25", "25");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("program/restante"));
        assertThat(run(link, "x").out()).endsWith("org.restante.cli.Main", "x");
    }

    @Test
    void oldJdksArePassedOver() throws Exception {
        jdk("jvm/a-jdk-8", "1.8.0_402");
        jdk("jvm/b-jdk-21", "21.0.4");
        Path home = jdk("home/.sdkman/candidates/java/26", "26");
        assertThat(run(launcher).out()).startsWith(home.toString());
    }

    @Test
    void theEnvironmentChoosesTheJdkAndAddsOptions() throws Exception {
        jdk("jvm/jdk-25", "25");
        Path chosen = jdk("chosen", "25");
        environment.put("RESTANTE_JAVA_HOME", chosen.toString());
        environment.put("RESTANTE_JAVA_OPTS", "-Xmx128m -Da=b");
        assertThat(run(launcher, "serve").out())
                .startsWith(chosen.toString())
                .containsSequence("-Xmx128m", "-Da=b", "-cp");
    }

    @Test
    void withoutAJdkOneLineSaysWhatToInstall() throws Exception {
        jdk("jvm/jdk-21", "21");
        Outcome outcome = run(launcher, "serve");
        assertThat(outcome.code()).isEqualTo(69);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).singleElement().asString().contains("JDK 25 or newer", "install");
    }

    @Test
    void aStartUpCacheThatCannotBeMadeIsDoneWithoutAndNotTriedAgain() throws Exception {
        jdk("jvm/jdk-25", "25");
        run(launcher);
        Path cache = launcher.resolveSibling("restante.aot");
        assertThat(cache).isEmptyFile();
        var made = Files.getLastModifiedTime(cache);
        assertThat(run(launcher).out()).noneMatch(each -> each.contains("AOTCache"));
        assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
    }

    @Test
    void withoutAPlaceForTheCachesServerTheProgramStarts() throws Exception {
        jdk("jvm/jdk-25", "25");
        environment.put("TMPDIR", folder.resolve("missing").toString());
        Outcome outcome = run(launcher, "status");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).endsWith("org.restante.cli.Main", "status");
    }

    @Test
    void aCollectorStartsLargeUnlessItMayNotBecomeSo() throws Exception {
        jdk("jvm/jdk-25", "25");
        assertThat(run(launcher, "collect", "run").out()).contains("-Xms64m");
        assertThat(run(launcher, "collect", "run", "--daemon").out()).contains("-Xms16m");
        environment.put("RESTANTE_JAVA_OPTS", "-Xmx48m");
        assertThat(run(launcher, "collect", "run").out())
                .contains("-Xmx48m")
                .noneMatch(each -> each.startsWith("-Xms"));
    }

    @Test
    void aServerHasTheCollectorOfGarbageThatFitsItsCores() throws Exception {
        jdk("jvm/jdk-25", "25");
        cores(2);
        assertThat(run(launcher, "serve").out())
                .contains("-XX:+UseSerialGC", "-Drestante.heap.keep-small=true")
                .doesNotContain("-XX:+UseG1GC");
        cores(3);
        assertThat(run(launcher, "serve").out())
                .contains("-XX:+UseG1GC")
                .doesNotContain("-XX:+UseSerialGC", "-Drestante.heap.keep-small=true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RESTANTE_JAVA_OPTS",
                "JAVA_TOOL_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "_JAVA_OPTIONS"
            })
    void whoeverHasChosenACollectorOfGarbageKeepsIt(String variable) throws Exception {
        jdk("jvm/jdk-25", "25");
        assertThat(run(launcher, "status").out()).contains("-XX:+UseSerialGC");
        environment.put(variable, "-XX:+UseZGC\t-Da=b");
        for (int cores : List.of(1, 4)) {
            cores(cores);
            for (String command : List.of("status", "serve", "collect")) {
                assertThat(run(launcher, command).out())
                        .isNotEmpty()
                        .doesNotContain("-XX:+UseSerialGC", "-XX:+UseG1GC")
                        .doesNotContain("-Drestante.heap.keep-small=true");
            }
        }
    }

    private void cores(int count) throws IOException {
        script(folder.resolve("tools/nproc"), "echo " + count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "collect"})
    void theShellAndTheCollectorHaveStartUpCachesOfTheirOwn(String command) throws Exception {
        jdk("jvm/jdk-25", "25");
        Path cache = Files.writeString(launcher.resolveSibling(command + ".aot"), "a cache");
        Files.setLastModifiedTime(cache, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(launcher, command, "--help").out()).contains("-XX:AOTCache=" + cache);
        assertThat(run(launcher, "status").out()).noneMatch(each -> each.contains("AOTCache"));
        assertThat(cache).hasContent("a cache");
    }
}

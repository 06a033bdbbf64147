package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What docs/testkit.md shows is in the tests of this module, where it is compiled and run. */
final class PageTest {
    private static final Path BASE = Path.of(System.getProperty("basedir", "."));
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern FAULT = Pattern.compile("`(Fault\\.[^`]*)`");

    private static String page() throws IOException {
        return Files.readString(BASE.resolve("../docs/testkit.md"));
    }

    /** Without indentation and line ends: the formatter has its own mind about both. */
    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static String tests() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(BASE.resolve("src/test/java"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return squeezed(all.toString());
    }

    @Test
    void everyExampleIsATest() throws IOException {
        List<String> blocks = BLOCK.matcher(page()).results().map(found -> found.group(1)).toList();
        assertThat(blocks).hasSizeGreaterThan(5);
        String tests = tests();
        assertThat(blocks).allSatisfy(block -> assertThat(tests).contains(squeezed(block)));
    }

    @Test
    void everyFaultOfThePageIsTried() throws IOException {
        List<String> faults = FAULT.matcher(page()).results().map(found -> found.group(1)).toList();
        assertThat(faults).hasSizeGreaterThan(20);
        String tests = tests();
        assertThat(faults).allSatisfy(fault -> assertThat(tests).contains(squeezed(fault)));
    }

    @Test
    void everyFaultIsOnThePage() throws IOException {
        String page = page();
        List<String> factories =
                Arrays.stream(Fault.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> Modifier.isStatic(method.getModifiers()))
                        .filter(method -> !method.isSynthetic())
                        .map(method -> "Fault." + method.getName() + "(")
                        .toList();
        assertThat(factories).hasSizeGreaterThan(20);
        assertThat(page).contains(factories);
    }
}

package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code docs/limits.md} holds every limit there is: those that can be configured, from the table
 * of keys, and each constant of the sources whose name ends in {@code _MAX}, with its Javadoc as
 * the reason. {@code -Drestante.update} writes the page anew.
 */
final class LimitsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
    private static final List<String> MODULES =
            List.of("protocol", "store", "server", "accounts", "acme", "cli");

    private static final Pattern CONSTANT =
            Pattern.compile(
                    "(?:/\\*\\*((?:(?!\\*/).)*)\\*/)?\\s*(?:public |private )?static final"
                            + " (?:int|long|Duration) ([A-Z0-9_]+_MAX)\\s*=\\s*([^;]+);",
                    Pattern.DOTALL);
    private static final Pattern DURATION = Pattern.compile("Duration\\.of([A-Z][a-z]+)\\((.*)\\)");

    private static final String HEAD =
            """
            # Limits

            <!-- Made from the table of keys and from the sources by LimitsPageTest; edit those. -->

            Nothing that a peer can make the server do or keep is without a bound. These are all of them.

            """;

    /** A bound that is built in. */
    private record Constant(String module, String type, String name, String value, String reason) {
        String unit() {
            for (String unit : List.of("OCTETS", "CHARACTERS", "KIBIBYTES", "DIGITS", "WINDOW")) {
                if (name.contains(unit)) {
                    return unit.equals("WINDOW") ? "time" : unit.toLowerCase(Locale.ROOT);
                }
            }
            return value.matches("[0-9]+ [a-z]+") ? "time" : "count";
        }

        String row() {
            return "| `%s.%s` | %s | %s | %s |\n"
                    .formatted(type, name, value, unit(), reason.replace("|", "\\|"));
        }
    }

    private static List<Constant> constants() throws IOException {
        List<Constant> found = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    Matcher each = CONSTANT.matcher(Files.readString(file));
                    String type = file.getFileName().toString().replace(".java", "");
                    while (each.find()) {
                        found.add(
                                new Constant(
                                        module,
                                        type,
                                        each.group(2),
                                        value(each.group(3)),
                                        each.group(1) == null ? "" : sentence(each.group(1))));
                    }
                }
            }
        }
        found.sort(
                Comparator.comparingInt((Constant c) -> MODULES.indexOf(c.module))
                        .thenComparing(Constant::type)
                        .thenComparing(Constant::name));
        return found;
    }

    private static String sentence(String javadoc) {
        return javadoc.replaceAll("\\s*\\n\\s*\\*?\\s*", " ")
                .replaceAll("\\{@\\w+ #?([^}]*)\\}", "`$1`")
                .strip();
    }

    /** What a product or a shift of literals comes to; anything else as it stands. */
    private static String value(String expression) {
        Matcher duration = DURATION.matcher(expression);
        if (duration.matches()) {
            return value(duration.group(2)) + " " + duration.group(1).toLowerCase(Locale.ROOT);
        }
        if (!expression.matches("[0-9_L *<]+")) {
            return "`" + expression.strip() + "`";
        }
        String plain = expression.replaceAll("[_L]", "");
        long product = 1;
        for (String factor : plain.split("\\*", -1)) {
            String[] shift = factor.strip().split(" << ", -1);
            product *=
                    Long.parseLong(shift[0]) << (shift.length > 1 ? Long.parseLong(shift[1]) : 0);
        }
        return Long.toString(product);
    }

    private static String page() throws IOException {
        String configured =
                Keys.all().stream()
                        .filter(LimitsPageTest::isLimit)
                        .map(key ->
                                "| `%s` | `%s` | %s | %s |\n"
                                        .formatted(
                                                key.name(),
                                                key.whenAbsent()
                                                                instanceof
                                                                Key.Preset.Fixed<?>(var raw)
                                                        ? Toml.write(raw)
                                                        : "",
                                                key.type().name()
                                                        + (key.type().allowed().isEmpty()
                                                                ? ""
                                                                : ", " + key.type().allowed()),
                                                key.documentation().replace("|", "\\|")))
                        .collect(Collectors.joining());
        return HEAD
                + "## Configured\n\n| key | default | unit | what it bounds, and why |\n|---|---|---|---|\n"
                + configured
                + "\n## Built in\n\n| constant | value | unit | what it bounds, and why |\n|---|---|---|---|\n"
                + constants().stream().map(Constant::row).collect(Collectors.joining());
    }

    private static boolean isLimit(Key<?> key) {
        return key.name().startsWith("limits.") || key.name().endsWith("-max");
    }

    @Test
    void thePageInDocsHoldsEveryLimit() throws IOException {
        Path file = ROOT.resolve("docs/limits.md");
        if (System.getProperty("restante.update") != null) {
            Files.writeString(file, page());
        }
        assertThat(Files.readString(file))
                .as(
                        "docs/limits.md; write it anew with: mvn -pl cli -am test"
                                + " -Dtest=LimitsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Drestante.update")
                .isEqualTo(page());
    }

    @Test
    void everyLimitThatIsBuiltInHasItsReason() throws IOException {
        assertThat(constants())
                .hasSizeGreaterThan(30)
                .allSatisfy(constant ->
                        assertThat(constant.reason)
                                .as(
                                        "Javadoc of %s.%s: what it bounds, and why",
                                        constant.type, constant.name)
                                .isNotEmpty());
    }
}

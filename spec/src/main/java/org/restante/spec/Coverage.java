package org.restante.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The page that says which test proves which requirement, {@code docs/rfc/coverage.md}, made from
 * the list of requirements, the list of reasons and the compiled tests of all modules. Run it after
 * the tests of every module are compiled.
 */
public final class Coverage {
    private static final String UPDATE = "mvn -B -ntp verify -Drestante.update";

    private Coverage() {}

    /**
     * {@code check ROOT} or {@code write ROOT}; ROOT is the top folder of the repository.
     *
     * @throws AssertionError as {@link #check} and {@link #write}
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: check|write ROOT");
        }
        switch (args[0]) {
            case "check" -> check(Path.of(args[1]));
            case "write" -> write(Path.of(args[1]));
            default -> throw new IllegalArgumentException("check or write, not " + args[0]);
        }
    }

    /**
     * Compares the page with what it should be.
     *
     * @throws AssertionError naming every fault: an unknown id, a requirement without test and
     *     reason, a reason for something that has a test, an outdated page
     */
    public static void check(Path root) throws IOException {
        String page = page(root, false);
        Path file = file(root, "coverage.md");
        if (!Files.exists(file) || !Files.readString(file).equals(page)) {
            throw new AssertionError(
                    "docs/rfc/coverage.md is not what the tests say; run: " + UPDATE);
        }
    }

    /**
     * Writes the page.
     *
     * @throws AssertionError naming every fault but an outdated page; nothing is written then
     */
    public static void write(Path root) throws IOException {
        Files.writeString(file(root, "coverage.md"), page(root, false));
    }

    static String page(Path root, boolean openAllowed) throws IOException {
        var requirements = RequirementList.parse(lines(root, "requirements.md"));
        var reasons = Reasons.parse(lines(root, "not-covered.md"));
        var tests = new TestClasses();
        var problems = new ArrayList<String>();
        for (Path module : modules(root)) {
            Path classes = module.resolve("target/test-classes");
            if (Files.isDirectory(classes)) {
                tests.read(classes);
            } else if (Files.isDirectory(module.resolve("src/test/java"))) {
                problems.add("the tests of " + module.getFileName() + " are not compiled");
            }
        }
        var proofs = tests.proofs();
        problems.addAll(tests.problems());
        problems.addAll(contradictions(requirements, reasons, proofs));
        if (!openAllowed) {
            requirements.values().stream()
                    .filter(it -> !proofs.containsKey(it.id()) && reasons.of(it).isEmpty())
                    .forEach(it -> problems.add(it.id() + " has neither a test nor a reason"));
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
        return new CoveragePage(requirements.values(), proofs, reasons).text();
    }

    private static List<String> contradictions(
            Map<String, Requirement> requirements,
            Reasons reasons,
            SortedMap<String, SortedSet<String>> proofs) {
        var problems = new ArrayList<String>();
        proofs.forEach((id, tests) -> {
            if (!requirements.containsKey(id)) {
                problems.add(id + " in " + tests.first() + " is no requirement");
            }
        });
        for (String id : reasons.named()) {
            if (!requirements.containsKey(id)) {
                problems.add(id + " in not-covered.md is no requirement");
            } else if (proofs.containsKey(id)) {
                problems.add(id + " has a test and, in not-covered.md, a reason to have none");
            }
        }
        return problems;
    }

    private static List<Path> modules(Path root) throws IOException {
        try (var folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> lines(Path root, String name) throws IOException {
        return Files.readAllLines(file(root, name));
    }

    private static Path file(Path root, String name) {
        return root.resolve("docs/rfc").resolve(name);
    }
}

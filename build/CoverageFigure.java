import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints one line from JaCoCo's report on all modules: {@code java CoverageFigure.java CSV}. */
final class CoverageFigure {
    private CoverageFigure() {}

    public static void main(String[] args) throws Exception {
        Path report = Path.of(args[0]);
        if (!Files.exists(report)) {
            System.out.println("Test coverage of all modules: no tests were run");
            return;
        }
        List<String> rows = Files.readAllLines(report);
        List<String> head = List.of(rows.getFirst().split(","));
        System.out.printf(
                "Test coverage of all modules: lines %s, branches %s%n",
                share(rows, head, "LINE"), share(rows, head, "BRANCH"));
    }

    private static String share(List<String> rows, List<String> head, String what) {
        long missed = sum(rows, head.indexOf(what + "_MISSED"));
        long covered = sum(rows, head.indexOf(what + "_COVERED"));
        long all = missed + covered;
        return all == 0
                ? "none"
                : "%.1f %% (%d of %d)".formatted(100.0 * covered / all, covered, all);
    }

    private static long sum(List<String> rows, int column) {
        return rows.stream().skip(1).mapToLong(row -> Long.parseLong(row.split(",")[column])).sum();
    }
}

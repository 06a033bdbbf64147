package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** No fault loses, cuts or doubles a message that Restante collects. */
@Tag("interop")
final class FaultTableTest {
    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "."), "../docs/collect-faults.md").normalize();

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyMessageArrivesOnceAndWhole(FaultTable.Row row) throws Exception {
        assertThat(FaultTable.outcome(row, CollectingProgram.RESTANTE, folder)).isEqualTo("once");
    }

    /**
     * What becomes of others takes long to see: with {@code -Drestante.update} the page is made.
     */
    @Test
    void thePageHasAllFaults() throws Exception {
        if (Boolean.getBoolean("restante.update")) {
            update();
        }
        assertThat(Files.readString(PAGE))
                .contains(
                        Arrays.stream(FaultTable.Row.values())
                                .map(row -> "| " + row.words() + " | once |")
                                .toList());
    }

    private void update() throws Exception {
        StringBuilder table = new StringBuilder("| what goes wrong |");
        for (CollectingProgram program : CollectingProgram.values()) {
            table.append(' ').append(program).append(" |");
        }
        table.append("\n|---|")
                .append("---|".repeat(CollectingProgram.values().length))
                .append('\n');
        for (FaultTable.Row row : FaultTable.Row.values()) {
            table.append("| ").append(row.words()).append(" |");
            for (CollectingProgram program : CollectingProgram.values()) {
                table.append(' ').append(outcome(row, program)).append(" |");
            }
            table.append('\n');
        }
        String page = Files.readString(PAGE);
        String before = page.substring(0, page.indexOf("| what goes wrong"));
        String after = page.substring(page.indexOf("\n\n", before.length()) + 1);
        Files.writeString(PAGE, before + table + after);
    }

    private String outcome(FaultTable.Row row, CollectingProgram program) throws Exception {
        return FaultTable.outcome(row, program, own(row, program));
    }

    private Path own(FaultTable.Row row, CollectingProgram program) throws IOException {
        return Files.createDirectories(folder.resolve(row.name() + "-" + program.name()));
    }
}

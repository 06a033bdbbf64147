package org.restante.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.restante.spec.Coverage;

import java.io.IOException;
import java.nio.file.Path;

/** Stands in this module because its tests run last, when those of all others are compiled. */
final class CoverageTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();

    /** With {@code -Drestante.update} the page is written first. */
    @Test
    void theCoveragePageSaysWhatTheTestsSay() throws IOException {
        if (System.getProperty("restante.update") != null) {
            Coverage.write(ROOT);
        }
        assertThatCode(() -> Coverage.check(ROOT)).doesNotThrowAnyException();
    }
}

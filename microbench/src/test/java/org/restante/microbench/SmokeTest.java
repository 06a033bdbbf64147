package org.restante.microbench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.Collection;
import java.util.stream.Collectors;

/** Each benchmark still runs; how fast is not asked here. */
final class SmokeTest {
    @Test
    void eachBenchmarkRuns() throws Exception {
        // Nothing is measured: another build may do the same at this moment.
        System.setProperty("jmh.ignoreLock", "true");
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .forks(0)
                                        .mode(Mode.SingleShotTime)
                                        .warmupIterations(0)
                                        .measurementIterations(1)
                                        .shouldFailOnError(true)
                                        .verbosity(VerboseMode.SILENT)
                                        .build())
                        .run();
        assertThat(
                        results.stream()
                                .map(it -> it.getParams().getBenchmark())
                                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "readLine",
                        "parse",
                        "measure",
                        "sendLocalFile",
                        "sendStream",
                        "lookAtHeader",
                        "open",
                        "openAndList");
    }
}

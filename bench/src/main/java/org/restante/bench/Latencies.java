package org.restante.bench;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.List;

/**
 * How long sessions took, in microseconds, with three significant digits.
 *
 * @param sessions how many were measured
 * @param quantiles of ascending percentages, the last of 100; empty if nothing was measured
 */
public record Latencies(long sessions, List<Quantile> quantiles) {
    private static final double[] PERCENTAGES = {
        0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100
    };

    /** So many percent of the sessions took no longer. */
    public record Quantile(double percent, long micros) {}

    public Latencies {
        quantiles = List.copyOf(quantiles);
    }

    static Latencies of(Histogram histogram) {
        List<Quantile> quantiles = new ArrayList<>();
        if (histogram.getTotalCount() > 0) {
            for (double each : PERCENTAGES) {
                quantiles.add(new Quantile(each, histogram.getValueAtPercentile(each)));
            }
        }
        return new Latencies(histogram.getTotalCount(), quantiles);
    }

    /**
     * One of them.
     *
     * @param percent such as 50 or 99.9
     * @return 0 if nothing was measured
     */
    public long micros(double percent) {
        return quantiles.stream()
                .filter(it -> it.percent() == percent)
                .mapToLong(Quantile::micros)
                .findFirst()
                .orElse(0);
    }
}

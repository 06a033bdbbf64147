package org.restante.cli.bench;

import org.restante.bench.Figures;
import org.restante.bench.Latencies.Quantile;
import org.restante.bench.Load;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Figures as a page of its own: two or three drawings in SVG, no scripts, nothing from elsewhere.
 */
final class Chart {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int BOTTOM = 40;
    private static final int MARGIN = 15;
    private static final int GRID_LINES = 5;

    /** A day has more seconds than a drawing has room for; then each point is of several. */
    private static final int POINTS_MAX = 600;

    private Chart() {}

    /** A mark on the axis from left to right. */
    private record Mark(double at, String text) {}

    /** A curve's point; {@code x} from 0 to 1. */
    private record Point(double x, double y) {}

    static String of(Load load, Figures figures) {
        StringBuilder drawings = new StringBuilder();
        drawings.append(latencies(figures.latencies().quantiles()));
        drawings.append(
                throughput(
                        "Sessions a second, over time",
                        figures.bySecond().stream().map(it -> (double) it.sessions()).toList()));
        if (figures.messages() > 0) {
            drawings.append(
                    throughput(
                            "MB a second, over time",
                            figures.bySecond().stream().map(it -> it.octets() / 1e6).toList()));
        }
        String text = FiguresText.of(load, figures, Runtime.getRuntime().availableProcessors());
        return String.format(
                Locale.ROOT,
                """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <title>%1$s</title>
                <style>
                body { font: 15px system-ui, sans-serif; max-width: 52em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
                svg { width: 100%%; height: auto }
                svg text { font-size: 12px; fill: #444 }
                .grid { stroke: #ddd }
                .curve { fill: none; stroke: #0a6; stroke-width: 2 }
                pre { background: #f4f4f4; padding: 1em; overflow-x: auto }
                </style>
                <h1>%1$s</h1>
                %2$s<h2>All figures</h2>
                <pre>%3$s</pre>
                </html>
                """,
                escaped(FiguresText.title(load, figures.seconds())),
                drawings,
                escaped(text));
    }

    /** Each percentage has the same room, however close it is to 100. */
    private static String latencies(List<Quantile> quantiles) {
        List<Mark> marks = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < quantiles.size(); i++) {
            Quantile each = quantiles.get(i);
            double x = (double) i / (quantiles.size() - 1);
            points.add(new Point(x, each.micros() / 1e3));
            marks.add(
                    new Mark(
                            x,
                            each.percent() == 0 ? "min" : FiguresText.percentile(each.percent())));
        }
        return drawing("Latency of a session in ms, by percentile", points, marks);
    }

    private static String throughput(String title, List<Double> bySecond) {
        int each = (bySecond.size() + POINTS_MAX - 1) / POINTS_MAX;
        List<Point> points = new ArrayList<>();
        for (int i = 0; each > 0 && i + each <= bySecond.size(); i += each) {
            double mean =
                    bySecond.subList(i, i + each).stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(0);
            points.add(new Point((i + each) / (double) bySecond.size(), mean));
        }
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i <= GRID_LINES; i++) {
            double x = (double) i / GRID_LINES;
            marks.add(new Mark(x, text(x * bySecond.size()) + " s"));
        }
        return drawing(title, points, marks);
    }

    private static String drawing(String title, List<Point> points, List<Mark> marks) {
        double top = ceiling(points.stream().mapToDouble(Point::y).max().orElse(0));
        StringBuilder svg =
                new StringBuilder("<h2>" + escaped(title) + "</h2>\n<svg viewBox=\"0 0 ")
                        .append(WIDTH + " " + HEIGHT)
                        .append("\" role=\"img\" aria-label=\"" + escaped(title) + "\">\n");
        for (int i = 0; i <= GRID_LINES; i++) {
            double value = top * i / GRID_LINES;
            String y = text(y(value, top));
            svg.append("<line class=\"grid\" x1=\"" + LEFT + "\" x2=\"" + (WIDTH - MARGIN))
                    .append("\" y1=\"" + y + "\" y2=\"" + y + "\"/>")
                    .append("<text text-anchor=\"end\" x=\"" + (LEFT - 8) + "\" y=\"" + y)
                    .append("\" dy=\"4\">" + text(value) + "</text>\n");
        }
        for (Mark mark : marks) {
            svg.append("<text text-anchor=\"middle\" x=\"" + text(x(mark.at())))
                    .append("\" y=\"" + (HEIGHT - BOTTOM / 2) + "\">" + mark.text() + "</text>\n");
        }
        svg.append("<polyline class=\"curve\" points=\"");
        for (Point each : points) {
            svg.append(text(x(each.x()))).append(',').append(text(y(each.y(), top))).append(' ');
        }
        return svg.append("\"/>\n</svg>\n").toString();
    }

    private static double x(double part) {
        return LEFT + part * (WIDTH - LEFT - MARGIN * 2);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - MARGIN);
    }

    /** The next number of one digit and zeros. */
    private static double ceiling(double value) {
        if (value <= 0) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)));
        return Math.ceil(value / unit) * unit;
    }

    private static String text(double number) {
        return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(number);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

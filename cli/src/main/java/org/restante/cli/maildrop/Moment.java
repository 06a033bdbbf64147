package org.restante.cli.maildrop;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as a person types it: so long ago, a day where this machine is, or an instant. */
record Moment(Instant instant) {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhdw])");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1),
                    "w", Duration.ofDays(7));

    /** Reads one from the command line. */
    static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                Duration unit = UNITS.getOrDefault(ago.group(2), Duration.ZERO);
                return new Moment(
                        Instant.now().minus(unit.multipliedBy(Integer.parseInt(ago.group(1)))));
            }
            try {
                return new Moment(
                        text.contains("T")
                                ? Instant.parse(text)
                                : LocalDate.parse(text)
                                        .atStartOfDay(ZoneId.systemDefault())
                                        .toInstant());
            } catch (DateTimeException _) {
                throw new TypeConversionException(
                        "\""
                                + text
                                + "\" is no time: give 90m, 2h, 7d, 2w ago, a day as 2026-11-25, or"
                                + " 2026-11-25T12:00:00Z");
            }
        }
    }
}

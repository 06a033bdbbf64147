package org.restante.cli.maildrop;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people write it: so long ago, such as {@code 2h} or {@code 3d}, or a date, or a date
 * with a time. What has no offset is in the time zone of this machine.
 */
record Moment(Instant instant) {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([mhd])");

    /** Reads one for an option. */
    static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            try {
                return parse(text, InstantSource.system(), ZoneId.systemDefault());
            } catch (DateTimeException | IllegalArgumentException e) {
                throw new TypeConversionException(
                        "\""
                                + text
                                + "\" is neither an age such as 90m, 2h or 3d nor a date such as"
                                + " 2026-11-23 or 2026-11-23T18:30");
            }
        }
    }

    static Moment parse(String text, InstantSource clock, ZoneId zone) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            Duration age =
                    switch (ago.group(2)) {
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        case String _ -> Duration.ofDays(count);
                    };
            return new Moment(clock.instant().minus(age));
        }
        if (!text.contains("T")) {
            return new Moment(LocalDate.parse(text).atStartOfDay(zone).toInstant());
        }
        return new Moment(
                text.matches(".*(Z|[+-][0-9:]+)")
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDateTime.parse(text).atZone(zone).toInstant());
    }

    static String messages(int count) {
        return count + (count == 1 ? " message" : " messages");
    }

    /** As the commands print times: in this machine's zone, to the minute. */
    static String text(Instant instant) {
        return instant.atZone(ZoneId.systemDefault())
                .toLocalDateTime()
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
    }
}

package org.restante.cli.maildrop;

import org.restante.cli.config.Amounts;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * A time as people write it: so long ago, such as {@code 2h} or {@code 3d}, or a date, or a date
 * with a time. What has no offset is in the time zone of this machine.
 */
record Moment(Instant instant) {
    /** Reads one for an option. */
    static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            try {
                return parse(text, InstantSource.system(), ZoneId.systemDefault());
            } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
                throw new TypeConversionException(
                        "\""
                                + text
                                + "\" is neither an age such as 90m, 2h or 3d nor a date such as"
                                + " 2026-11-23 or 2026-11-23T18:30");
            }
        }
    }

    static Moment parse(String text, InstantSource clock, ZoneId zone) {
        if (!text.contains("-")) {
            return new Moment(clock.instant().minus(Amounts.duration(text)));
        }
        if (!text.contains("T")) {
            return new Moment(LocalDate.parse(text).atStartOfDay(zone).toInstant());
        }
        return new Moment(
                text.matches(".*(Z|[+-][0-9:]+)")
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDateTime.parse(text).atZone(zone).toInstant());
    }

    /** As the commands print times: in this machine's zone, to the minute. */
    static String text(Instant instant) {
        return instant.atZone(ZoneId.systemDefault())
                .toLocalDateTime()
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
    }
}

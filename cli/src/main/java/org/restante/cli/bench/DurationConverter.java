package org.restante.cli.bench;

import org.restante.cli.config.Amounts;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;

/** Durations as the configuration has them. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Amounts.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(text + " " + e.getMessage());
        }
    }
}

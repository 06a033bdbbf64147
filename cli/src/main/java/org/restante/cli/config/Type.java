package org.restante.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a key's value may be, and how it is read.
 *
 * @param name what the reference page calls it, such as {@code duration}
 * @param allowed the rest of what is allowed, such as {@code 10m or more}; may be empty
 */
record Type<T>(String name, String allowed, Reader<T> reader) {
    /** Turns a TOML value (String, Long, Boolean, List or something else) into a checked one. */
    @FunctionalInterface
    interface Reader<T> {
        /**
         * The checked value.
         *
         * @throws IllegalArgumentException with what is wrong and what is allowed
         */
        T read(Object raw, Base base);
    }

    /**
     * What paths start from.
     *
     * @param folder of the file that sets the value, or the working directory; absolute
     * @param data the data folder; absolute
     */
    record Base(Path folder, Path data) {
        Path resolve(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            try {
                return folder.resolve(text.replace("{data}", data.toString())).normalize();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("is not a path: " + e.getReason());
            }
        }
    }

    static Type<Boolean> yesOrNo() {
        return new Type<>(
                "boolean", "true or false", (raw, _) -> expect(raw, Boolean.class, "a boolean"));
    }

    static Type<Integer> integer(int min, int max) {
        return new Type<>(
                "integer",
                min + " to " + max,
                (raw, _) -> {
                    long value = expect(raw, Long.class, "an integer");
                    if (value < min || value > max) {
                        throw new IllegalArgumentException("must be " + min + " to " + max);
                    }
                    return (int) value;
                });
    }

    static Type<Duration> duration(String min, String max) {
        String allowed = min + " to " + max;
        return text("duration", allowed, Amounts::duration)
                .checked(
                        value ->
                                value.compareTo(Amounts.duration(min)) >= 0
                                        && value.compareTo(Amounts.duration(max)) <= 0,
                        "must be " + allowed);
    }

    static Type<Long> size(String min, String max) {
        String allowed = min + " to " + max;
        return new Type<Long>(
                        "size",
                        allowed,
                        (raw, _) ->
                                raw instanceof Long octets
                                        ? octets
                                        : Amounts.octets(
                                                expect(raw, String.class, "a size, as a string")))
                .checked(
                        value -> value >= Amounts.octets(min) && value <= Amounts.octets(max),
                        "must be " + allowed);
    }

    static <E extends Enum<E>> Type<E> choice(Class<E> values) {
        return choice(values, "");
    }

    /**
     * One of the words.
     *
     * @param hint what to say behind them to who wrote something else
     */
    static <E extends Enum<E>> Type<E> choice(Class<E> values, String hint) {
        String allowed =
                Arrays.stream(values.getEnumConstants())
                        .map(each -> "\"" + kebab(each) + "\"")
                        .collect(Collectors.joining(", "));
        return text(
                "string",
                allowed,
                given ->
                        Arrays.stream(values.getEnumConstants())
                                .filter(each -> kebab(each).equals(given))
                                .findAny()
                                .orElseThrow(() ->
                                        new IllegalArgumentException(
                                                "must be "
                                                        + (allowed.contains(",") ? "one of " : "")
                                                        + allowed
                                                        + hint)));
    }

    static String kebab(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <T> Type<T> text(String name, String allowed, Function<String, T> read) {
        return new Type<>(
                name,
                allowed,
                (raw, _) -> read.apply(expect(raw, String.class, "a " + name + ", as a string")));
    }

    static Type<Path> path() {
        return new Type<>(
                "path",
                "",
                (raw, base) -> base.resolve(expect(raw, String.class, "a path, as a string")));
    }

    static Type<ListenAddress> tcpOrUnixAddress() {
        return new Type<>(
                "address",
                "\"host:port\" or \"unix:path\"",
                (raw, base) -> {
                    String text = expect(raw, String.class, "an address, as a string");
                    if (!text.startsWith("unix:")) {
                        return ListenAddress.tcp(text);
                    }
                    Base fromData = new Base(base.data(), base.data());
                    return new ListenAddress.Unix(
                            fromData.resolve(text.substring("unix:".length())));
                });
    }

    static Type<ListenAddress.Tcp> tcpAddress() {
        return text("address", "\"host:port\"", ListenAddress::tcp);
    }

    /** One value or several; the message of a bad one names it. */
    Type<List<T>> oneOrMore() {
        return new Type<>(
                name + " or list of them",
                allowed,
                (raw, base) ->
                        raw instanceof List<?> list
                                ? each(list, base)
                                : List.of(reader.read(raw, base)));
    }

    Type<List<T>> list() {
        return new Type<>(
                "list of " + name + "s",
                allowed,
                (raw, base) -> each(expect(raw, List.class, "a list of " + name + "s"), base));
    }

    private List<T> each(List<?> raw, Base base) {
        List<T> read = new ArrayList<>();
        for (Object element : raw) {
            try {
                read.add(reader.read(element, base));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(Toml.write(element) + " " + e.getMessage(), e);
            }
        }
        return List.copyOf(read);
    }

    Type<Optional<T>> optional() {
        return new Type<>(name, allowed, (raw, base) -> Optional.of(reader.read(raw, base)));
    }

    Type<T> checked(Predicate<T> test, String otherwise) {
        return new Type<>(
                name,
                allowed,
                (raw, base) -> {
                    T value = reader.read(raw, base);
                    if (!test.test(value)) {
                        throw new IllegalArgumentException(otherwise);
                    }
                    return value;
                });
    }

    private static <R> R expect(Object raw, Class<R> type, String wanted) {
        if (!type.isInstance(raw)) {
            throw new IllegalArgumentException("is " + Toml.kind(raw) + ", expected " + wanted);
        }
        return type.cast(raw);
    }
}

package org.restante.cli.config;

import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The main file and all that it includes, taken apart into single values. Problems are collected,
 * not thrown, so that all are told at once.
 */
final class Sources {
    /** Deeper includes are a mistake rather than an order that somebody keeps. */
    private static final int INCLUDE_DEPTH_MAX = 8;

    /** A configuration is a page or two; more than this is another file. */
    private static final long FILE_OCTETS_MAX = 1 << 20;

    /**
     * One value as it stands in a file.
     *
     * @param name with its tables, joined by dots
     * @param raw String, Long, Double, Boolean, List, {@link Toml.Table}, or a date or time
     */
    record Entry(String name, Object raw, Origin.InFile origin) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> problems;
    private final Set<Path> seen = new HashSet<>();
    private Optional<Origin> accountsSource = Optional.empty();
    private boolean mainIsUnreadable;

    Sources(List<Problem> problems) {
        this.problems = problems;
    }

    /** The values in the order of the files; the same name may stand there twice. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    boolean mainIsUnreadable() {
        return mainIsUnreadable;
    }

    void readMain(Path file) {
        try {
            read(file, 0);
        } catch (IOException e) {
            mainIsUnreadable = true;
            problem(new Origin.WholeFile(file), Optional.empty(), Optional.empty(), because(e));
        }
    }

    private void read(Path file, int depth) throws IOException {
        if (Files.size(file) > FILE_OCTETS_MAX) {
            throw new FileSystemException(
                    file.toString(), null, "larger than " + FILE_OCTETS_MAX + " octets");
        }
        String text = Files.readString(file);
        seen.add(file.toRealPath());
        TomlParseResult parsed = org.tomlj.Toml.parse(text);
        parsed.errors()
                .forEach(error ->
                        problem(
                                at(file, error.position()),
                                Optional.empty(),
                                Optional.empty(),
                                "not TOML: " + error.getMessage()));
        takeApart(file, parsed, "", depth);
    }

    private void takeApart(Path file, TomlTable table, String prefix, int depth) {
        for (String segment : table.keySet()) {
            List<String> path = List.of(segment);
            // A dot inside quotes is part of one name and must not look like a table's.
            String name = prefix + (segment.contains(".") ? Toml.write(segment) : segment);
            Object value = table.get(path);
            TomlPosition position = table.inputPositionOf(path);
            if (value == null || position == null) {
                throw new IllegalStateException("the parser lost " + name);
            }
            Origin.InFile origin = at(file, position);
            if (name.equals(Keys.INCLUDE.name())) {
                include(file, plain(value), origin, depth);
            } else if (name.equals(Keys.ACCOUNTS_SOURCE)) {
                takeTheOneTable(file, name, value, origin, depth);
            } else if (value instanceof TomlTable inner && isTable(name)) {
                takeApart(file, inner, name + ".", depth);
            } else {
                entries.add(new Entry(name, plain(value), origin));
            }
        }
    }

    private void takeTheOneTable(
            Path file, String name, Object value, Origin.InFile origin, int depth) {
        if (value instanceof TomlArray list
                && list.size() == 1
                && list.get(0) instanceof TomlTable only
                && accountsSource.isEmpty()) {
            accountsSource = Optional.of(origin);
            takeApart(file, only, name + ".", depth);
        } else {
            problem(
                    origin,
                    Optional.of(name),
                    Optional.empty(),
                    "must be exactly one table, written [["
                            + name
                            + "]]"
                            + accountsSource.map(first -> "; there is one at " + first).orElse(""));
        }
    }

    private void include(Path file, Object files, Origin.InFile origin, int depth) {
        if (depth == 0
                && files instanceof List<?> names
                && names.stream().allMatch(String.class::isInstance)) {
            entries.add(new Entry(Keys.INCLUDE.name(), files, origin));
        }
        for (Object each : files instanceof List<?> list ? list : List.of(files)) {
            try {
                if (!(files instanceof List<?>) || !(each instanceof String text)) {
                    throw new IllegalArgumentException(
                            "is " + Toml.kind(each) + ", expected a list of paths, as strings");
                }
                includeOne(file.resolveSibling(text).normalize(), depth + 1);
            } catch (IOException e) {
                problem(origin, Keys.INCLUDE.name(), each, because(e));
            } catch (IllegalArgumentException e) {
                problem(origin, Keys.INCLUDE.name(), each, String.valueOf(e.getMessage()));
            }
        }
    }

    private void problem(Origin origin, String name, Object raw, String message) {
        problem(origin, Optional.of(name), Optional.of(Toml.write(raw)), message);
    }

    private void includeOne(Path file, int depth) throws IOException {
        if (depth > INCLUDE_DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "files may include each other to a depth of " + INCLUDE_DEPTH_MAX);
        }
        // Each file once: this ends cycles, and a second time could only set its keys twice.
        if (seen.contains(file.toRealPath())) {
            throw new IllegalArgumentException("is included already; a file may be read only once");
        }
        read(file, depth);
    }

    private static boolean isTable(String name) {
        return Keys.all().stream().anyMatch(key -> key.name().startsWith(name + "."));
    }

    private static Object plain(Object value) {
        return switch (value) {
            case TomlArray array -> array.toList().stream().map(Sources::plain).toList();
            case TomlTable _ -> new Toml.Table();
            default -> value;
        };
    }

    private static Origin.InFile at(Path file, TomlPosition position) {
        return new Origin.InFile(file, position.line(), position.column());
    }

    private static String because(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "no such file: " + missing.getFile();
            case CharacterCodingException _ -> "cannot be read: it is not UTF-8 text";
            default -> "cannot be read: " + e;
        };
    }

    private void problem(
            Origin origin, Optional<String> key, Optional<String> value, String message) {
        problems.add(new Problem(origin, key, value, message));
    }
}

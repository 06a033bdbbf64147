package org.restante.cli.config;

import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

    /**
     * One table of a list of tables.
     *
     * @param entries with the list's name before theirs
     */
    record Table(Origin.InFile origin, List<Entry> entries) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> problems;
    private final Set<Path> seen = new HashSet<>();
    private final Map<String, List<Table>> tables = new HashMap<>();
    private boolean mainIsUnreadable;

    Sources(List<Problem> problems) {
        this.problems = problems;
    }

    /** The values in the order of the files; the same name may stand there twice. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The tables of a list in their order. */
    List<Table> tables(String list) {
        return List.copyOf(tables.getOrDefault(list, List.of()));
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
                                "not TOML: " + said(error, text)));
        takeApart(file, parsed, "", depth);
    }

    /** What the parser shows of the file may be a password whose quotes are wrong. */
    private static String said(TomlParseError error, String text) {
        String message = String.valueOf(error.getMessage());
        String line = text.lines().skip(error.position().line() - 1L).findFirst().orElse("");
        return line.matches("(?i).*(password|secret).*")
                ? message.replaceFirst("'.*'", "what stands here")
                : message;
    }

    private void takeApart(Path file, TomlTable table, String prefix, int depth) {
        for (String segment : table.keySet()) {
            List<String> path = List.of(segment);
            String name = prefix + written(segment);
            Object value = table.get(path);
            TomlPosition position = table.inputPositionOf(path);
            if (value == null || position == null) {
                throw new IllegalStateException("the parser lost " + name);
            }
            Origin.InFile origin = at(file, position);
            if (name.equals(Keys.INCLUDE.name())) {
                include(file, plain(value), origin, depth);
            } else if (Keys.lists().stream().anyMatch(list -> list.name().equals(name))) {
                takeList(file, name, value, origin);
            } else if (value instanceof TomlTable inner && isTable(name)) {
                takeApart(file, inner, name + ".", depth);
            } else {
                entries.add(new Entry(name, plain(value), origin));
            }
        }
    }

    /** All tables of a list stand in one file: across files nobody could tell their order. */
    private void takeList(Path file, String name, Object value, Origin.InFile origin) {
        if (!(value instanceof TomlArray list)
                || list.isEmpty()
                || !list.toList().stream().allMatch(TomlTable.class::isInstance)) {
            problem(
                    origin,
                    Optional.of(name),
                    Optional.empty(),
                    "must be one or more tables, each written [[" + name + "]]");
            return;
        }
        if (tables.containsKey(name)) {
            problem(
                    origin,
                    Optional.of(name),
                    Optional.empty(),
                    "begins already at "
                            + tables.get(name).getFirst().origin()
                            + "; the order of these tables matters, so all must stand in one file");
            return;
        }
        List<Table> taken = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            TomlTable table = list.getTable(i);
            List<Entry> own = new ArrayList<>();
            for (String segment : table.keySet()) {
                List<String> path = List.of(segment);
                own.add(
                        new Entry(
                                name + "." + written(segment),
                                plain(Objects.requireNonNull(table.get(path))),
                                at(file, Objects.requireNonNull(table.inputPositionOf(path)))));
            }
            taken.add(new Table(at(file, Objects.requireNonNull(list.inputPositionOf(i))), own));
        }
        tables.put(name, taken);
    }

    /** A dot inside quotes is part of one name and must not look like a table's. */
    private static String written(String segment) {
        return segment.contains(".") ? Toml.write(segment) : segment;
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
        return Stream.concat(
                        Keys.all().stream().map(Key::name),
                        Keys.lists().stream().map(TableList::name))
                .anyMatch(known -> known.startsWith(name + "."));
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

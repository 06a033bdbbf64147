package org.restante.cli.config;

import org.restante.cli.config.Key.Group;
import org.restante.cli.config.Key.Preset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The key table as text: the file of {@code config init} and {@code docs/configuration.md}. */
final class Reference {
    private static final String GRAMMAR =
            """
            Restante reads one TOML file: what `--config` names, else `restante.toml` in the working directory,
            else `~/.config/restante/restante.toml`, else `/etc/restante/restante.toml`. Without any, the defaults
            hold. `restante config show` tells what is in force and from where, `restante config check` all that is
            wrong, and `restante config init` writes a file with every key, commented out.

            - A duration is a whole number and a unit: `"500ms"`, `"90s"`, `"10m"`, `"2h"`, `"7d"`.
            - A size is a whole number and a unit: `"64MiB"` (KiB, MiB, GiB, TiB count by 1024, kB, MB, GB, TB by
              1000); a bare number is octets.
            - An address is `"host:port"` or `"[::1]:port"`, for LMTP also `"unix:path"`; one of them or a list. Port
              0 lets the system choose, `[]` turns the listener off.
            - A path is relative to the folder of the file that sets it; `{data}` stands for the data folder.
            - `limits.sessions` means the key `sessions` in the table `[limits]`. `accounts.source` and
              `collection` are lists of tables, each written `[[accounts.source]]`: their order counts, and all of a list
              stand in one file.
            - An unknown key, a value that is not allowed, a missing file and a key that is set twice are errors:
              nothing starts, and the old configuration stays in force on a reload.
            - `--data` and `--listen` on the command line win over the file.
            """;

    private Reference() {}

    /** {@code docs/configuration.md}. */
    static String page() {
        return "# Configuration\n\n<!-- Made from the table of keys by ReferenceTest; edit Keys.java. -->\n\n"
                + GRAMMAR
                + Arrays.stream(Group.values())
                        .map(group -> "\n## " + title(group) + "\n\n" + table(in(group)))
                        .collect(Collectors.joining())
                + Keys.lists().stream().map(Reference::list).collect(Collectors.joining());
    }

    private static <K extends Enum<K>> String list(TableList<K> list) {
        return "\n## Tables `[["
                + list.name()
                + "]]`\n\n"
                + list.documentation()
                + "\n\n"
                + table(Stream.concat(Stream.of(list.kind()), common(list).stream()))
                + list.shapes().entrySet().stream()
                        .map(shape ->
                                "\n### `"
                                        + list.within(list.kind())
                                        + " = "
                                        + Toml.write(Type.kebab(shape.getKey()))
                                        + "`\n\n"
                                        + table(own(list, shape.getValue())))
                        .collect(Collectors.joining());
    }

    /** Keys that each kind of table has. */
    private static List<Key<?>> common(TableList<?> list) {
        return list.shapes().values().iterator().next().stream()
                .filter(key -> list.shapes().values().stream().allMatch(it -> it.contains(key)))
                .toList();
    }

    private static Stream<Key<?>> own(TableList<?> list, List<Key<?>> shape) {
        List<Key<?>> common = common(list);
        return shape.stream().filter(key -> !common.contains(key));
    }

    private static String table(Stream<Key<?>> keys) {
        return "| key | what it does | value | default | a change applies |\n|---|---|---|---|---|\n"
                + keys.map(key ->
                                Stream.of(
                                                "`" + key.name() + "`",
                                                key.documentation(),
                                                allowed(key.type()),
                                                byDefault(key),
                                                key.live() ? "at reload" : "at restart")
                                        .map(cell -> cell.replace("|", "\\|"))
                                        .collect(Collectors.joining(" | ", "| ", " |\n")))
                        .collect(Collectors.joining());
    }

    /**
     * A configuration file that sets nothing. Keys stand with their tables' names before them, so
     * that each can be used by taking away one {@code #}; a list of tables has to come last.
     */
    static String template() {
        String body =
                Arrays.stream(Group.values())
                        .map(group ->
                                "\n# ---- " + title(group) + " ----\n" + entries(in(group), ""))
                        .collect(Collectors.joining());
        return """
        # The configuration of Restante. Each key stands here with its default; take the # away
        # before a key to change it. "restante config check" says whether all is well.
        """
                + body
                + Keys.lists().stream().map(Reference::tables).collect(Collectors.joining());
    }

    /** The table that is there by default, and those of the other kinds as comments. */
    private static <K extends Enum<K>> String tables(TableList<K> list) {
        String prefix = list.name() + ".";
        String text =
                "\n# ---- Tables ----\n# "
                        + list.documentation()
                        + "\n# These tables must stay at the end of the file.\n";
        boolean first = true;
        for (var shape : list.shapes().entrySet()) {
            String kind = Toml.write(Type.kebab(shape.getKey()));
            if (new Preset.Fixed<K>(Type.kebab(shape.getKey())).equals(list.kind().whenAbsent())) {
                text +=
                        "#[["
                                + list.name()
                                + "]]\n"
                                + entries(Stream.of(list.kind()), prefix)
                                + entries(shape.getValue().stream(), prefix);
            } else {
                text +=
                        "\n# [["
                                + list.name()
                                + "]]\n# "
                                + list.within(list.kind())
                                + " = "
                                + kind
                                + "\n"
                                + (first ? shape.getValue().stream() : own(list, shape.getValue()))
                                        .map(key -> example(key, list.within(key)))
                                        .collect(Collectors.joining())
                                + (first || common(list).isEmpty()
                                        ? ""
                                        : "# ... and what each has\n");
            }
            first = false;
        }
        return text;
    }

    private static String example(Key<?> key, String name) {
        return "# "
                + name
                + " = "
                + switch (key.whenAbsent()) {
                    case Preset.Fixed<?>(var raw) -> Toml.write(raw);
                    case Preset.Derived<?> _ -> "...";
                    case Preset.Nothing<?>(_, var example) ->
                            Toml.write(example) + "  # not set by default";
                    case Preset.Required<?>(var example) -> Toml.write(example) + "  # needed";
                }
                + "\n";
    }

    private static String entries(Stream<Key<?>> keys, String prefix) {
        return keys.map(key -> entry(key, key.name().substring(prefix.length())))
                .collect(Collectors.joining());
    }

    private static String entry(Key<?> key, String name) {
        String value =
                switch (key.whenAbsent()) {
                    case Preset.Fixed<?>(var raw) -> Toml.write(raw);
                    case Preset.Derived<?>(var words, _) -> "...  # default: " + words;
                    case Preset.Nothing<?>(_, var example) ->
                            Toml.write(example) + "  # an example; not set by default";
                    case Preset.Required<?>(var example) ->
                            Toml.write(example) + "  # an example; needed";
                };
        return "\n# "
                + key.documentation()
                + "\n# Value: "
                + allowed(key.type())
                + (key.live() ? "" : ". Needs a restart")
                + ".\n#"
                + name
                + " = "
                + value
                + "\n";
    }

    private static Stream<Key<?>> in(Group group) {
        return Keys.all().stream().filter(key -> key.group() == group);
    }

    private static String allowed(Type<?> type) {
        return List.of(type.name(), type.allowed()).stream()
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(": "));
    }

    private static String byDefault(Key<?> key) {
        return switch (key.whenAbsent()) {
            case Preset.Fixed<?>(var raw) -> "`" + Toml.write(raw) + "`";
            case Preset.Derived<?>(var words, _) -> words;
            case Preset.Nothing<?> _ -> "not set";
            case Preset.Required<?>(var example) ->
                    "must be set, such as `" + Toml.write(example) + "`";
        };
    }

    private static String title(Group group) {
        return switch (group) {
            case ESSENTIAL -> "Essential";
            case OFTEN -> "Often";
            case RARELY -> "Rarely";
        };
    }
}

package org.restante.cli.config;

import org.restante.cli.config.Key.Group;
import org.restante.cli.config.Key.Preset;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
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
            - `limits.sessions` means the key `sessions` in the table `[limits]`. `accounts.source` is a list of
              tables, written `[[accounts.source]]`; for now it holds exactly one.
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
                        .map(group -> "\n## " + title(group) + "\n\n" + table(group))
                        .collect(Collectors.joining());
    }

    private static String table(Group group) {
        return "| key | what it does | value | default | a change applies |\n|---|---|---|---|---|\n"
                + in(group, _ -> true)
                        .map(key ->
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
        Predicate<Key<?>> ofSource = key -> key.name().startsWith(Keys.ACCOUNTS_SOURCE + ".");
        String body =
                Arrays.stream(Group.values())
                        .map(group ->
                                "\n# ---- "
                                        + title(group)
                                        + " ----\n"
                                        + entries(in(group, ofSource.negate()), ""))
                        .collect(Collectors.joining());
        return """
        # The configuration of Restante. Each key stands here with its default; take the # away
        # before a key to change it. "restante config check" says whether all is well.
        """
                + body
                + "\n# Where the accounts are. This table must stay at the end of the file.\n#[["
                + Keys.ACCOUNTS_SOURCE
                + "]]\n"
                + entries(Keys.all().stream().filter(ofSource), Keys.ACCOUNTS_SOURCE + ".");
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

    private static Stream<Key<?>> in(Group group, Predicate<Key<?>> which) {
        return Keys.all().stream().filter(key -> key.group() == group).filter(which);
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

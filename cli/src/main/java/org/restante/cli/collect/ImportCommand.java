package org.restante.cli.collect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.collect.moving.Converted;
import org.restante.cli.collect.moving.Note;
import org.restante.cli.collect.moving.OtherProgram;
import org.restante.cli.config.CollectionBlock;
import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationFile;
import org.restante.cli.config.ExitCode;
import org.restante.collect.Collector;
import org.restante.protocol.Secret;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code restante collect import}. */
@Command(
        name = "import",
        description = {
            "Make collections of the accounts in a file of fetchmail, getmail or mpop, and tell each"
                    + " thing that is not the same here.",
            "With --seen, what they have fetched is not fetched again."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    /** Such a file is a page or two. */
    private static final int FILE_OCTETS_MAX = 1 << 20;

    /** Some half a million unique-ids. */
    private static final int SEEN_OCTETS_MAX = 64 << 20;

    @Mixin private final CollectOptions options = new CollectOptions();

    @Mixin private final DeliverTo deliverTo = new DeliverTo();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(
            paramLabel = "FILE",
            description = "~/.fetchmailrc, ~/.config/getmail/getmailrc, ~/.mpoprc or such.")
    private Path from;

    @Option(
            names = "--from",
            paramLabel = "PROGRAM",
            description = "fetchmail, getmail or mpop, if the file does not show it.")
    private @Nullable String program;

    @Option(
            names = "--seen",
            paramLabel = "FILE",
            description =
                    "What the program remembers: ~/.fetchids, getmail's oldmail-... or mpop's file of"
                            + " UIDLs; may be given several times. With --write only.")
    private List<Path> seen = new ArrayList<>();

    @Option(
            names = "--write",
            description = "Add the tables to the configuration file, and passwords beside it.")
    private boolean write;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (!seen.isEmpty() && !write) {
            throw new CommandException(ExitCode.USAGE, "--seen needs --write");
        }
        byte[] octets = read(from, FILE_OCTETS_MAX);
        OtherProgram other = program(octets);
        List<Note> found = new ArrayList<>();
        List<Converted> accounts;
        try {
            accounts = other.accounts(octets, from, found);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.DATA, from + ", " + e.getMessage());
        }
        // What several accounts have from one line is told once.
        List<Note> notes =
                found.stream().distinct().sorted(Comparator.comparingInt(Note::line)).toList();
        ConfigurationFile file = options.file();
        Map<CollectionBlock, Converted> blocks = blocks(file, accounts);
        Map<String, Map<String, Optional<Instant>>> ids = seen(other, blocks);
        if (!options.json()) {
            notes.forEach(it -> options.note(from + ":" + it.line() + ": " + it.words()));
        }
        if (blocks.isEmpty()) {
            throw new CommandException(
                    ExitCode.DATA, from + " has no account that can be taken over");
        }
        if (write) {
            Map<String, Secret> passwords = new HashMap<>();
            blocks.forEach((block, account) ->
                    account.password().ifPresent(it -> passwords.put(block.name(), it)));
            Written.write(
                    file,
                    List.copyOf(blocks.keySet()),
                    passwords,
                    addition -> adopt(addition.configuration(), ids));
        }
        tell(file, blocks, ids, notes);
        return ExitCode.OK.code();
    }

    private static byte[] read(Path file, int octetsMax) throws IOException, CommandException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(octetsMax + 1);
            if (octets.length > octetsMax) {
                throw new CommandException(
                        ExitCode.DATA, file + " has more than " + octetsMax + " octets");
            }
            return octets;
        } catch (NoSuchFileException _) {
            throw new CommandException(ExitCode.NO_INPUT, "no such file: " + file);
        }
    }

    private OtherProgram program(byte[] octets) throws CommandException {
        if (program == null) {
            return OtherProgram.of(OtherProgram.text(octets))
                    .orElseThrow(() ->
                            new CommandException(
                                    ExitCode.DATA,
                                    from + " does not show whose it is; --from says it"));
        }
        for (OtherProgram each : OtherProgram.values()) {
            if (each.toString().equals(program)) {
                return each;
            }
        }
        throw new CommandException(ExitCode.USAGE, "--from is fetchmail, getmail or mpop");
    }

    private Map<CollectionBlock, Converted> blocks(ConfigurationFile file, List<Converted> accounts)
            throws CommandException {
        List<String> taken = new ArrayList<>(file.names());
        Map<CollectionBlock, Converted> blocks = new LinkedHashMap<>();
        for (Converted account : accounts) {
            String name = CollectionBlock.name(label(account, accounts), taken);
            taken.add(name);
            CollectionBlock block = account.block(name, Written.passwordFile(name));
            if (block.find("deliver-to").isEmpty()) {
                deliverTo.keys().forEach(block::set);
            }
            if (!write && account.password().isPresent()) {
                block.remark(
                        "Put the password, which stands in "
                                + from
                                + ", into "
                                + Written.passwordFile(name)
                                + " beside the configuration; chmod 600");
            }
            blocks.put(block, account);
        }
        return blocks;
    }

    /** With the user where a server has several. */
    private static String label(Converted account, List<Converted> accounts) {
        boolean several =
                accounts.stream().filter(it -> it.label().equals(account.label())).count() > 1;
        return several || account.label().isEmpty()
                ? account.user() + "-" + account.server().host()
                : account.label();
    }

    /** What was fetched, for each collection that has something. */
    private Map<String, Map<String, Optional<Instant>>> seen(
            OtherProgram other, Map<CollectionBlock, Converted> blocks)
            throws IOException, CommandException {
        Map<String, Map<String, Optional<Instant>>> all = new LinkedHashMap<>();
        for (Path each : seen) {
            byte[] octets = read(each, SEEN_OCTETS_MAX);
            int found = 0;
            for (Map.Entry<CollectionBlock, Converted> block : blocks.entrySet()) {
                Map<String, Optional<Instant>> own = other.seen(octets, each, block.getValue());
                found += own.size();
                if (!own.isEmpty()) {
                    all.computeIfAbsent(block.getKey().name(), _ -> new HashMap<>()).putAll(own);
                }
            }
            if (found == 0) {
                throw new CommandException(
                        ExitCode.DATA,
                        each + " has no messages of these accounts, by server and user");
            }
        }
        return all;
    }

    /** Before anybody can fetch. */
    private static void adopt(
            Configuration configuration, Map<String, Map<String, Optional<Instant>>> ids)
            throws IOException {
        Collector collector =
                new Collector(Collecting.folder(configuration), InstantSource.system());
        for (CollectionSettings settings : configuration.collections()) {
            if (ids.containsKey(settings.name())) {
                collector.adopt(
                        settings.name(),
                        settings.server(),
                        settings.user(),
                        ids.get(settings.name()));
            }
        }
    }

    private void tell(
            ConfigurationFile file,
            Map<CollectionBlock, Converted> blocks,
            Map<String, Map<String, Optional<Instant>>> ids,
            List<Note> notes) {
        if (options.json()) {
            JsonArray tables = new JsonArray();
            for (CollectionBlock block : blocks.keySet()) {
                JsonObject table = new JsonObject();
                table.addProperty("collection", block.name());
                table.addProperty("toml", block.toml());
                table.addProperty("seen", ids.getOrDefault(block.name(), Map.of()).size());
                tables.add(table);
            }
            JsonArray told = new JsonArray();
            for (Note note : notes) {
                JsonObject each = new JsonObject();
                each.addProperty("line", note.line());
                each.addProperty("words", note.words());
                told.add(each);
            }
            JsonObject json = new JsonObject();
            json.add("collections", tables);
            json.add("notes", told);
            json.addProperty("written", write);
            options.print(json);
            return;
        }
        boolean first = true;
        for (CollectionBlock block : blocks.keySet()) {
            if (write) {
                options.print(
                        "added "
                                + block.name()
                                + " to "
                                + file.path()
                                + "; "
                                + Reports.count(ids.getOrDefault(block.name(), Map.of()).size())
                                + " fetched before");
            } else {
                if (!first) {
                    options.print("");
                }
                block.toml().lines().forEach(options::print);
                first = false;
            }
        }
    }
}

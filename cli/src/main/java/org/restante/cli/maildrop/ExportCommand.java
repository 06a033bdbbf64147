package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.terminal.ProgressBar;
import org.restante.protocol.UniqueId;
import org.restante.store.Filed;
import org.restante.store.Maildrop;
import org.restante.store.MessageGoneException;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** {@code restante maildrop export}. */
@Command(
        name = "export",
        description = {
            "Write messages, all or those that all filters agree to, into a mailbox file or a Maildir.",
            "Nothing is removed, and nothing that is there is overwritten."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    private static final int BLOCK_OCTETS = 64 * 1024;
    private static final String NAME_CHARACTERS = "-._=+@~%";
    private static final Pattern ESCAPE = Pattern.compile("%[0-9a-f]{2}");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    @Mixin private final MaildropOptions options = new MaildropOptions();
    @Mixin private final MessageFilters filters = new MessageFilters();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Target target;

    @Option(names = "--overwrite", description = "Replace the mailbox file if there is one.")
    private boolean overwrite;

    /** One of the two. */
    static final class Target {
        @Option(
                names = "--mbox",
                paramLabel = "FILE",
                description =
                        "A mailbox file (mboxrd) that is there when it is whole; keeps dates.")
        private Optional<Path> mbox = Optional.empty();

        @Option(
                names = "--maildir",
                paramLabel = "DIR",
                description = {
                    "A Maildir, made if need be; keeps dates, flags and unique-ids.",
                    "What is there already is left, so that an export can go on."
                })
        private Optional<Path> maildir = Optional.empty();
    }

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (overwrite && target.mbox.isEmpty()) {
            throw options.misused(
                    "--overwrite goes with --mbox: in a Maildir nothing is overwritten");
        }
        if (!overwrite && target.mbox.filter(Files::exists).isPresent()) {
            throw exists(target.mbox.get());
        }
        NamedMaildrop named = options.find();
        try (Maildrop open = named.open();
                ProgressBar bar = options.progressBar("messages")) {
            List<MessageFilters.Chosen> chosen = filters.choose(open, bar);
            int there =
                    target.mbox.isPresent()
                            ? mbox(open, chosen, target.mbox.get(), bar)
                            : maildir(open, chosen, target.maildir.orElseThrow(), bar);
            bar.clear();
            print(named, chosen.size() - there, there);
        }
        return ExitCode.OK.code();
    }

    private static CommandException exists(Path file) {
        return new CommandException(
                ExitCode.CANNOT_CREATE, file + " is there already; --overwrite replaces it");
    }

    private void print(NamedMaildrop named, int exported, int there) {
        if (options.json()) {
            JsonObject json = new JsonObject();
            json.addProperty("maildrop", named.text());
            json.addProperty("exported", exported);
            json.addProperty("there-before", there);
            options.print(json);
        } else {
            options.print(
                    named.text()
                            + ": "
                            + Words.count(exported, "message")
                            + " exported"
                            + (there == 0 ? "" : ", " + there + " there before"));
        }
    }

    /** Into a file beside it, which gets the name when it is whole and on disk. */
    private int mbox(Maildrop open, List<MessageFilters.Chosen> chosen, Path file, ProgressBar bar)
            throws IOException, CommandException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Path fresh = Files.createTempFile(folder, "." + file.getFileName(), ".part", OWNER_ONLY);
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE);
                    OutputStream out =
                            new BufferedOutputStream(
                                    Channels.newOutputStream(channel), BLOCK_OCTETS)) {
                int done = 0;
                for (MessageFilters.Chosen each : chosen) {
                    append(open, each, out);
                    bar.at(++done, chosen.size());
                }
                out.flush();
                channel.force(true);
            }
            CopyOption[] how =
                    overwrite
                            ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING}
                            : new CopyOption[0];
            Files.move(fresh, file, how);
            force(folder);
            return 0;
        } catch (FileAlreadyExistsException _) {
            throw exists(file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void append(Maildrop open, MessageFilters.Chosen message, OutputStream out)
            throws IOException {
        String sender =
                MessageFilters.header(open, message.id())
                        .flatMap(fields -> fields.raw("Return-Path"))
                        .map(path -> path.replaceAll("^<|>$", ""))
                        .filter(path -> path.matches("[!-~&&[^<>]]+"))
                        .orElse(Mbox.NOBODY);
        String line = Mbox.fromLine(sender, open.filed(message.id()).arrived()) + "\n";
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        try (InputStream in =
                FromLines.quoted(new LfLines(Stored.stream(open.open(message.id()))))) {
            in.transferTo(out);
        }
        out.write('\n');
    }

    private int maildir(
            Maildrop open, List<MessageFilters.Chosen> chosen, Path maildir, ProgressBar bar)
            throws IOException {
        for (String folder : List.of("cur", "new", "tmp")) {
            Files.createDirectories(maildir.resolve(folder));
        }
        Set<String> there = new HashSet<>();
        for (String folder : List.of("cur", "new")) {
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(maildir.resolve(folder))) {
                entries.forEach(entry -> there.add(base(String.valueOf(entry.getFileName()))));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        int before = 0;
        int done = 0;
        for (MessageFilters.Chosen each : chosen) {
            if (there.contains(fileName(each.id()))) {
                before++;
            } else {
                export(open, each, maildir);
            }
            bar.at(++done, chosen.size());
        }
        for (String folder : List.of("cur", "new")) {
            force(maildir.resolve(folder));
        }
        return before;
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void export(Maildrop open, MessageFilters.Chosen message, Path maildir)
            throws IOException {
        String name = fileName(message.id());
        Filed filed = open.filed(message.id());
        Path tmp = maildir.resolve("tmp").resolve(name);
        // What an export that was interrupted has left under this name.
        Files.deleteIfExists(tmp);
        try (FileChannel channel =
                        FileChannel.open(
                                tmp,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                OWNER_ONLY);
                InputStream in = new LfLines(Stored.stream(open.open(message.id())));
                OutputStream out =
                        new BufferedOutputStream(Channels.newOutputStream(channel), BLOCK_OCTETS)) {
            in.transferTo(out);
            out.flush();
            Files.setLastModifiedTime(tmp, FileTime.from(filed.arrived()));
            channel.force(true);
        } catch (MessageGoneException e) {
            Files.deleteIfExists(tmp);
            throw e;
        }
        String flags = filed.flags();
        Path place =
                flags.isEmpty()
                        ? maildir.resolve("new").resolve(name)
                        : maildir.resolve("cur").resolve(name + ":2," + flags);
        Files.move(tmp, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String base(String name) {
        int info = name.indexOf(":2,");
        return info < 0 ? name : name.substring(0, info);
    }

    /**
     * The unique-id, which then is the file's again. What may not stand in a name is %XX, and then
     * so is each %, as in an id that would look like such a name: no two ids have one name.
     */
    private static String fileName(UniqueId id) {
        String text = id.value();
        boolean whole = !ESCAPE.matcher(text).find();
        for (int i = 0; i < text.length(); i++) {
            whole &= mayStand(text.charAt(i), i);
        }
        if (whole) {
            return text;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            name.append(
                    mayStand(c, i) && c != '%'
                            ? String.valueOf(c)
                            : "%" + HexFormat.of().toHexDigits((byte) c));
        }
        return name.toString();
    }

    private static boolean mayStand(char c, int place) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (NAME_CHARACTERS.indexOf(c) >= 0 && (c != '.' || place > 0));
    }
}

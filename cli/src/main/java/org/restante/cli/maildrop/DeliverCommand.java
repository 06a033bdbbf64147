package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.terminal.ProgressBar;
import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Handover;
import org.restante.store.JournalEntry;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;

/** {@code restante maildrop deliver}. */
@Command(
        name = "deliver",
        description = {
            "Deliver messages: one from each FILE or from standard input, those of mailbox files, or of Maildirs.",
            "What was delivered before, from the same place with the same octets, is not delivered again,",
            "so that a delivery that was interrupted can be repeated."
        },
        mixinStandardHelpOptions = true)
final class DeliverCommand implements Callable<Integer> {
    private static final int BLOCK_OCTETS = Incoming.BLOCK_OCTETS;

    /** A field's name and its colon, as a message has to begin (RFC 5322 §2.2). */
    private static final int FIRST_LINE_OCTETS_MAX = 1000;

    @Mixin private final MaildropOptions options = new MaildropOptions();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(
            index = "1..*",
            paramLabel = "FILE",
            description = "A message each; - is standard input, also if nothing is given.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--mbox",
            paramLabel = "FILE",
            description = "A mailbox file; dates and senders of its From lines are kept.")
    private List<Path> mboxes = new ArrayList<>();

    @Option(
            names = "--maildir",
            paramLabel = "DIR",
            description = "A Maildir; the dates of its files and their flags are kept.")
    private List<Path> maildirs = new ArrayList<>();

    @Option(names = "--again", description = "Deliver also what was delivered before.")
    private boolean again;

    private final List<UniqueId> delivered = new ArrayList<>();
    private long count;
    private long before;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        NamedMaildrop named = options.find();
        if (named.maildrop().view().isPresent()) {
            throw options.misused("mail does not arrive in folders and views: " + named.text());
        }
        if (files.isEmpty() && mboxes.isEmpty() && maildirs.isEmpty()) {
            files.add("-");
        }
        try (ProgressBar bar = options.progressBar("files")) {
            for (String file : files) {
                if (file.equals("-")) {
                    standardInput(named);
                } else {
                    file(named, Path.of(file));
                }
                bar.at(count + before, files.size());
            }
        }
        for (Path mbox : mboxes) {
            mbox(named, mbox);
        }
        for (Path maildir : maildirs) {
            maildir(named, maildir);
        }
        print(named);
        return ExitCode.OK.code();
    }

    private void print(NamedMaildrop named) {
        if (options.json()) {
            JsonArray ids = new JsonArray();
            delivered.forEach(id -> ids.add(id.toString()));
            JsonObject json = new JsonObject();
            json.addProperty("maildrop", named.text());
            json.addProperty("delivered", count);
            json.addProperty("delivered-before", before);
            json.add("unique-ids", ids);
            options.print(json);
        } else {
            options.print(
                    named.text()
                            + ": "
                            + Words.count(count, "message")
                            + " delivered"
                            + (before == 0 ? "" : ", " + before + " delivered before"));
        }
    }

    /** What comes this way has no place that tells it again: it is delivered each time. */
    private void standardInput(NamedMaildrop named) throws IOException, CommandException {
        InputStream in = new BufferedInputStream(System.in, BLOCK_OCTETS);
        try (Delivery delivery = named.store().deliver(named.maildrop())) {
            requireHeader("standard input", withoutFromLine(in));
            copy(in, delivery);
            committed(named, delivery.commit());
        }
    }

    private void file(NamedMaildrop named, Path file) throws IOException, CommandException {
        String place = "file\n" + requireReadable(file).toRealPath();
        deliver(
                named,
                new Incoming(
                        file.toString(),
                        String.valueOf(file.getFileName()),
                        place,
                        () ->
                                withoutFromLine(
                                        new BufferedInputStream(
                                                Files.newInputStream(file), BLOCK_OCTETS)),
                        Optional.empty()));
    }

    private void mbox(NamedMaildrop named, Path file) throws IOException, CommandException {
        requireReadable(file);
        if (Files.size(file) > 0 && !Mbox.isOne(file)) {
            throw new CommandException(
                    ExitCode.DATA, file + " is no mailbox file: it does not begin with \"From \"");
        }
        long size = Files.size(file);
        try (ProgressBar bar = options.progressBar("octets")) {
            Mbox.<CommandException>read(
                    file,
                    part -> {
                        Incoming message = Incoming.ofMbox(file, part);
                        // Without the field that is put in front of it.
                        try (InputStream in =
                                new BufferedInputStream(part.open(file), BLOCK_OCTETS)) {
                            requireHeader(message.what(), in);
                        }
                        deliver(named, message);
                        bar.at(part.end(), size);
                    });
        }
    }

    private void maildir(NamedMaildrop named, Path maildir) throws IOException, CommandException {
        List<Incoming> messages =
                Incoming.ofMaildir(
                        maildir, what -> options.complain(Words.plain(what) + ": left out"));
        long done = 0;
        try (ProgressBar bar = options.progressBar("messages")) {
            for (Incoming message : messages) {
                deliver(named, message);
                bar.at(++done, messages.size());
            }
        }
    }

    private static Path requireReadable(Path file) throws CommandException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CommandException(
                    ExitCode.NO_INPUT,
                    file + (Files.exists(file) ? " is no file that can be read" : " is missing"));
        }
        return file;
    }

    /** Reads it twice: its octets are part of what tells it again. */
    private void deliver(NamedMaildrop named, Incoming message)
            throws IOException, CommandException {
        try (InputStream in = message.open()) {
            requireHeader(message.what(), in);
        }
        Incoming.Read read = message.read();
        DeliveryId id =
                again ? new DeliveryId(read.id().value() + "\n" + UUID.randomUUID()) : read.id();
        switch (named.store().deliver(named.maildrop(), id)) {
            case Handover.AlreadyDelivered _ -> before++;
            case Handover.Begun begun -> committed(named, read.deliver(begun));
        }
    }

    private void committed(NamedMaildrop named, UniqueId id) {
        count++;
        named.tell(JournalEntry.Kind.DELIVERED, List.of(id));
        if (options.json()) {
            delivered.add(id);
        }
    }

    private static void copy(InputStream in, Delivery delivery) throws IOException {
        byte[] block = new byte[BLOCK_OCTETS];
        for (int length = in.read(block); length >= 0; length = in.read(block)) {
            delivery.write(block, 0, length);
        }
    }

    /**
     * A single message may have the line in front that a mailbox would have: it is no part of it.
     */
    private static InputStream withoutFromLine(InputStream in) throws IOException {
        in.mark(BLOCK_OCTETS);
        byte[] start = in.readNBytes(5);
        if (new String(start, StandardCharsets.ISO_8859_1).equals("From ")) {
            int octet = in.read();
            while (octet >= 0 && octet != '\n') {
                octet = in.read();
            }
        } else {
            in.reset();
        }
        return in;
    }

    /** Refuses what cannot be a message, such as a picture or a folder's list; reads nothing. */
    private static void requireHeader(String what, InputStream in)
            throws IOException, CommandException {
        in.mark(FIRST_LINE_OCTETS_MAX + 1);
        byte[] start = in.readNBytes(FIRST_LINE_OCTETS_MAX);
        in.reset();
        int colon = 0;
        while (colon < start.length && start[colon] > ' ' && start[colon] != ':') {
            colon++;
        }
        int behind = colon;
        // Obsolete syntax allows white space in front of the colon (RFC 5322 §4.5).
        while (behind < start.length && (start[behind] == ' ' || start[behind] == '\t')) {
            behind++;
        }
        if (colon == 0 || behind == start.length || start[behind] != ':') {
            throw new CommandException(
                    ExitCode.DATA,
                    what
                            + (start.length == 0
                                    ? " is empty"
                                    : " is no message: it does not begin with a header field such as"
                                            + " \"Subject:\""));
        }
    }
}

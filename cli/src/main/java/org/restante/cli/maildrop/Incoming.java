package org.restante.cli.maildrop;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalForm;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Filed;
import org.restante.store.Handover;
import org.restante.store.maildir.MessageFile;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A message in a file of somebody else's that is to be delivered, once however often it is
 * repeated.
 *
 * @param what where it is, for people
 * @param name what it is called there, a character for each octet
 * @param place where it is as far as this stays the same
 * @param octets opens it
 * @param filed what is kept with it there
 */
record Incoming(String what, String name, String place, Octets octets, Optional<Filed> filed) {
    static final int BLOCK_OCTETS = 64 * 1024;

    /** Opens a message at its first octet, each time anew. */
    @FunctionalInterface
    interface Octets {
        InputStream open() throws IOException;
    }

    /**
     * A message that was read to its end.
     *
     * @param hash SHA-256 of its octets
     * @param octets the canonical form's size
     */
    record Read(Incoming message, String hash, long octets) {
        /** By its octets and its place it is known again. */
        DeliveryId id() {
            return new DeliveryId(message.place + "\n" + hash);
        }

        /**
         * Brings it into a delivery.
         *
         * @throws CommandException if it is not what was read
         */
        UniqueId deliver(Handover.Begun begun) throws IOException, CommandException {
            try (Delivery delivery = begun.delivery();
                    InputStream in = message.open()) {
                MessageDigest digest = sha256();
                byte[] block = new byte[BLOCK_OCTETS];
                for (int length = in.read(block); length >= 0; length = in.read(block)) {
                    digest.update(block, 0, length);
                    delivery.write(block, 0, length);
                }
                if (!HexFormat.of().formatHex(digest.digest()).equals(hash)) {
                    throw message.isChanging();
                }
                message.filed.ifPresent(delivery::file);
                return delivery.commit();
            }
        }
    }

    /** Reads it to its end. */
    Read read() throws IOException, CommandException {
        MessageDigest digest = sha256();
        CanonicalForm form = new CanonicalForm();
        try (InputStream in = open()) {
            byte[] block = new byte[BLOCK_OCTETS];
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                digest.update(block, 0, length);
                form.update(block, 0, length);
            }
        }
        return new Read(this, HexFormat.of().formatHex(digest.digest()), form.octets());
    }

    /**
     * Opens it; the caller closes it.
     *
     * @throws CommandException if it is not where it was found
     */
    InputStream open() throws IOException, CommandException {
        try {
            return octets.open();
        } catch (NoSuchFileException _) {
            throw isChanging();
        }
    }

    private CommandException isChanging() {
        return new CommandException(
                ExitCode.TEMPORARY,
                what
                        + " changed while it was read; repeat the command when nobody writes there:"
                        + " what was delivered is not delivered again");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Whoever can write to a folder of messages must not lead us elsewhere by a link. */
    static InputStream openIn(Path file) throws IOException {
        return new BufferedInputStream(
                Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BLOCK_OCTETS);
    }

    /**
     * The messages of a Maildir, in the order of their names.
     *
     * @param leftOut is told what is left out and why
     */
    static List<Incoming> ofMaildir(Path maildir, Consumer<String> leftOut)
            throws IOException, CommandException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("new", "cur")) {
            Path inner = maildir.resolve(folder);
            if (!Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS)) {
                throw new CommandException(
                        ExitCode.NO_INPUT, maildir + " is no Maildir: " + inner + " is missing");
            }
            for (Path entry : entries(inner)) {
                if (MessageFile.name(entry).startsWith(".")) {
                    continue;
                }
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(entry);
                } else {
                    leftOut.accept(entry + " is no regular file");
                }
            }
        }
        // Names begin with the second of their delivery.
        files.sort(Comparator.comparing(MessageFile::name));
        List<Incoming> messages = new ArrayList<>(files.size());
        for (Path file : files) {
            String name = MessageFile.name(file);
            int info = name.indexOf(":2,");
            messages.add(
                    new Incoming(
                            file.toString(),
                            name,
                            // Wherever the Maildir is, and whatever its owner marked meanwhile.
                            "maildir\n" + (info < 0 ? name : name.substring(0, info)),
                            () -> openIn(file),
                            filed(file, info < 0 ? "" : name.substring(info + 3))));
        }
        return messages;
    }

    private static Optional<Filed> filed(Path file, String flags) throws IOException {
        try {
            return Optional.of(
                    Filed.of(
                            Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant(),
                            flags));
        } catch (NoSuchFileException _) {
            // Whoever opens it is told.
            return Optional.empty();
        }
    }

    static List<Path> entries(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(all::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    /** A message of a mailbox file. */
    static Incoming ofMbox(Path file, Mbox.Part part) throws IOException {
        return new Incoming(
                file + ", message " + part.number(),
                "message " + part.number(),
                "mbox\n" + file.toRealPath() + "\n" + part.number(),
                () -> withReturnPath(part, file),
                part.date().map(date -> new Filed(date, "")));
    }

    /** The envelope's sender, which the From line has, belongs into the message (RFC 5321 §4.4). */
    private static InputStream withReturnPath(Mbox.Part part, Path file) throws IOException {
        boolean known = part.sender().contains("@") && !part.sender().matches(".*[<>\"\\s].*");
        if (known) {
            try (InputStream in = part.open(file)) {
                known = HeaderFields.read(in).raw("Return-Path").isEmpty();
            }
        }
        InputStream message = new BufferedInputStream(part.open(file), BLOCK_OCTETS);
        byte[] field =
                ("Return-Path: <" + part.sender() + ">\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return known
                ? new BufferedInputStream(
                        new SequenceInputStream(new ByteArrayInputStream(field), message),
                        BLOCK_OCTETS)
                : message;
    }
}

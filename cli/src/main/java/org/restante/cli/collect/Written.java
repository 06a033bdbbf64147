package org.restante.cli.collect;

import org.restante.cli.config.CollectionBlock;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationFile;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** New collections on their way into a configuration file, with the files of their passwords. */
final class Written {
    private Written() {}

    /** Is called when all is checked, before the file changes. */
    @FunctionalInterface
    interface Before {
        /** Does what has to be done before somebody can fetch. */
        void run(ConfigurationFile.Addition addition) throws IOException, CommandException;
    }

    /** The file beside the configuration in which the password of a collection is. */
    static String passwordFile(String collection) {
        return collection + ".password";
    }

    /**
     * Adds collections; all or none.
     *
     * @param passwords by their collections, which have them in {@link #passwordFile}
     * @throws CommandException if something is in the way; then nothing was written
     */
    static void write(
            ConfigurationFile file,
            List<CollectionBlock> blocks,
            Map<String, Secret> passwords,
            Before before)
            throws IOException, CommandException {
        List<Path> made = new ArrayList<>();
        boolean done = false;
        try (ConfigurationFile.Addition addition =
                file.add(
                        blocks.stream()
                                .map(CollectionBlock::toml)
                                .collect(Collectors.joining("\n")))) {
            for (Map.Entry<String, Secret> each : passwords.entrySet()) {
                made.add(
                        secret(
                                file.path().resolveSibling(passwordFile(each.getKey())),
                                each.getValue()));
            }
            before.run(addition);
            addition.commit();
            done = true;
        } finally {
            if (!done) {
                for (Path each : made) {
                    Files.delete(each);
                }
            }
        }
    }

    private static Path secret(Path file, Secret password) throws IOException, CommandException {
        try (FileChannel to =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            var octets = StandardCharsets.UTF_8.encode(password.reveal() + "\n");
            while (octets.hasRemaining()) {
                to.write(octets);
            }
            to.force(true);
            return file;
        } catch (FileAlreadyExistsException _) {
            throw new CommandException(
                    ExitCode.CANNOT_CREATE, file + " is there already; nothing is written");
        }
    }
}

package org.restante.cli.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The main file of a configuration, to which collections are added. All that a person wrote stays
 * as it is: what is new comes behind it, is read together with it before it takes its place, and
 * takes it by a rename.
 */
public final class ConfigurationFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Optional<Path> data;
    private final String text;
    private final List<String> names;

    private ConfigurationFile(Path file, Optional<Path> data, String text, List<String> names) {
        this.file = file;
        this.data = data;
        this.text = text;
        this.names = names;
    }

    /**
     * The file that the command line names or that is found, or the one of the user, which is made
     * when something is added.
     *
     * @throws ConfigurationException if it is there and wrong already
     */
    static ConfigurationFile open(Request request, Search search)
            throws IOException, ConfigurationException {
        Path named =
                request.file()
                        .map(search.workingDirectory()::resolve)
                        .or(search::find)
                        .orElse(search.home().resolve(".config/restante/restante.toml"));
        if (Files.notExists(named)) {
            return new ConfigurationFile(named, request.data(), "", List.of());
        }
        List<String> names =
                ConfigurationReader.read(request, search).configuration().collections().stream()
                        .map(CollectionSettings::name)
                        .toList();
        // A link that leads to it stays one.
        Path file = named.toRealPath();
        return new ConfigurationFile(file, request.data(), Files.readString(file), names);
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /** The collections that there are. */
    public List<String> names() {
        return names;
    }

    /**
     * Puts collections behind what is there, in a file beside it.
     *
     * @param tables TOML
     * @throws CommandException if all of it together is no configuration
     */
    public Addition add(String tables) throws IOException, CommandException {
        // All tables of a list stand in one file.
        if (!names.isEmpty() && !org.tomlj.Toml.parse(text).contains("collection")) {
            throw new CommandException(
                    ExitCode.CONFIG,
                    "the collections are not in "
                            + file
                            + " but in a file that it includes: add the table there by hand");
        }
        Files.createDirectories(file.resolveSibling("."));
        Path fresh = Files.createTempFile(file.resolveSibling("."), ".restante-", ".toml");
        boolean done = false;
        try {
            String gap = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
            String all = text + gap + (text.isEmpty() ? "" : "\n") + tables;
            try (FileChannel to = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer octets = StandardCharsets.UTF_8.encode(all);
                while (octets.hasRemaining()) {
                    to.write(octets);
                }
                to.force(true);
            }
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
                if (!Files.getOwner(fresh).equals(Files.getOwner(file))) {
                    Files.setOwner(fresh, Files.getOwner(file));
                }
            } else {
                Files.setPosixFilePermissions(fresh, OWNER_ONLY);
            }
            Configuration configuration =
                    ConfigurationReader.read(
                                    new Request(Optional.of(fresh), data, List.of()),
                                    Search.ofProcess())
                            .configuration();
            done = true;
            return new Addition(fresh, configuration);
        } catch (ConfigurationException e) {
            throw new CommandException(
                    ExitCode.CONFIG,
                    "nothing is written, as it would be no configuration:\n"
                            + String.valueOf(e.getMessage())
                                    .replace(fresh.toString(), file.toString()));
        } finally {
            if (!done) {
                Files.delete(fresh);
            }
        }
    }

    /** What is about to take the file's place; closed without {@link #commit} it is gone. */
    public final class Addition implements AutoCloseable {
        private final Path fresh;
        private final Configuration configuration;

        private Addition(Path fresh, Configuration configuration) {
            this.fresh = fresh;
            this.configuration = configuration;
        }

        /** All of it, as it will be. */
        public Configuration configuration() {
            return configuration;
        }

        /**
         * Takes the file's place.
         *
         * @throws CommandException if somebody has changed the file meanwhile
         */
        public void commit() throws IOException, CommandException {
            if (!(Files.exists(file) ? Files.readString(file) : "").equals(text)) {
                throw new CommandException(
                        ExitCode.TEMPORARY, file + " was changed meanwhile; nothing is written");
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(fresh);
        }
    }
}

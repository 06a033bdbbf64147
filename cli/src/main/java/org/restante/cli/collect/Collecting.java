package org.restante.cli.collect;

import static org.restante.collect.Report.Failure.Kind.CREDENTIALS;

import org.jspecify.annotations.Nullable;
import org.restante.cli.account.Terminal;
import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CollectionSettings.Oauth;
import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CollectionSettings.Peer;
import org.restante.cli.config.CollectionSettings.Target;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ExitCode;
import org.restante.cli.serve.AccountSources;
import org.restante.cli.serve.StoreOptions;
import org.restante.client.Credentials;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.client.WireLog;
import org.restante.collect.Collector;
import org.restante.collect.CommandDestination;
import org.restante.collect.Destination;
import org.restante.collect.HeadedDestination;
import org.restante.collect.MaildirDestination;
import org.restante.collect.MboxDestination;
import org.restante.collect.Remote;
import org.restante.collect.Report;
import org.restante.collect.StoreDestination;
import org.restante.collect.Watcher;
import org.restante.collect.imap.ImapDestination;
import org.restante.collect.sorting.Sorting;
import org.restante.collect.sorting.SortingDestination;
import org.restante.collect.transfer.MailServer;
import org.restante.collect.transfer.TransferDestination;
import org.restante.collect.transfer.TransferDestination.Envelope;
import org.restante.server.login.Account;
import org.restante.server.quota.Quotas;
import org.restante.store.MaildropName;
import org.restante.store.maildir.MaildirStore;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The collections of a configuration, put together with what they need. For any thread. */
final class Collecting {
    /** A mailbox file is locked for as long as others write to it: 30 s is long for that. */
    private static final int LOCK_ATTEMPTS_MAX = 300;

    private static final int LOCK_PAUSE_MILLIS = 100;

    private final Configuration configuration;
    private final Path folder;
    private @Nullable MaildirStore store;
    private final Collector collector;
    private final Passwords passwords = new Passwords(Terminal::ofProcess);

    /** What servers said to be wrong, by the collection's name. */
    private final Map<String, Credentials> wrong = new ConcurrentHashMap<>();

    Collecting(Configuration configuration) {
        this.configuration = configuration;
        this.folder = folder(configuration);
        this.collector = new Collector(folder, InstantSource.system());
    }

    /** Where all is that is kept for collections. */
    static Path folder(Configuration configuration) {
        return configuration.data().resolve("collect");
    }

    /** One for all that is delivered here; most collections deliver elsewhere. */
    private synchronized MaildirStore store() {
        if (store == null) {
            store = new MaildirStore(StoreOptions.maildir(configuration));
        }
        return store;
    }

    Collector collector() {
        return collector;
    }

    /** The remote maildrop, with its password or what gets its tokens. */
    Remote remote(CollectionSettings settings) throws IOException, CommandException {
        return new Remote(
                settings.server().withTrust(trust(settings.authorities())),
                switch (settings.proof()) {
                    case PasswordSource password ->
                            new Credentials.Password(
                                    settings.user(),
                                    passwords.read(
                                            password, settings.server().host(), settings.user()),
                                    Optional.empty(),
                                    settings.mechanism());
                    case Oauth _ -> token(TokensOf.source(settings).orElseThrow(), settings.user());
                });
    }

    private Credentials.Token token(TokensOf tokens, String user) {
        return tokens.account(folder, tokens.server()).credentials(user);
    }

    /**
     * Whether the server said in the last run that the credentials are wrong, and the ones that it
     * would be shown now are the same.
     */
    boolean knowsCredentialsToBeWrong(CollectionSettings settings) {
        Optional<Credentials> before = Optional.ofNullable(wrong.get(settings.name()));
        try {
            return before.isPresent() && before.get().equals(remote(settings).credentials());
        } catch (IOException | CommandException _) {
            // It is for a run to say so.
            return false;
        }
    }

    /** Fetches; what fails is in the report. */
    Report run(CollectionSettings settings, Optional<WireLog> log, Watcher watcher) {
        if (watcher.stops()) {
            // Not even a password is asked for.
            return Collector.stopped();
        }
        try {
            Collector.Opening destination = destination(settings);
            Remote silent = remote(settings);
            Remote remote =
                    log.map(it -> new Remote(silent.server().withWireLog(it), silent.credentials()))
                            .orElse(silent);
            Report report =
                    collector.run(settings.name(), remote, settings.policy(), destination, watcher);
            if (report.failure().filter(it -> it.kind() == CREDENTIALS).isPresent()) {
                wrong.put(settings.name(), remote.credentials());
            } else {
                wrong.remove(settings.name());
            }
            return report;
        } catch (IOException e) {
            return Report.of(Collector.failure(e));
        } catch (CommandException e) {
            return Report.of(
                    new Report.Failure(
                            Report.Failure.Kind.CONFIGURATION, String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            // An error of ours in one collection leaves all others their runs and reports.
            System.getLogger(Collecting.class.getName())
                    .log(Level.ERROR, "collection " + settings.name(), e);
            return Report.of(new Report.Failure(Report.Failure.Kind.INTERNAL, e.toString()));
        }
    }

    private Collector.Opening destination(CollectionSettings settings)
            throws IOException, CommandException {
        return destination(settings, settings.target(), settings.name(), TokensOf.target(settings));
    }

    /**
     * One place, or several, with the fields that are put in front.
     *
     * @param files what their names begin with in the folder of the journals
     * @param tokens what one place wants to see
     */
    private Collector.Opening destination(
            CollectionSettings settings, Target target, String files, Optional<TokensOf> tokens)
            throws IOException, CommandException {
        Collector.Opening place = place(settings, target, files, tokens);
        // Of several each one puts them: rules see the message as it came.
        if (settings.addHeaders().isEmpty() || target instanceof Target.Several) {
            return place;
        }
        HeadedDestination.Origin origin =
                new HeadedDestination.Origin(
                        settings.server().host(),
                        settings.server().security() == Security.CLEAR_TEXT ? "POP3" : "POP3S",
                        settings.user(),
                        configuration.hostname());
        return () -> new HeadedDestination(place.open(), settings.addHeaders(), origin);
    }

    private Collector.Opening place(
            CollectionSettings settings, Target target, String files, Optional<TokensOf> tokens)
            throws IOException, CommandException {
        Path group = folder.resolve(files + ".group");
        Path partly = folder.resolve(files + ".partly");
        InstantSource clock = InstantSource.system();
        return switch (target) {
            case Target.Maildir(var path) -> () -> new MaildirDestination(path, clock);
            case Target.Mbox(var path) ->
                    () -> new MboxDestination(path, group, clock, Collecting::patience);
            case Target.Command(var command, var timeout) ->
                    () -> new CommandDestination(command, timeout, group);
            case Target.Transfer transfer -> {
                MailServer server = server(transfer.peer(), tokens);
                Envelope envelope =
                        new Envelope(helo(transfer), transfer.sender(), transfer.recipients());
                yield () ->
                        new TransferDestination(
                                server, transfer.protocol(), envelope, group, partly, clock);
            }
            case Target.Imap(var peer, var place) -> {
                MailServer server = server(peer, tokens);
                yield () -> new ImapDestination(server, place, group);
            }
            case Target.Account(var name) -> {
                Account account = account(name);
                yield () -> inStore(account, settings.name(), group);
            }
            case Target.Several(var places, var sorting) -> {
                Map<String, Collector.Opening> openings = new LinkedHashMap<>();
                for (var each : places.entrySet()) {
                    // No name of a collection has this sign.
                    String own = files + "@" + each.getKey();
                    openings.put(
                            each.getKey(),
                            destination(
                                    settings,
                                    each.getValue(),
                                    own,
                                    TokensOf.destination(each.getKey(), each.getValue())));
                }
                yield () -> several(openings, sorting, group, partly);
            }
        };
    }

    /** Opens all; if one cannot be opened the others are closed again. */
    private static Destination several(
            Map<String, Collector.Opening> openings, Sorting sorting, Path spool, Path partly)
            throws IOException {
        Map<String, Destination> parts = new LinkedHashMap<>();
        try {
            for (var each : openings.entrySet()) {
                parts.put(each.getKey(), each.getValue().open());
            }
            return new SortingDestination(parts, sorting, spool, partly, InstantSource.system());
        } catch (IOException | RuntimeException e) {
            for (Destination each : parts.values()) {
                try {
                    each.close();
                } catch (IOException also) {
                    e.addSuppressed(also);
                }
            }
            throw e;
        }
    }

    private String helo(Target.Transfer transfer) {
        return transfer.helo().orElse(configuration.hostname());
    }

    /**
     * Looks at the servers that get the mail, or at the place on disk, and hands over nothing.
     *
     * @return what there is to say of them
     * @throws IOException if a run would end with this now
     */
    List<String> look(CollectionSettings settings) throws IOException, CommandException {
        return look(settings.target(), TokensOf.target(settings));
    }

    private List<String> look(Target target, Optional<TokensOf> tokens)
            throws IOException, CommandException {
        return switch (target) {
            case Target.Account _, Target.Command _ -> List.of();
            case Target.Maildir(var path) -> {
                for (String part : List.of("tmp", "new", "cur")) {
                    requireWritableFolder(path.resolve(part));
                }
                yield List.of();
            }
            case Target.Mbox(var path) -> {
                requireWritableFile(path);
                yield List.of();
            }
            case Target.Transfer it ->
                    List.of(
                            TransferDestination.look(
                                    server(it.peer(), tokens), it.protocol(), helo(it)));
            case Target.Imap(var peer, var place) ->
                    List.of(ImapDestination.look(server(peer, tokens), place));
            case Target.Several(var places, _) -> {
                List<String> words = new ArrayList<>();
                for (var each : places.entrySet()) {
                    words.addAll(
                            look(
                                    each.getValue(),
                                    TokensOf.destination(each.getKey(), each.getValue())));
                }
                yield words;
            }
        };
    }

    /** One that is not there can be made where the folder above it is writable, or can be made. */
    private static void requireWritableFolder(Path path) throws IOException {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new NotDirectoryException(there.toString());
        }
        requireWritable(there);
    }

    /** A mailbox file can be made, its folder is not. */
    private static void requireWritableFile(Path path) throws IOException {
        Path folder = path.toAbsolutePath().resolveSibling(".");
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.normalize().toString());
        }
        requireWritable(folder);
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a folder");
        }
        if (Files.exists(path)) {
            requireWritable(path);
        }
    }

    private static void requireWritable(Path there) throws IOException {
        if (!Files.isWritable(there)) {
            throw new AccessDeniedException(there.toString());
        }
    }

    /** A server that gets mail, with the password or what gets the tokens. */
    private MailServer server(Peer peer, Optional<TokensOf> tokens)
            throws IOException, CommandException {
        Optional<MailServer.Login> login = Optional.empty();
        if (peer.login().isPresent()) {
            Peer.Login given = peer.login().get();
            String host =
                    switch (peer.place()) {
                        case MailServer.Place.Tcp(var name, _) -> name;
                        case MailServer.Place.Unix _ -> "localhost";
                    };
            login =
                    Optional.of(
                            switch (given.proof()) {
                                case PasswordSource password ->
                                        new MailServer.Login.Password(
                                                given.user(),
                                                passwords.read(password, host, given.user()));
                                case Oauth _ ->
                                        new MailServer.Login.Token(
                                                given.user(),
                                                token(tokens.orElseThrow(), given.user()).tokens());
                            });
        }
        return new MailServer(
                peer.place(),
                peer.security(),
                trust(peer.authorities()),
                login,
                MailServer.Patience.USUAL);
    }

    private static Trust trust(Optional<Path> authorities) throws IOException {
        return authorities.isPresent() ? Trust.authorities(authorities.get()) : Trust.system();
    }

    private Destination inStore(Account account, String collection, Path spool) {
        InstantSource clock = InstantSource.system();
        Quotas quotas = new Quotas(store(), configuration::quotas, this::maildropsOf, clock);
        StoreDestination.Room room =
                octets ->
                        quotas.check(account, octets)
                                .map(full ->
                                        switch (full) {
                                            case ACCOUNT -> "the maildrop is full";
                                            case DOMAIN -> "the maildrops of its domain are full";
                                        });
        return new StoreDestination(store(), account.maildrop(), collection, spool, room, clock);
    }

    private List<MaildropName> maildropsOf(String domain) throws IOException {
        try (AccountSources sources = new AccountSources(() -> configuration)) {
            return sources.maildropsOf(domain);
        }
    }

    private Account account(String name) throws IOException, CommandException {
        try (AccountSources sources = new AccountSources(() -> configuration)) {
            return sources.all()
                    .byLogin(name)
                    .orElseThrow(() ->
                            new CommandException(ExitCode.NO_USER, "there is no account " + name));
        }
    }

    private static BooleanSupplier patience() {
        int[] attempts = {0};
        return () -> {
            try {
                Thread.sleep(LOCK_PAUSE_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
            return ++attempts[0] < LOCK_ATTEMPTS_MAX;
        };
    }

    /** Where the mail of a collection goes, in words. */
    static String words(Target target) {
        return switch (target) {
            case Target.Maildir(var path) -> "the Maildir " + path;
            case Target.Mbox(var path) -> "the mailbox file " + path;
            case Target.Account(var name) -> "the maildrop of " + name;
            case Target.Command(var command, _) -> "the command " + command.getFirst();
            case Target.Transfer it ->
                    String.join(", ", it.recipients())
                            + " at "
                            + it.peer().place()
                            + " by "
                            + it.protocol();
            case Target.Imap(var peer, var place) ->
                    "the folder "
                            + place.folder()
                            + peer.login().map(it -> " of " + it.user()).orElse("")
                            + " at "
                            + peer.place()
                            + " by IMAP";
            case Target.Several(var places, var sorting) ->
                    String.join(", ", sorting.otherwise())
                            + (sorting.rules().isEmpty()
                                    ? ""
                                    : " unless one of " + sorting.rules().size() + " rules fits")
                            + ": "
                            + places.entrySet().stream()
                                    .map(it -> it.getKey() + " is " + words(it.getValue()))
                                    .collect(Collectors.joining("; "));
        };
    }
}

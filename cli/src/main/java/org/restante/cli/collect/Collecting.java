package org.restante.cli.collect;

import static org.restante.collect.Report.Failure.Kind.CREDENTIALS;

import org.restante.cli.account.Terminal;
import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CollectionSettings.Oauth;
import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CollectionSettings.Target;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ExitCode;
import org.restante.cli.serve.AccountSources;
import org.restante.cli.serve.StoreOptions;
import org.restante.client.Credentials;
import org.restante.client.Trust;
import org.restante.client.WireLog;
import org.restante.collect.Collector;
import org.restante.collect.CommandDestination;
import org.restante.collect.Destination;
import org.restante.collect.MaildirDestination;
import org.restante.collect.MboxDestination;
import org.restante.collect.Remote;
import org.restante.collect.Report;
import org.restante.collect.StoreDestination;
import org.restante.collect.Watcher;
import org.restante.server.login.Account;
import org.restante.store.maildir.MaildirStore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The collections of a configuration, put together with what they need. For any thread. */
final class Collecting {
    /** A mailbox file is locked for as long as others write to it: 30 s is long for that. */
    private static final int LOCK_ATTEMPTS_MAX = 300;

    private static final int LOCK_PAUSE_MILLIS = 100;

    private final Configuration configuration;
    private final Path folder;
    private final MaildirStore store;
    private final Collector collector;
    private final Passwords passwords = new Passwords(Terminal::ofProcess);

    /** What servers said to be wrong, by the collection's name. */
    private final Map<String, Credentials> wrong = new ConcurrentHashMap<>();

    Collecting(Configuration configuration) {
        this.configuration = configuration;
        this.folder = folder(configuration);
        this.store = new MaildirStore(StoreOptions.maildir(configuration));
        this.collector = new Collector(folder, InstantSource.system());
    }

    /** Where all is that is kept for collections. */
    static Path folder(Configuration configuration) {
        return configuration.data().resolve("collect");
    }

    Collector collector() {
        return collector;
    }

    /** The remote maildrop, with its password or what gets its tokens. */
    Remote remote(CollectionSettings settings) throws IOException, CommandException {
        Trust trust =
                settings.authorities().isPresent()
                        ? Trust.authorities(settings.authorities().get())
                        : Trust.system();
        return new Remote(
                settings.server().withTrust(trust),
                switch (settings.proof()) {
                    case PasswordSource password ->
                            new Credentials.Password(
                                    settings.user(),
                                    passwords.read(
                                            password, settings.server().host(), settings.user()),
                                    Optional.empty(),
                                    settings.mechanism());
                    case Oauth oauth ->
                            TokensOf.account(folder, settings.name(), oauth, TokensOf.server(oauth))
                                    .credentials(settings.user());
                });
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
        }
    }

    private Collector.Opening destination(CollectionSettings settings)
            throws IOException, CommandException {
        Path group = folder.resolve(settings.name() + ".group");
        InstantSource clock = InstantSource.system();
        return switch (settings.target()) {
            case Target.Maildir(var path) -> () -> new MaildirDestination(path, clock);
            case Target.Mbox(var path) -> () -> new MboxDestination(path, group, clock, patience());
            case Target.Command(var command, var timeout) ->
                    () -> new CommandDestination(command, timeout, group);
            case Target.Account(var name) -> {
                Account account = account(name);
                yield () -> inStore(account, settings.name());
            }
        };
    }

    private Destination inStore(Account account, String collection) {
        return new StoreDestination(store, account.maildrop(), collection, InstantSource.system());
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
        };
    }
}

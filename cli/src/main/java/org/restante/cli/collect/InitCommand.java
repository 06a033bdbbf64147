package org.restante.cli.collect;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.account.Terminal;
import org.restante.cli.collect.moving.HomePath;
import org.restante.cli.collect.moving.ShellWords;
import org.restante.cli.config.CollectionBlock;
import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationFile;
import org.restante.cli.config.ExitCode;
import org.restante.client.Credentials;
import org.restante.client.Pop3Client;
import org.restante.client.Pop3Server;
import org.restante.client.PopUrl;
import org.restante.client.RemoteMaildrop;
import org.restante.client.Timeouts;
import org.restante.client.Trust;
import org.restante.collect.Collector;
import org.restante.collect.Report;
import org.restante.collect.setup.MailAddress;
import org.restante.collect.setup.Provider;
import org.restante.collect.setup.ServerSearch;
import org.restante.collect.setup.Suggestion;
import org.restante.protocol.Secret;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code restante collect init}. */
@Command(
        name = "init",
        description = {
            "Find the POP server of a mail address, log in once, and print the table for the"
                    + " configuration, or add it.",
            "Asks large providers' names, the domain (SRV records, autoconfig), Thunderbird's"
                    + " public list and the usual names; always with TLS."
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    /** For a server that may be none: a person waits. */
    private static final Timeouts PATIENCE = Timeouts.all(Duration.ofSeconds(15));

    /** Where the password is; without one of these it is asked for. */
    private static final class Proof {
        @Option(
                names = "--password",
                paramLabel = "WHERE",
                description = "keyring, netrc or prompt: where runs find the password.")
        private @Nullable String password;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "The file whose first line is the password.")
        private @Nullable Path file;

        @Option(
                names = "--password-command",
                paramLabel = "COMMAND",
                description = "What prints the password; by sh if it is more than words.")
        private @Nullable String command;

        @Option(
                names = "--client-id",
                paramLabel = "ID",
                description = "Log in with OAuth 2 as this client, which you registered.")
        private @Nullable String clientId;
    }

    private final ServerSearch search;
    private final Supplier<Optional<Terminal>> terminals;

    @Mixin private final CollectOptions options = new CollectOptions();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(
            paramLabel = "ADDRESS",
            description = "The mail address, or with --server any name.")
    private String address;

    @Option(
            names = "--server",
            paramLabel = "SERVER",
            description = "Its POP server instead of a search: HOST or pop3s://HOST:PORT.")
    private @Nullable String server;

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "Whom to log in as, if it is not the address.")
    private @Nullable String user;

    @Option(names = "--name", paramLabel = "NAME", description = "What the collection is called.")
    private @Nullable String name;

    @Mixin private final DeliverTo deliverTo = new DeliverTo();

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificates to trust, in PEM form.")
    private @Nullable Path authorities;

    @ArgGroup private Proof proof = new Proof();

    @Option(names = "--write", description = "Add the table to the configuration file.")
    private boolean write;

    /** One of this process. */
    InitCommand() {
        this(ServerSearch.usual(), Terminal::ofProcess);
    }

    /** One that searches and asks elsewhere. */
    InitCommand(ServerSearch search, Supplier<Optional<Terminal>> terminals) {
        this.search = search;
        this.terminals = terminals;
    }

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        ConfigurationFile file = options.file();
        CollectionBlock block =
                new CollectionBlock(
                        Optional.ofNullable(name)
                                .orElseGet(() -> CollectionBlock.name(address, file.names())));
        if (file.names().contains(block.name())) {
            throw misused("there is a collection " + block.name() + " already");
        }
        Map<String, Object> target = deliverTo.keys();
        Suggestion found = found();
        Optional<Provider> provider = Provider.of(found.server());
        provider.filter(it -> !it.advice().isEmpty())
                .ifPresent(it -> options.note(it.name() + ": " + it.advice()));
        block.server(found.server(), found.user());
        if (authorities != null) {
            block.set("ca-file", authorities.toAbsolutePath().toString());
        }
        Optional<Secret> typed =
                proof.clientId == null
                        ? logIn(found, provider, block)
                        : oauth(provider, proof.clientId, block);
        target.forEach(block::set);
        finish(file, block, found, typed);
        return ExitCode.OK.code();
    }

    private static CommandException misused(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }

    private Trust trust() throws IOException {
        return authorities == null ? Trust.system() : Trust.authorities(authorities);
    }

    private Suggestion found() throws IOException, CommandException {
        Trust trust = trust();
        List<String> tried = new ArrayList<>();
        Optional<Suggestion> found;
        try {
            if (server != null) {
                PopUrl url = PopUrl.parse(server.contains("://") ? server : "pop3s://" + server);
                if (url.mechanism().isPresent()) {
                    throw misused(
                            "--server has no ;AUTH=: the best way to log in is found; another one"
                                    + " can be written into the collection's url");
                }
                if (url.user().isPresent() && user != null) {
                    throw misused("whom to log in as is said twice: in --server and by --user");
                }
                found =
                        reach(
                                new Suggestion(
                                        url.server(),
                                        url.user().orElse(user == null ? address : user),
                                        "as you say",
                                        true),
                                trust,
                                tried);
            } else {
                MailAddress parsed = MailAddress.parse(address);
                Optional<Provider> provider = Provider.of(parsed);
                if (provider.isPresent() && provider.get().host().isEmpty()) {
                    throw new CommandException(ExitCode.UNAVAILABLE, provider.get().advice());
                }
                found = search.first(parsed, it -> reach(it, trust, tried), tried::add);
            }
        } catch (IllegalArgumentException e) {
            throw misused(String.valueOf(e.getMessage()));
        }
        return found.orElseThrow(() ->
                new CommandException(
                        ExitCode.UNAVAILABLE,
                        "no POP server for "
                                + address
                                + " can be used; tried:\n  "
                                + String.join("\n  ", tried)
                                + (server == null ? "\nIf you know its name: --server NAME" : "")));
    }

    /** Connects; with TLS, as the client gives no connection without it. */
    private Optional<Suggestion> reach(Suggestion suggestion, Trust trust, List<String> tried) {
        Pop3Server at = suggestion.server();
        String words = at + " (" + suggestion.source() + ")";
        if (!suggestion.vouched() && !confirmed(words)) {
            tried.add(
                    words + ": outside of the domain and not signed; --server " + at + " takes it");
            return Optional.empty();
        }
        try (Pop3Client client = Pop3Client.connect(at.withTrust(trust).withTimeouts(PATIENCE))) {
            options.note("server        " + words);
            options.note(
                    "tls           "
                            + client.tls()
                                    .map(it -> it.getProtocol() + ", " + it.getCipherSuite())
                                    .orElse("none"));
            options.note("mechanisms    " + String.join(" ", client.capabilities().mechanisms()));
            client.quit();
            return Optional.of(
                    new Suggestion(
                            at,
                            user == null ? suggestion.user() : user,
                            suggestion.source(),
                            suggestion.vouched()));
        } catch (IOException e) {
            tried.add((words + ": " + Collector.failure(e).words()).replaceAll("\\p{C}", "?"));
            return Optional.empty();
        }
    }

    private boolean confirmed(String words) {
        return terminals
                .get()
                .flatMap(it ->
                        it.line(
                                words
                                        + " is outside of the domain, and nobody has signed that."
                                        + " Is it the right one? [y/N] "))
                .filter(it -> it.strip().equalsIgnoreCase("y"))
                .isPresent();
    }

    /** Returns the password if it was typed. */
    private Optional<Secret> logIn(
            Suggestion found, Optional<Provider> provider, CollectionBlock block)
            throws IOException, CommandException {
        if (provider.filter(it -> it.login() == Provider.Login.TOKEN).isPresent()) {
            throw new CommandException(
                    ExitCode.CONFIG,
                    provider.get().name()
                            + " takes no password: register a client as docs/collect-oauth.md says,"
                            + " and say --client-id ID");
        }
        PasswordSource source = source(block);
        Secret password =
                new Passwords(terminals).read(source, found.server().host(), found.user());
        try (Pop3Client client = Pop3Client.connect(found.server().withTrust(trust()))) {
            RemoteMaildrop maildrop =
                    client.login(
                            new Credentials.Password(
                                    found.user(), password, Optional.empty(), Optional.empty()));
            options.note("login         " + maildrop.mechanism().wire());
            options.note("maildrop      " + Reports.count(maildrop.listing().messages().size()));
            client.quit();
        } catch (IOException e) {
            Report.Failure failure = Collector.failure(e);
            throw new CommandException(
                    Reports.exitCode(failure),
                    "the login as "
                            + found.user()
                            + " at "
                            + found.server()
                            + " fails: "
                            + failure.words().replaceAll("\\p{C}", "?"));
        }
        return source instanceof PasswordSource.Asked && proof.password == null
                ? Optional.of(password)
                : Optional.empty();
    }

    private PasswordSource source(CollectionBlock block) throws CommandException {
        if (proof.file != null) {
            Path file = proof.file.toAbsolutePath().normalize();
            block.set("password-file", file.toString());
            return new PasswordSource.InFile(file);
        }
        if (proof.command != null) {
            List<String> command = ShellWords.of(proof.command);
            block.set("password-command", command);
            return new PasswordSource.ByCommand(command);
        }
        String word = proof.password == null ? "prompt" : proof.password;
        PasswordSource source =
                switch (word) {
                    case "keyring" -> new PasswordSource.InKeyring();
                    case "netrc" -> new PasswordSource.InNetrc(HomePath.of("~/.netrc"));
                    case "prompt" -> new PasswordSource.Asked();
                    default -> throw misused("--password is keyring, netrc or prompt");
                };
        block.set("password", word);
        return source;
    }

    private Optional<Secret> oauth(
            Optional<Provider> provider, String clientId, CollectionBlock block)
            throws CommandException {
        block.set(
                        "oauth2",
                        provider.flatMap(Provider::oauth2)
                                .orElseThrow(() ->
                                        misused(
                                                "--client-id is for Google, Microsoft and Yahoo;"
                                                        + " for others see docs/collect-oauth.md")))
                .set("client-id", clientId);
        options.note(
                "login         not yet: restante collect login " + block.name() + " comes next");
        return Optional.empty();
    }

    private void finish(
            ConfigurationFile file, CollectionBlock block, Suggestion found, Optional<Secret> typed)
            throws IOException, CommandException {
        Map<String, Secret> passwords = Map.of();
        if (write && typed.isPresent()) {
            block.move("password", "password-file", Written.passwordFile(block.name()));
            passwords = Map.of(block.name(), typed.get());
        } else if (typed.isPresent()) {
            block.remark("For runs that nobody watches: password-file, or password = \"keyring\".");
        }
        if (write) {
            Written.write(file, List.of(block), passwords, _ -> {});
        }
        if (options.json()) {
            JsonObject json = new JsonObject();
            json.addProperty("collection", block.name());
            json.addProperty("server", found.server().toString());
            json.addProperty("security", found.server().security().name());
            json.addProperty("user", found.user());
            json.addProperty("source", found.source());
            json.addProperty("toml", block.toml());
            json.addProperty("written", write);
            options.print(json);
        } else if (write) {
            options.print("added " + block.name() + " to " + file.path());
        } else {
            block.toml().lines().forEach(options::print);
        }
    }
}

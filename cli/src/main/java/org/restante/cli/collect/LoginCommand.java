package org.restante.cli.collect;

import com.google.gson.JsonObject;

import org.restante.cli.account.PasswordLine;
import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CollectionSettings.Oauth;
import org.restante.cli.config.CollectionSettings.Target;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.collect.Collector;
import org.restante.collect.Report;
import org.restante.collect.tokens.AuthorizationServer;
import org.restante.collect.tokens.BrowserLogin;
import org.restante.collect.tokens.DeviceLogin;
import org.restante.collect.tokens.LoopbackRedirect;
import org.restante.collect.tokens.Tokens;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code restante collect login}. */
@Command(
        name = "login",
        description = {
            "Log in where a collection with oauth2 gets its tokens; runs renew them from then on.",
            "Shows an address for a browser on this machine, and waits until it comes back."
        },
        mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {
    /** A person may have to find a telephone. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(15);

    /** A code may be long; this is more than any browser's address has. */
    private static final int ADDRESS_OCTETS_MAX = 16 * 1024;

    /** Other ways. */
    private static final class Way {
        @Option(
                names = "--device",
                description = "Show a code to type in on any device, if the provider has such.")
        private boolean device;

        @Option(
                names = "--paste",
                description =
                        "The browser is on another machine: read the address it ends at from"
                                + " standard input.")
        private boolean paste;
    }

    /** Where the tokens are shown, if not to the collection's own server. */
    private static final class Whose {
        @Option(
                names = "--to",
                description = "The login for where the collection's mail goes (to-oauth2).")
        private boolean to;

        @Option(names = "--destination", description = "NAME is a [[destination]] with to-oauth2.")
        private boolean destination;
    }

    @Mixin private final CollectOptions options = new CollectOptions();

    @ArgGroup private Way way = new Way();

    @ArgGroup private Whose whose = new Whose();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The collection, or the destination.")
    private String name;

    @Override
    public Integer call() throws ConfigurationException, CommandException, InterruptedException {
        Configuration configuration = options.load();
        TokensOf wanted = wanted(configuration);
        Oauth oauth = wanted.oauth();
        AuthorizationServer server = wanted.server();
        try {
            Tokens tokens =
                    switch (oauth.grant()) {
                        case CLIENT -> server.clientCredentials();
                        case PERSON -> way.device ? byDevice(server) : byBrowser(server, oauth);
                    };
            wanted.account(Collecting.folder(configuration), server).keep(tokens);
        } catch (IOException e) {
            Report.Failure failure = Collector.failure(e);
            throw new CommandException(Reports.exitCode(failure), failure.words());
        }
        say(
                "logged-in",
                name,
                "Logged in. \"restante collect check"
                        + (whose.destination ? "" : " " + name)
                        + "\" tries it at the server.");
        return ExitCode.OK.code();
    }

    private TokensOf wanted(Configuration configuration) throws CommandException {
        if (whose.destination) {
            Target target =
                    configuration.collections().stream()
                            .map(CollectionSettings::target)
                            .filter(Target.Several.class::isInstance)
                            .map(it -> ((Target.Several) it).places().get(name))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElseThrow(() ->
                                    new CommandException(
                                            ExitCode.USAGE,
                                            "no collection has a destination " + name));
            return TokensOf.destination(name, target).orElseThrow(() -> without("to-oauth2"));
        }
        CollectionSettings settings = CollectOptions.find(configuration, List.of(name)).getFirst();
        return whose.to
                ? TokensOf.target(settings).orElseThrow(() -> without("to-oauth2"))
                : TokensOf.source(settings).orElseThrow(() -> without("oauth2"));
    }

    private CommandException without(String key) {
        return new CommandException(
                ExitCode.USAGE, name + " has no " + key + ", so nobody has to log in for it");
    }

    private Tokens byDevice(AuthorizationServer server) throws IOException, InterruptedException {
        DeviceLogin login = server.device();
        if (options.json()) {
            JsonObject object = new JsonObject();
            object.addProperty("page", login.page());
            object.addProperty("code", login.code());
            options.print(object);
        } else {
            options.print("Open " + login.page() + " on any device and enter the code");
            options.print("    " + login.code());
            options.print("It is good until " + login.end() + ". Waiting ...");
        }
        return login.await(time -> Thread.sleep(time));
    }

    private Tokens byBrowser(AuthorizationServer server, Oauth oauth)
            throws IOException, CommandException, InterruptedException {
        if (oauth.redirect().isPresent()) {
            return pasted(server.browser(oauth.redirect().get()));
        }
        try (LoopbackRedirect redirect = LoopbackRedirect.open()) {
            BrowserLogin login = server.browser(redirect);
            if (way.paste) {
                return pasted(login);
            }
            redirect.listen(login);
            say(
                    "address",
                    login.address(),
                    "Open this address in a browser on this machine and log in"
                            + " (on another one: --paste):");
            String back = redirect.await(WAIT_MAX);
            return login.redeem(back);
        }
    }

    private Tokens pasted(BrowserLogin login) throws IOException, CommandException {
        say(
                "address",
                login.address(),
                "Open this address in a browser and log in. It then shows that a page cannot be"
                        + " reached: paste its address here.");
        return login.redeem(PasswordLine.read(System.in, ADDRESS_OCTETS_MAX).reveal());
    }

    private void say(String member, String value, String words) {
        if (options.json()) {
            JsonObject object = new JsonObject();
            object.addProperty(member, value);
            options.print(object);
        } else {
            options.print(words);
            if (member.equals("address")) {
                options.print(value);
            }
        }
    }
}

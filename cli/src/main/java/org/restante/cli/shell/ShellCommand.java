package org.restante.cli.shell;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.account.PasswordLine;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.TrustOptions;
import org.restante.cli.control.ControlClient;
import org.restante.client.Pop3Server;
import org.restante.client.PopUrl;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.protocol.Secret;
import org.restante.shell.PopShell;
import org.restante.shell.Setup;
import org.restante.shell.Target;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code restante shell}. */
@Command(
        name = "shell",
        description = {
            "Talk POP3 by hand: every line shown and explained.",
            "Without a URL: to the server that runs on the data folder.",
            "",
            "  restante shell pop3s://alice@mail.example.org   TLS from the start",
            "  restante shell pop://alice@mail.example.org     in the clear, until you type stls",
            "  restante shell --practice                       a server of its own to learn with"
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n")
public final class ShellCommand implements Callable<Integer> {
    /** A token may be long; this is the most that servers take. */
    private static final int SECRET_OCTETS_MAX = 64 * 1024;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "URL",
            description = "pop3s://[NAME@]HOST[:PORT] or pop://[NAME@]HOST[:PORT] (RFC 2384).")
    private @Nullable String url;

    @Option(
            names = "--practice",
            description = "Start a practice server with sample mail, which goes wrong to order.")
    private boolean practice;

    @Option(names = "--read-only", description = "Send nothing that could remove mail.")
    private boolean readOnly;

    @Option(
            names = "--clear-text",
            description = "Send the password without TLS to other machines, without asking.")
    private boolean clearText;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description =
                    "Type what this file says, with its checks; - is standard input, which is also"
                            + " taken when it is no terminal. Ends with 1 if a check does not hold.")
    private @Nullable Path script;

    @Option(
            names = "--transcript",
            paramLabel = "FILE",
            description = "Write down at the end what was said: .txt, .md or .json.")
    private @Nullable Path transcript;

    @Option(
            names = "--password-stdin",
            description = "Take the first line of standard input as the password.")
    private boolean passwordFromInput;

    @ArgGroup private TrustOptions trust = new TrustOptions();

    @Option(
            names = "--language",
            paramLabel = "TAG",
            description = "en or fr; without it that of your locale.")
    private @Nullable String language;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (practice && url != null) {
            throw new ParameterException(spec.commandLine(), "--practice goes without a URL");
        }
        InputStream in = System.in;
        Optional<Secret> password =
                passwordFromInput
                        ? Optional.of(PasswordLine.read(in, SECRET_OCTETS_MAX))
                        : Optional.empty();
        Optional<Path> typed = Optional.ofNullable(script);
        if (typed.isEmpty() && !isTerminal()) {
            typed = Optional.of(Path.of("-"));
        }
        Setup setup =
                new Setup(
                        practice ? Optional.empty() : Optional.of(target()),
                        trust(),
                        password,
                        readOnly,
                        clearText,
                        typed,
                        Optional.ofNullable(transcript),
                        System.getenv("NO_COLOR") == null,
                        locale());
        return PopShell.run(setup, in, spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    // Whether there is a console without a terminal is for the JDK's console provider to say.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private Locale locale() {
        return language == null ? Locale.getDefault() : Locale.forLanguageTag(language);
    }

    private Target target() throws IOException, ConfigurationException, CommandException {
        if (url == null) {
            return running();
        }
        try {
            PopUrl parsed = PopUrl.parse(url);
            return new Target(
                    parsed.server().withTrust(trust()), parsed.user(), parsed.mechanism());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Trust trust() throws IOException {
        try {
            return trust.trust();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The server on the data folder, which says which certificate is its own. */
    private Target running() throws IOException, ConfigurationException, CommandException {
        Map<String, String> addresses = new TreeMap<>();
        JsonObject status = options.ask(ControlClient.request("status"));
        for (JsonElement each : status.getAsJsonArray("listeners")) {
            JsonObject listener = each.getAsJsonObject();
            addresses.putIfAbsent(
                    listener.get("name").getAsString(), listener.get("address").getAsString());
        }
        boolean tls = addresses.containsKey("pop3s");
        String address = addresses.get(tls ? "pop3s" : "pop3");
        if (address == null) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE, "the running server has no listener for POP3");
        }
        URI tcp = URI.create("tcp://" + address);
        String host = tcp.getHost().replaceAll("[\\[\\]]", "");
        if (host.equals("0.0.0.0") || host.matches("[0:]+")) {
            host = "localhost";
        }
        Pop3Server server =
                Pop3Server.of(host)
                        .withSecurity(tls ? Security.TLS : Security.STLS)
                        .withPort(tcp.getPort())
                        .withTrust(Trust.pinned(status.get("certificate-sha256").getAsString()));
        return new Target(server, Optional.empty(), Optional.empty());
    }
}

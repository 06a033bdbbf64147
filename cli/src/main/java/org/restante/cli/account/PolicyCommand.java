package org.restante.cli.account;

import org.jspecify.annotations.Nullable;
import org.restante.accounts.RefusedException;
import org.restante.accounts.StoredAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.server.login.Policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code restante account policy}. */
@Command(
        name = "policy",
        description = {
            "Show or change what an account may do besides knowing its password.",
            "What is not named stays as it is; it counts from the next login on."
        },
        mixinStandardHelpOptions = true)
final class PolicyCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Option(
            names = "--listener",
            paramLabel = "LIST",
            description = "Where it may log in: any, none, or names such as pop3,pop3s.")
    private @Nullable String listener;

    @Option(
            names = "--tls",
            paramLabel = "WHEN",
            description = "required: no login in the clear; optional: as for everybody.")
    private @Nullable String tls;

    @Option(
            names = "--network",
            paramLabel = "LIST",
            description = "From where it may log in: any, or networks such as 10.0.0.0/8,fd00::/8.")
    private @Nullable String network;

    @Option(
            names = "--method",
            paramLabel = "LIST",
            description =
                    "How it may log in: any, none, or USER, APOP and mechanisms such as"
                            + " PLAIN,SCRAM-SHA-256.")
    private @Nullable String method;

    @Option(
            names = "--login-delay",
            paramLabel = "TIME",
            description = "The least time between two logins, such as 10m; none: as for everybody.")
    private @Nullable String loginDelay;

    @Option(
            names = "--expire",
            paramLabel = "DAYS",
            description =
                    "How long its messages are kept: days such as 30d or \"30d after retrieval\","
                            + " 0 (until they were fetched), never, or default.")
    private @Nullable String expire;

    @Option(
            names = "--on-delete",
            paramLabel = "WHAT",
            description =
                    "What becomes of a message that it deletes: remove, hide (from POP, but not"
                            + " from other programs), or default.")
    private @Nullable String onDelete;

    @Option(
            names = "--views",
            paramLabel = "WHETHER",
            description =
                    "Whether it may open NAME+FOLDER and NAME+recent: allowed, forbidden, or"
                            + " default.")
    private @Nullable String views;

    @Option(
            names = "--quota",
            paramLabel = "QUOTA",
            description =
                    "How much mail it may have: a size such as 2GiB, or with a number of messages"
                            + " \"2GiB 5000\"; none, or default.")
    private @Nullable String quota;

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call()
            throws IOException, ConfigurationException, CommandException, RefusedException {
        try (OpenAccounts open = accounts.open()) {
            StoredAccount account = open.named(name);
            Policy before = account.policy();
            Policy after =
                    new Policy(
                            given("--listener", listener, PolicyText::listeners)
                                    .orElse(before.listeners()),
                            given("--tls", tls, PolicyText::tlsRequired)
                                    .orElse(before.tlsRequired()),
                            given("--network", network, PolicyText::networks)
                                    .orElse(before.networks()),
                            given("--method", method, PolicyText::methods).orElse(before.methods()),
                            given("--login-delay", loginDelay, PolicyText::loginDelay)
                                    .orElse(before.loginDelay()),
                            given("--expire", expire, PolicyText::retention)
                                    .orElse(before.retention()),
                            given("--on-delete", onDelete, PolicyText::onDelete)
                                    .orElse(before.onDelete()),
                            given("--views", views, PolicyText::views).orElse(before.views()),
                            given("--quota", quota, PolicyText::quota).orElse(before.quota()));
            if (!after.equals(before)) {
                open.file().setPolicy(account.name(), after);
                open.forgetAnswers(account.name() + " has a new policy");
            }
            StoredAccount now = open.named(account.name());
            if (accounts.json()) {
                accounts.print(open.json(now));
            } else {
                String line = PolicyText.line(now.policy());
                accounts.print(line.isEmpty() ? "as for everybody" : line);
            }
        }
        return ExitCode.OK.code();
    }

    private <T> Optional<T> given(
            String option, @Nullable String text, Function<String, T> reading) {
        try {
            return Optional.ofNullable(text).map(reading);
        } catch (IllegalArgumentException e) {
            throw accounts.misused(option + ": " + e.getMessage());
        }
    }
}

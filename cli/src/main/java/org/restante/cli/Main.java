package org.restante.cli;

import org.restante.accounts.RefusedException;
import org.restante.accounts.password.BadVerifierException;
import org.restante.cli.account.AccountCommand;
import org.restante.cli.bench.BenchCommand;
import org.restante.cli.collect.CollectCommand;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigCommand;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.maildrop.MaildropCommand;
import org.restante.cli.serve.ServeCommand;
import org.restante.cli.serve.StatusCommand;
import org.restante.cli.shell.ShellCommand;
import org.restante.shell.PopShell;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The command {@code restante}: every other command is listed here as a subcommand. */
@Command(
        name = "restante",
        description = "A post office for internet mail: takes it in, holds it, hands it over.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n")
final class Main {
    private static final List<Class<?>> SUBCOMMANDS =
            List.of(
                    ServeCommand.class,
                    AccountCommand.class,
                    MaildropCommand.class,
                    StatusCommand.class,
                    CollectCommand.class,
                    ShellCommand.class,
                    BenchCommand.class,
                    ConfigCommand.class,
                    GenerateCompletion.class);

    private static final Map<Class<?>, List<Class<?>>> GROUPS =
            Map.of(
                    AccountCommand.class, AccountCommand.SUBCOMMANDS,
                    MaildropCommand.class, MaildropCommand.SUBCOMMANDS,
                    CollectCommand.class, CollectCommand.SUBCOMMANDS,
                    ConfigCommand.class, ConfigCommand.SUBCOMMANDS);

    private Main() {}

    public static void main(String[] args) {
        CommandLine command = commandLine(args);
        int code = command.execute(args);
        command.getOut().flush();
        // What a command prints is its result, and a file that was cut no backup; a server's is
        // not.
        boolean lost = System.out.checkError() && !List.of(args).contains("serve");
        if (lost && code == ExitCode.OK.code()) {
            tell(new IOException("the output could not be written"), command);
            code = ExitCode.IO.code();
        }
        System.exit(code);
    }

    /**
     * The command, ready to execute these arguments; it never ends the process. Where they name a
     * subcommand it has no other, and where they ask for the version none: to look at all of them
     * takes longer than most commands take.
     */
    static CommandLine commandLine(String... args) {
        CommandLine command = new CommandLine(new Main());
        if (!List.of(args).equals(List.of("--version"))) {
            addNamed(SUBCOMMANDS, command, List.of(args));
        }
        command.getCommandSpec().usageMessage().exitCodeList(ExitCode.listing());
        return command.setExecutionExceptionHandler(
                        (failure, failed, _) -> {
                            tell(failure, failed);
                            return exitCode(failure).code();
                        })
                .setExitCodeExceptionMapper(failure -> exitCode(failure).code());
    }

    private static void addNamed(List<Class<?>> all, CommandLine command, List<String> args) {
        List<Class<?>> named =
                all.stream()
                        .filter(it -> !args.isEmpty() && args.getFirst().equals(name(it)))
                        .toList();
        boolean alone = !named.isEmpty() && !named.contains(GenerateCompletion.class);
        for (Class<?> subcommand : alone ? named : all) {
            CommandLine added = new CommandLine(subcommand);
            command.addSubcommand(added);
            if (subcommand == ShellCommand.class) {
                // A script's checks have codes of their own.
                added.getCommandSpec().usageMessage().exitCodeList(PopShell.exitCodes());
            }
            addNamed(
                    GROUPS.getOrDefault(subcommand, List.of()),
                    added,
                    alone ? args.subList(1, args.size()) : List.of());
        }
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static void tell(Exception failure, CommandLine failed) {
        switch (failure) {
            case ConfigurationException bad -> failed.getErr().println(bad.getMessage());
            case CommandException told -> failed.getErr().println("restante: " + told.getMessage());
            case RefusedException refused ->
                    failed.getErr().println("restante: " + refused.reason());
            case BadVerifierException bad -> failed.getErr().println("restante: " + bad.reason());
            case IOException io -> failed.getErr().println("restante: " + words(io));
            // Only an error of ours is worth a stack.
            default -> failure.printStackTrace(failed.getErr());
        }
        failed.getErr().flush();
    }

    /** The system's own exceptions often hold a bare path: what is wrong is in their name. */
    private static String words(IOException io) {
        String message = io.getMessage();
        return message != null && io.getClass() == IOException.class ? message : io.toString();
    }

    private static ExitCode exitCode(Throwable failure) {
        return switch (failure) {
            case CommandLine.ParameterException _ -> ExitCode.USAGE;
            case ConfigurationException bad -> bad.exitCode();
            case CommandException told -> told.exitCode();
            case RefusedException _, BadVerifierException _ -> ExitCode.DATA;
            case IOException _ -> ExitCode.IO;
            default -> ExitCode.SOFTWARE;
        };
    }

    /** What the jar's manifest says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "restante " + (version == null ? "(unpackaged)" : version),
                "Java " + Runtime.version()
            };
        }
    }
}

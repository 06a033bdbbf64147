package org.restante.cli.serve;

import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationOptions;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.ListenOptions;
import org.restante.cli.config.Loaded;
import org.restante.cli.log.LogWriter;
import org.restante.cli.log.SystemLog;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code restante serve}: runs until SIGTERM or SIGINT; SIGHUP reloads the configuration. */
@Command(
        name = "serve",
        description = {
            "Run the post office in the foreground.",
            "SIGTERM or Ctrl-C stops it, SIGHUP reloads the configuration. The log goes to"
                    + " standard error."
        },
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger(ServeCommand.class.getName());

    @Mixin private ConfigurationOptions options = new ConfigurationOptions();
    @Mixin private ListenOptions listen = new ListenOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Loaded loaded = options.read(listen.addresses());
        Configuration configuration = loaded.configuration();
        LogWriter log = log(configuration);
        CountDownLatch stopped = new CountDownLatch(1);
        // Before the start: a signal during it must not be lost.
        Signals.on("TERM", stopped::countDown);
        Signals.on("INT", stopped::countDown);
        CompletableFuture<PostOffice> running = new CompletableFuture<>();
        Signals.on("HUP", () -> reload(running.join()::reload));
        PostOffice office = PostOffice.start(loaded, () -> options.read(listen.addresses()), log);
        running.complete(office);
        try {
            Welcome.print(office, spec.commandLine().getOut());
            for (String warning : office.warnings()) {
                LOG.log(Level.WARNING, "{0}", warning);
            }
            await(stopped);
        } finally {
            office.stop();
        }
        return ExitCode.OK.code();
    }

    private static void await(CountDownLatch stopped) throws InterruptedException {
        if (!HeapKeeper.isWanted()) {
            stopped.await();
            return;
        }
        HeapKeeper heap = new HeapKeeper();
        while (!stopped.await(1, TimeUnit.SECONDS)) {
            heap.look();
        }
    }

    /** Reads the configuration again. */
    @FunctionalInterface
    interface Reloading {
        void run() throws IOException;
    }

    /** What is in force stays so if this fails, whatever the reason. */
    static void reload(Reloading reloading) {
        try {
            reloading.run();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the configuration was not reloaded: {0}", e.getMessage());
        } catch (RuntimeException e) {
            // A fault of ours: the next signal must be heard all the same.
            LOG.log(Level.ERROR, "the configuration was not reloaded", e);
        }
    }

    /** The log of a process that goes on, on standard error; all of the process logs to it. */
    public static LogWriter log(Configuration configuration) {
        LogWriter log =
                new LogWriter(
                        System.err,
                        configuration.log().format() == Configuration.LogFormat.JSON,
                        level(configuration),
                        InstantSource.system());
        SystemLog.install(log);
        return log;
    }

    static Level level(Configuration configuration) {
        return switch (configuration.log().level()) {
            case ERROR -> Level.ERROR;
            case WARNING -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }
}

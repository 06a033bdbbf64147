package org.restante.cli.collect;

import org.restante.cli.config.CollectionBlock;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Where new collections put mail; a picocli mixin. */
final class DeliverTo {
    @Option(
            names = "--deliver-to",
            paramLabel = "WHERE",
            defaultValue = "maildir:~/Maildir",
            description =
                    "Where the mail goes: maildir:PATH, mbox:PATH or account:NAME (default:"
                            + " ${DEFAULT-VALUE}).")
    private String where = "maildir:~/Maildir";

    /**
     * Sets the keys of a collection.
     *
     * @throws CommandException if that is no destination
     */
    void set(CollectionBlock block) throws CommandException {
        int colon = where.indexOf(':');
        String kind = where.substring(0, Math.max(colon, 0));
        String rest = where.substring(colon + 1);
        if (rest.isEmpty()) {
            throw misused("--deliver-to needs something behind the colon");
        }
        switch (kind) {
            case "maildir", "mbox" ->
                    block.set("deliver-to", kind).set("path", absolute(rest).toString());
            case "account" -> block.set("deliver-to", kind).set("account", rest);
            default -> throw misused("--deliver-to is maildir:PATH, mbox:PATH or account:NAME");
        }
    }

    private static CommandException misused(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }

    /** A path, with {@code ~} for the user's home. */
    static Path absolute(String path) {
        return Path.of(path.replaceFirst("^~(?=/|$)", System.getProperty("user.home", "/")))
                .toAbsolutePath()
                .normalize();
    }
}

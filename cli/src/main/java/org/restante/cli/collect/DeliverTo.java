package org.restante.cli.collect;

import org.restante.cli.collect.moving.HomePath;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;

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
     * The keys of a collection that say so, in their order.
     *
     * @throws CommandException if that is no destination
     */
    Map<String, Object> keys() throws CommandException {
        int colon = where.indexOf(':');
        String kind = where.substring(0, Math.max(colon, 0));
        String rest = where.substring(colon + 1);
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("deliver-to", kind);
        switch (kind) {
            case "maildir", "mbox" -> keys.put("path", HomePath.of(rest).toString());
            case "account" -> keys.put("account", rest);
            default -> throw misused("--deliver-to is maildir:PATH, mbox:PATH or account:NAME");
        }
        if (rest.isEmpty()) {
            throw misused("--deliver-to needs something behind the colon");
        }
        return keys;
    }

    private static CommandException misused(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }
}

package org.restante.cli.collect;

import org.jspecify.annotations.Nullable;
import org.restante.cli.collect.moving.HomePath;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where new collections put mail; a picocli mixin. */
final class DeliverTo {
    private static final String KINDS =
            "maildir:PATH, mbox:PATH, account:NAME, lmtp:SERVER/RECIPIENT[,RECIPIENT...],"
                    + " smtp:SERVER/RECIPIENT[,RECIPIENT...] or imap:USER@SERVER";

    @Option(
            names = "--deliver-to",
            paramLabel = "WHERE",
            defaultValue = "maildir:~/Maildir",
            description = "Where the mail goes: " + KINDS + " (default: ${DEFAULT-VALUE}).")
    private String where = "maildir:~/Maildir";

    @Option(
            names = "--to-password-file",
            paramLabel = "FILE",
            description = "The file whose first line is the password at the server of imap:.")
    private @Nullable Path passwordFile;

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
            case "lmtp", "smtp" -> {
                // The path of a socket has slashes, too.
                int end = rest.lastIndexOf('/');
                keys.put("to-server", rest.substring(0, Math.max(end, 0)));
                keys.put("recipients", List.of(rest.substring(end + 1).split(",", -1)));
            }
            case "imap" -> {
                // A user's name may be an address.
                int at = rest.lastIndexOf('@');
                keys.put("to-server", rest.substring(at + 1));
                keys.put("to-user", rest.substring(0, Math.max(at, 0)));
                if (passwordFile == null) {
                    throw misused("--deliver-to imap:… needs --to-password-file FILE");
                }
                keys.put("to-password-file", passwordFile.toAbsolutePath().toString());
            }
            default -> throw misused("--deliver-to is " + KINDS);
        }
        if (passwordFile != null && !kind.equals("imap")) {
            throw misused("--to-password-file is for --deliver-to imap:…");
        }
        if (rest.isEmpty()
                || keys.containsValue("")
                || (keys.get("recipients") instanceof List<?> some && some.contains(""))) {
            throw misused("--deliver-to is " + KINDS + ", and none of them empty");
        }
        return keys;
    }

    private static CommandException misused(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }
}

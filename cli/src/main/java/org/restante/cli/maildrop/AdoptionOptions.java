package org.restante.cli.maildrop;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.client.PopUrl;
import org.restante.protocol.Secret;
import org.restante.store.adopt.CourierList;
import org.restante.store.adopt.CyrusIndex;
import org.restante.store.adopt.DovecotList;
import org.restante.store.adopt.UidlFormat;
import org.restante.store.adopt.UnreadableListException;

import picocli.CommandLine.Option;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where unique-ids are taken over from; a picocli mixin. */
final class AdoptionOptions {
    /** More than a client can send in a line of POP3 (RFC 2449 §4). */
    private static final int PASSWORD_OCTETS_MAX = 1024;

    /** What another server left. */
    enum Format {
        DOVECOT,
        COURIER,
        FILE_NAME,
        LIST,
        MBOX,
        POPA3D,
        CYRUS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "What the other server left: ${COMPLETION-CANDIDATES}; file-name is for"
                            + " qmail-pop3d, list for lines of number, unique-id and octets, mbox for"
                            + " ids in X-UIDL fields. Found by itself if a server's list lies in the"
                            + " maildrop, or by what --from names; popa3d is not.")
    private @Nullable Format format;

    @Option(
            names = "--uidl-format",
            paramLabel = "TEXT",
            description =
                    "Dovecot's setting pop3_uidl_format. Default: what doveconf tells, if Dovecot"
                            + " is installed here, else %%08Xu%%08Xv. For Cyrus its uidl_format:"
                            + " uidonly, cyrus (the default), dovecot or courier.")
    private @Nullable String uidlFormat;

    @Option(
            names = "--reuse-xuidl",
            description =
                    "Dovecot's setting pop3_reuse_xuidl was yes. Default: what doveconf tells.")
    private boolean reuseXUidl;

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description =
                    "Where it is, if not in the maildrop: a list's file, or the other server itself"
                            + " as pop3s://USER@HOST or, for STLS, pop3://USER@HOST. Or mail that is"
                            + " copied into the maildrop: another Maildir, a mailbox file, or a"
                            + " folder of Cyrus's spool.")
    private @Nullable String from;

    @Option(
            names = "--password-stdin",
            description =
                    "Take the first line of standard input as the password at the other server;"
                            + " without it, it is asked for.")
    private boolean passwordFromInput;

    @Option(
            names = "--trust-file",
            paramLabel = "FILE",
            description =
                    "Trust the certificates in this PEM file, and no others, at the other server.")
    private @Nullable Path trustFile;

    @Option(
            names = "--clear-text",
            description = "Log in at the other server even if it offers no TLS.")
    private boolean clearText;

    /**
     * Refuses what would not be heeded: who says it expects something of it.
     *
     * @throws picocli.CommandLine.ParameterException if options do not go together
     */
    void check(MaildropOptions options) {
        boolean pop3 = from != null && isPop3(from);
        if (!pop3 && (passwordFromInput || trustFile != null || clearText)) {
            throw options.misused(
                    "--password-stdin, --trust-file and --clear-text are for another server:"
                            + " --from pop3s://USER@HOST");
        }
        if (pop3 && (format != null || uidlFormat != null || reuseXUidl)) {
            throw options.misused(
                    "--format, --uidl-format and --reuse-xuidl are for files, not for a server that"
                            + " is asked");
        }
        if (uidlFormat != null
                && format != null
                && format != Format.DOVECOT
                && format != Format.CYRUS) {
            throw options.misused(
                    "--uidl-format is a setting of Dovecot and Cyrus, not of " + format);
        }
        if (reuseXUidl && format != null && format != Format.DOVECOT) {
            throw options.misused("--reuse-xuidl is a setting of Dovecot, not of " + format);
        }
    }

    /**
     * The mail that is to be copied; empty if it is in the maildrop already.
     *
     * @param maildrop where that is
     * @throws UnreadableListException if the server's own file about it cannot be understood
     */
    Optional<ForeignMail> mail(MaildropOptions options, Path maildrop)
            throws IOException, CommandException {
        if (from == null || isPop3(from)) {
            return Optional.empty();
        }
        Path place = Path.of(from);
        if (Files.exists(maildrop) && Files.exists(place) && Files.isSameFile(place, maildrop)) {
            throw options.misused("--from is the maildrop itself: leave it out");
        }
        if (Files.isDirectory(place)) {
            return Optional.of(folder(options, place));
        }
        boolean mbox =
                format == Format.MBOX
                        || format == Format.POPA3D
                        || (format == null && Files.isRegularFile(place) && Mbox.isOne(place));
        return mbox
                ? Optional.of(
                        new MboxMail(
                                place,
                                format == Format.POPA3D
                                        ? MboxMail.Ids.POPA3D
                                        : MboxMail.Ids.X_UIDL))
                : Optional.empty();
    }

    private ForeignMail folder(MaildropOptions options, Path folder)
            throws IOException, CommandException {
        boolean maildir = Files.isDirectory(folder.resolve("cur"), LinkOption.NOFOLLOW_LINKS);
        boolean cyrus = !maildir && Files.exists(folder.resolve(CyrusIndex.FILE));
        if (format == Format.CYRUS || (format == null && cyrus)) {
            try {
                return CyrusMail.open(folder, uidlFormat == null ? "cyrus" : uidlFormat);
            } catch (IllegalArgumentException e) {
                throw options.misused(String.valueOf(e.getMessage()));
            }
        }
        if (!maildir) {
            throw new CommandException(
                    ExitCode.NO_INPUT,
                    folder + " is neither a Maildir nor a folder with a " + CyrusIndex.FILE);
        }
        return new MaildirMail(
                folder,
                source(options, folder, Optional.empty(), chosen(Optional.empty(), folder)));
    }

    /**
     * What was asked for, or what lies in this maildrop.
     *
     * @param account whose maildrop it is: the user at the other server, if none is named
     */
    ForeignIds.Source source(MaildropOptions options, Path maildrop, String account)
            throws IOException, CommandException {
        if (from != null && isPop3(from)) {
            return pop3(options, from, account);
        }
        Optional<Path> file = Optional.ofNullable(from).map(Path::of);
        return source(options, maildrop, file, chosen(file, maildrop));
    }

    private static boolean isPop3(String from) {
        return from.matches("(?i)pop3s?:.*");
    }

    private Format chosen(Optional<Path> list, Path maildir) throws CommandException {
        if (format != null) {
            return format;
        }
        return list.isPresent() ? byName(list.get()) : guessed(maildir);
    }

    private ForeignIds.Source source(
            MaildropOptions options, Path maildir, Optional<Path> list, Format chosen)
            throws IOException {
        return switch (chosen) {
            case DOVECOT -> dovecot(options, list.orElse(maildir.resolve(DovecotList.FILE)));
            case COURIER -> new CourierSource(list.orElse(maildir.resolve(CourierList.FILE)));
            case FILE_NAME -> new FileNameSource();
            case LIST ->
                    new ListSource(
                            list.orElseThrow(() ->
                                    options.misused("--format list needs a file: --from FILE")));
            case MBOX, POPA3D ->
                    throw options.misused(
                            "--format " + chosen + " needs a mailbox file: --from FILE");
            case CYRUS ->
                    throw options.misused("--format cyrus needs a folder of Cyrus: --from FOLDER");
        };
    }

    private static Format byName(Path file) {
        return switch (String.valueOf(file.getFileName())) {
            case DovecotList.FILE -> Format.DOVECOT;
            case CourierList.FILE -> Format.COURIER;
            default -> Format.LIST;
        };
    }

    private ForeignIds.Source pop3(MaildropOptions options, String text, String account)
            throws IOException, CommandException {
        PopUrl url;
        String user;
        try {
            url = PopUrl.parse(text);
            // Known here, too, before a password is asked for.
            url.mechanism();
            user = url.user().orElse(account);
        } catch (IllegalArgumentException e) {
            throw options.misused(
                    "--from is no address such as pop3s://alice@mail.example.org: "
                            + e.getMessage());
        }
        return new Pop3Source(
                url,
                user,
                passwordFromInput ? firstLine(System.in) : typed(options, user, url.host()),
                Optional.ofNullable(trustFile),
                clearText);
    }

    // Whether there is a console without a terminal is for the JDK's console provider to say.
    @SuppressWarnings("SystemConsoleNull")
    private static Secret typed(MaildropOptions options, String user, String host)
            throws CommandException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw options.misused(
                    "there is no terminal to ask for the password: use --password-stdin");
        }
        char[] typed = console.readPassword("Password of %s at %s: ", user, host);
        if (typed == null) {
            throw new CommandException(ExitCode.DATA, "no password was typed");
        }
        return new Secret(new String(typed));
    }

    private static Secret firstLine(InputStream input) throws IOException, CommandException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
            if (line.size() == PASSWORD_OCTETS_MAX) {
                throw new CommandException(ExitCode.DATA, "the password is too long");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return new Secret(line.toString(StandardCharsets.UTF_8));
    }

    private static Format guessed(Path maildrop) throws CommandException {
        boolean dovecot = isThere(maildrop.resolve(DovecotList.FILE));
        boolean courier = isThere(maildrop.resolve(CourierList.FILE));
        if (dovecot != courier) {
            return dovecot ? Format.DOVECOT : Format.COURIER;
        }
        throw new CommandException(
                ExitCode.NO_INPUT,
                dovecot
                        ? "both Dovecot's and Courier's list lie in "
                                + maildrop
                                + ": choose by --format"
                        : "no server's list lies in "
                                + maildrop
                                + ": use --from, or --format file-name if ids are the files'"
                                + " names");
    }

    /** Whether a server's list lies in this maildrop. */
    static boolean hasList(Path maildrop) {
        return isThere(maildrop.resolve(DovecotList.FILE))
                || isThere(maildrop.resolve(CourierList.FILE));
    }

    /** Whether a source was named that does not lie in the maildrop. */
    boolean isElsewhere() {
        return from != null;
    }

    private static boolean isThere(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private ForeignIds.Source dovecot(MaildropOptions options, Path file) throws IOException {
        Optional<String> given = Optional.ofNullable(uidlFormat);
        Optional<String> set = given.isPresent() ? given : Doveconf.pop3Setting("pop3_uidl_format");
        String from =
                given.isPresent()
                        ? "--uidl-format"
                        : set.isPresent() ? "by doveconf" : "Dovecot's default, no doveconf here";
        UidlFormat parsed;
        try {
            parsed = set.map(UidlFormat::parse).orElse(UidlFormat.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw options.misused(String.valueOf(e.getMessage()));
        }
        boolean reuse =
                reuseXUidl
                        || (given.isEmpty()
                                && Doveconf.pop3Setting("pop3_reuse_xuidl")
                                        .filter("yes"::equals)
                                        .isPresent());
        return new DovecotSource(file, parsed, from, reuse);
    }
}

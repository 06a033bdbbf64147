package org.restante.cli.maildrop;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.store.adopt.CourierList;
import org.restante.store.adopt.DovecotList;
import org.restante.store.adopt.UidlFormat;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where unique-ids are taken over from; a picocli mixin. */
final class AdoptionOptions {
    /** What another server left. */
    enum Format {
        DOVECOT,
        COURIER,
        FILE_NAME;

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
                            + " qmail-pop3d. Found by itself if a server's list lies in the"
                            + " maildrop.")
    private @Nullable Format format;

    @Option(
            names = "--uidl-format",
            paramLabel = "TEXT",
            description =
                    "Dovecot's setting pop3_uidl_format. Default: what doveconf tells, if Dovecot"
                            + " is installed here, else %%08Xu%%08Xv.")
    private @Nullable String uidlFormat;

    @Option(
            names = "--reuse-xuidl",
            description =
                    "Dovecot's setting pop3_reuse_xuidl was yes. Default: what doveconf tells.")
    private boolean reuseXUidl;

    /** What was asked for, or what lies in this maildrop. */
    ForeignIds.Source source(MaildropOptions options, Path maildrop)
            throws IOException, CommandException {
        return switch (format == null ? guessed(maildrop) : format) {
            case DOVECOT -> dovecot(options, maildrop.resolve(DovecotList.FILE));
            case COURIER -> new CourierSource(maildrop.resolve(CourierList.FILE));
            case FILE_NAME -> new FileNameSource();
        };
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
                                + ": --format file-name is for ids that are the files' names");
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

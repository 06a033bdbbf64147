package org.restante.cli.maildrop;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.UniqueId;
import org.restante.server.login.Account;
import org.restante.store.JournalEntry;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Opening;
import org.restante.store.maildir.AdoptableMaildrop;
import org.restante.store.maildir.MaildirStore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A maildrop as a command was given it.
 *
 * @param configuration in force for this command
 * @param account whose it is
 * @param maildrop the account's, or one of its folders
 * @param store where it is
 */
record NamedMaildrop(
        Configuration configuration, Account account, MaildropName maildrop, MaildirStore store) {
    /**
     * Opens it with its lock; the caller closes it.
     *
     * @throws CommandException if a session holds the lock, or there is no such folder
     */
    Maildrop open() throws IOException, CommandException {
        return opened(store.open(maildrop));
    }

    /** The same, with the hidden messages behind the others. */
    Maildrop openWhole() throws IOException, CommandException {
        return opened(store.openWhole(maildrop));
    }

    private Maildrop opened(Opening opening) throws CommandException {
        return switch (opening) {
            case Opening.Opened(var opened) -> opened;
            case Opening.InUse _ -> throw isInUse();
            case Opening.NoSuchFolder _ -> throw isMissing();
        };
    }

    CommandException isInUse() {
        return new CommandException(
                ExitCode.TEMPORARY,
                "the maildrop " + text() + " is in use by a session; try again later");
    }

    CommandException isMissing() {
        return new CommandException(
                ExitCode.NO_INPUT,
                maildrop.folder().isPresent()
                        ? account.name() + " has no folder " + folder()
                        : "the maildrop "
                                + text()
                                + " does not exist yet: no mail came and nobody logged in");
    }

    /** Opens it with its lock, to have ids taken over; the caller closes it. */
    AdoptableMaildrop openToAdopt() throws IOException, CommandException {
        // The store has no other kind.
        return (AdoptableMaildrop) open();
    }

    /** The folders of its account. */
    List<NamedMaildrop> folders() throws IOException {
        return store.folders(maildrop).stream()
                .map(folder -> new NamedMaildrop(configuration, account, folder, store))
                .toList();
    }

    /** The folder where it lies, which need not exist. */
    Path place() {
        return store.place(maildrop);
    }

    /**
     * Tells the journal what this command has done to messages: the login is that of whoever
     * started it.
     */
    void tell(JournalEntry.Kind kind, Collection<UniqueId> ids) {
        Instant now = Instant.now();
        store.journal()
                .write(
                        maildrop,
                        ids.stream()
                                .map(id ->
                                        new JournalEntry(
                                                now,
                                                kind,
                                                "command",
                                                "local",
                                                System.getProperty("user.name", ""),
                                                maildrop.view().orElse(""),
                                                Optional.of(id),
                                                OptionalLong.empty(),
                                                ""))
                                .toList());
    }

    /** As a person calls it: {@code alice}, or {@code alice+lists/java}. */
    String text() {
        return maildrop.view().map(view -> account.name() + "+" + view).orElse(account.name());
    }

    private String folder() {
        return maildrop.folder().map(Object::toString).orElse(MaildropName.INBOX);
    }
}

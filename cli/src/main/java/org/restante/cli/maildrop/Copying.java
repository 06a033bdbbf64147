package org.restante.cli.maildrop;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.terminal.ProgressBar;
import org.restante.protocol.UniqueId;
import org.restante.store.DeliveryId;
import org.restante.store.Handover;
import org.restante.store.JournalEntry;
import org.restante.store.adopt.AdoptionPlan;
import org.restante.store.adopt.AdoptionPlan.Clue;
import org.restante.store.adopt.UniqueIdList;
import org.restante.store.maildir.AdoptableMaildrop;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies mail that lies elsewhere into a maildrop, under the unique-ids that it had there. Used
 * once.
 *
 * <p>Each message is delivered once, then all get their ids at once. The maildrop's lock is held
 * meanwhile, so that no client sees a message under another id. Whoever dies in between leaves
 * delivered messages that have Restante's ids; who repeats it finds them again by the ids of their
 * deliveries, delivers the rest, and gives all of them the ids.
 */
final class Copying {
    private final MaildropOptions options;
    private final NamedMaildrop named;
    private final ForeignMail mail;
    private int copied;
    private int before;
    private int gone;
    private long others;

    Copying(MaildropOptions options, NamedMaildrop named, ForeignMail mail) {
        this.options = options;
        this.named = named;
        this.mail = mail;
    }

    /** So many messages were copied, or would be. */
    int copied() {
        return copied;
    }

    /** So many were copied by an earlier run. */
    int before() {
        return before;
    }

    /** So many of those are not listed any more. */
    int gone() {
        return gone;
    }

    /** So many records of a list were of messages that are not there. */
    long others() {
        return others;
    }

    /**
     * Tells what would become of the messages; those not delivered yet have names of no meaning.
     */
    AdoptionPlan plan() throws IOException, CommandException {
        List<ForeignMail.Found> found = read();
        ForeignIds ids = mail.ids(found);
        try (AdoptableMaildrop maildrop = named.openToAdopt()) {
            List<Optional<UniqueId>> delivered = new ArrayList<>();
            for (ForeignMail.Found each : found) {
                Optional<UniqueId> id = named.store().delivered(named.maildrop(), each.read().id());
                count(id.isPresent());
                delivered.add(id);
            }
            return plan(maildrop, found, delivered, ids);
        }
    }

    /** Does it. */
    AdoptionPlan run() throws IOException, CommandException {
        List<ForeignMail.Found> found = read();
        ForeignIds ids = mail.ids(found);
        try (AdoptableMaildrop maildrop = named.openToAdopt()) {
            List<Optional<UniqueId>> delivered = new ArrayList<>();
            try (ProgressBar bar = options.progressBar("messages copied")) {
                for (ForeignMail.Found each : found) {
                    delivered.add(Optional.of(deliver(each.read())));
                    bar.at(delivered.size(), found.size());
                }
            }
            try (AdoptableMaildrop relisted = maildrop.relisted()) {
                AdoptionPlan plan = plan(relisted, found, delivered, ids);
                relisted.adopt(plan.changes());
                return plan;
            }
        }
    }

    private List<ForeignMail.Found> read() throws IOException, CommandException {
        if (named.maildrop().view().isPresent()) {
            throw options.misused("mail is not copied into folders and views: " + named.text());
        }
        List<Incoming> messages =
                mail.messages(what -> options.complain(Words.plain(what) + ": left out"));
        if (messages.size() > UniqueIdList.MESSAGES_MAX) {
            throw tooMany();
        }
        List<ForeignMail.Found> found = new ArrayList<>();
        Set<DeliveryId> seen = new HashSet<>();
        try (ProgressBar bar = options.progressBar("messages read")) {
            for (Incoming message : messages) {
                Incoming.Read read = message.read();
                // A file that was renamed while its folders were listed is there twice.
                if (seen.add(read.id())) {
                    found.add(
                            new ForeignMail.Found(
                                    read,
                                    new MessageFile(
                                            new UniqueId("copy." + (found.size() + 1)),
                                            read.octets(),
                                            message.name())));
                }
                bar.at(found.size(), messages.size());
            }
        }
        return found;
    }

    static CommandException tooMany() {
        return new CommandException(
                ExitCode.DATA, "there are more than " + UniqueIdList.MESSAGES_MAX + " messages");
    }

    private UniqueId deliver(Incoming.Read read) throws IOException, CommandException {
        return switch (named.store().deliver(named.maildrop(), read.id())) {
            case Handover.AlreadyDelivered(var id) -> {
                count(true);
                yield id;
            }
            case Handover.Begun begun -> {
                UniqueId id = read.deliver(begun);
                count(false);
                named.tell(JournalEntry.Kind.DELIVERED, List.of(id));
                yield id;
            }
        };
    }

    private void count(boolean isBefore) {
        if (isBefore) {
            before++;
        } else {
            copied++;
        }
    }

    /**
     * Decides about the copies, and only about them: no id is taken from mail that was here.
     *
     * @param delivered of each, what its delivery was given; empty if there was none
     */
    private AdoptionPlan plan(
            AdoptableMaildrop maildrop,
            List<ForeignMail.Found> found,
            List<Optional<UniqueId>> delivered,
            ForeignIds ids)
            throws IOException {
        others = ids.others();
        Set<UniqueId> unavailable = new HashSet<>(maildrop.unavailable());
        Map<String, UniqueId> listed = new HashMap<>();
        for (MessageFile file : maildrop.files()) {
            listed.put(file.base(), file.id());
            unavailable.add(file.id());
        }
        List<MessageFile> copies = new ArrayList<>();
        Map<UniqueId, Clue> clues = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            MessageFile file = found.get(i).file();
            // The id that follows from the name of a delivered file is its base name.
            Optional<UniqueId> now =
                    delivered.get(i).isEmpty()
                            ? Optional.of(file.id())
                            : delivered
                                    .get(i)
                                    .flatMap(id -> Optional.ofNullable(listed.get(id.value())));
            if (now.isEmpty()) {
                gone++;
                continue;
            }
            UniqueId id = now.get();
            copies.add(new MessageFile(id, file.octets(), file.name()));
            unavailable.remove(id);
            Clue clue = ids.clues().get(file.id());
            if (clue != null) {
                clues.put(id, clue);
            }
        }
        return AdoptionPlan.of(copies, clues, unavailable);
    }
}

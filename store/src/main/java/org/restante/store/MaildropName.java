package org.restante.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which maildrop: the account's name, where it lies if the account says so itself, and which view
 * of it.
 *
 * @param account the account's name: not empty, no {@code /}, no {@code +}, no control characters
 * @param place the folder of an existing Maildir that this account alone was given; stores without
 *     files ignore it
 * @param folder empty for the maildrop where the account's mail arrives
 * @param recent whether it is the view of what arrived there lately; then not a folder's
 */
public record MaildropName(
        String account, Optional<Path> place, Optional<FolderName> folder, boolean recent) {
    /** What the maildrop itself is called among the folders, in any letters (RFC 3501 §5.1). */
    public static final String INBOX = "INBOX";

    /** What the view of lately arrived mail is called, in any letters; how long that is. */
    public static final String RECENT = "recent";

    public static final Duration RECENT_TIME = Duration.ofDays(30);

    public MaildropName {
        if (recent && folder.isPresent()) {
            throw new IllegalArgumentException("there is no such view of a folder: " + folder);
        }
        if (account.isEmpty()
                || account.equals(".")
                || account.equals("..")
                || account.chars()
                        .anyMatch(c -> c == '/' || c == '+' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("not an account's name: \"" + account + "\"");
        }
    }

    /** The maildrop of an account where its mail arrives. */
    public MaildropName(String account, Optional<Path> place) {
        this(account, place, Optional.empty(), false);
    }

    /** The maildrop of an account that lies where the store puts it. */
    public static MaildropName of(String account) {
        return new MaildropName(account, Optional.empty());
    }

    /**
     * The same account's folder of this name, which need not exist.
     *
     * @param name as in {@link FolderName#parse}, or {@link #INBOX} for the maildrop itself
     * @return empty if no folder can have this name
     */
    public Optional<MaildropName> folder(String name) {
        return name.equalsIgnoreCase(INBOX)
                ? Optional.of(new MaildropName(account, place))
                : FolderName.parse(name)
                        .map(found -> new MaildropName(account, place, Optional.of(found), false));
    }

    /**
     * The view of this account's mail that stands behind a {@code +}: {@link #RECENT}, or else a
     * folder. One that is really called so is reached with a {@code /} before its name.
     *
     * @return empty if neither can have this name
     */
    public Optional<MaildropName> view(String name) {
        return name.equalsIgnoreCase(RECENT)
                ? Optional.of(new MaildropName(account, place, Optional.empty(), true))
                : folder(name);
    }

    /** What {@link #view} takes; empty for the maildrop itself. */
    public Optional<String> view() {
        if (recent) {
            return Optional.of(RECENT);
        }
        return folder.map(Object::toString)
                .map(text -> text.equalsIgnoreCase(RECENT) ? "/" + text : text);
    }
}

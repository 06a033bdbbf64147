package org.restante.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which maildrop: the account's name, where it lies if the account says so itself, and which of its
 * folders.
 *
 * @param account the account's name: not empty, no {@code /}, no {@code +}, no control characters
 * @param place the folder of an existing Maildir that this account alone was given; stores without
 *     files ignore it
 * @param folder empty for the maildrop where the account's mail arrives
 */
public record MaildropName(String account, Optional<Path> place, Optional<FolderName> folder) {
    /** What the maildrop itself is called among the folders, in any letters (RFC 3501 §5.1). */
    public static final String INBOX = "INBOX";

    public MaildropName {
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
        this(account, place, Optional.empty());
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
                        .map(found -> new MaildropName(account, place, Optional.of(found)));
    }
}

package org.restante.accounts;

import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;
import org.restante.server.login.Canonical;
import org.restante.server.net.Network;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * A line of Dovecot's passwd-file: {@code name:password:uid:gid:gecos:home:shell:extra}. Of the
 * extra fields {@code nologin}, {@code allow_nets} and {@code userdb_mail} are used.
 *
 * @param home what {@code ~} stands for; may be empty
 * @param extras each {@code key} or {@code key=value}
 */
record PasswdLine(
        String name,
        Optional<StoredVerifier> verifier,
        boolean enabled,
        String home,
        List<String> extras) {
    private static final String MAIL = "userdb_mail=";
    private static final String NETWORKS = "allow_nets=";
    private static final int HOME_FIELD = 5;

    /** The longest line; the longest verifier of a known scheme has some 300 characters. */
    private static final int CHARACTERS_MAX = 8192;

    private static final int EXTRA_FIELD = 7;

    PasswdLine {
        extras = List.copyOf(extras);
    }

    /** As Restante writes one. */
    PasswdLine(String name, Optional<StoredVerifier> verifier, boolean enabled) {
        this(name, verifier, enabled, "", List.of());
    }

    static PasswdLine parse(String line, PasswordScheme unprefixed) throws RefusedException {
        if (line.length() > CHARACTERS_MAX) {
            throw new RefusedException("a line has at most 8192 characters");
        }
        String[] fields = line.split(":", EXTRA_FIELD + 1);
        if (fields.length < 2) {
            throw new RefusedException("a line is name:{SCHEME}verifier::::::");
        }
        List<String> extras =
                fields.length > EXTRA_FIELD
                        ? List.of(fields[EXTRA_FIELD].split(" ", -1))
                        : List.of();
        boolean enabled =
                extras.stream()
                        .noneMatch(
                                extra -> extra.equals("nologin") || extra.startsWith("nologin="));
        return new PasswdLine(
                AccountName.parse(fields[0]),
                verifier(fields[1], unprefixed),
                enabled,
                fields.length > HOME_FIELD ? fields[HOME_FIELD] : "",
                extras);
    }

    /** The networks of {@code allow_nets}; an empty list is everywhere. */
    List<Network> networks() throws RefusedException {
        Optional<String> text = extra(NETWORKS);
        return text.isEmpty() ? List.of() : SourceAccount.networks(text.get());
    }

    /**
     * The Maildir that {@code userdb_mail} names, without Dovecot's options behind it; empty if
     * there is none, or the mail is in another form than Maildir.
     *
     * @throws RefusedException if it is no absolute path or holds a variable that is not known
     */
    Optional<Path> maildrop() throws RefusedException {
        Optional<String> mail = extra(MAIL).filter(text -> text.startsWith("maildir:"));
        if (mail.isEmpty()) {
            return Optional.empty();
        }
        LoginName parts = LoginName.of(name);
        String text =
                mail.get()
                        .substring("maildir:".length())
                        .split(":", 2)[0]
                        .replaceFirst("^~(?=/|$)", Matcher.quoteReplacement(home))
                        .replaceAll("%h|%\\{home}", Matcher.quoteReplacement(home))
                        .replaceAll("%u|%\\{user}", Matcher.quoteReplacement(name))
                        .replaceAll("%n|%\\{username}", Matcher.quoteReplacement(parts.local()))
                        .replaceAll("%d|%\\{domain}", Matcher.quoteReplacement(parts.domain()));
        if (text.contains("%")) {
            throw new RefusedException("userdb_mail has a variable that is not known: " + text);
        }
        return Optional.of(SourceAccount.place(text));
    }

    private Optional<String> extra(String key) {
        return extras.stream()
                .filter(extra -> extra.startsWith(key))
                .map(extra -> extra.substring(key.length()))
                .findFirst();
    }

    private static Optional<StoredVerifier> verifier(String text, PasswordScheme unprefixed)
            throws RefusedException {
        if (text.isEmpty()) {
            throw new RefusedException(
                    "there is no password; write * for an account without password login");
        }
        // What passwd files hold for "no password will ever do".
        if (List.of("*", "!", "!!").contains(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(StoredVerifier.parse(text, unprefixed));
        } catch (BadVerifierException e) {
            throw new RefusedException(e.reason());
        }
    }

    String format() {
        String password = verifier.map(PasswdLine::format).orElse("*");
        return name + ":" + password + "::::::" + (enabled ? "" : "nologin");
    }

    private static String format(StoredVerifier verifier) {
        String value = verifier.value();
        // A password that is stored as it is may hold the separator, or spaces at its ends.
        if (value.indexOf(':') < 0 && !Canonical.hasInvisible(value)) {
            return verifier.stored();
        }
        return "{"
                + verifier.scheme()
                + ".b64}"
                + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
}

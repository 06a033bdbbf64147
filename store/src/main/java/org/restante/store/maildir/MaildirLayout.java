package org.restante.store.maildir;

import org.restante.store.MaildropName;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Where the Maildir of an account lies, if the account does not say so itself. Characters of names
 * that a folder's name should not have stand as %XX, a leading full stop too.
 */
@FunctionalInterface
public interface MaildirLayout {
    /**
     * Where the account's own maildrop lies; its folders are in there. Called by any number of
     * threads; the same answer each time.
     */
    Path folder(MaildropName name);

    /**
     * {@code maildrops/2b/alice} below the data folder, where 2b are the first two hex digits of
     * the SHA-256 of the account's name: 256 folders for a million of maildrops.
     */
    static MaildirLayout hashed(Path data) {
        return name -> {
            byte[] hash = FileName.sha256(name.account().getBytes(StandardCharsets.UTF_8));
            return data.resolve("maildrops")
                    .resolve(HexFormat.of().toHexDigits(hash[0]))
                    .resolve(folderName(name.account()));
        };
    }

    /**
     * A path with placeholders: {@code {account}} the whole name, {@code {local}} and {@code
     * {domain}} what stands before and after its last @; without an @ the domain is empty.
     *
     * @throws IllegalArgumentException if it is the same path for all accounts, or has another
     *     placeholder
     */
    static MaildirLayout template(String path) {
        if (!path.contains("{account}") && !path.contains("{local}")) {
            throw new IllegalArgumentException(
                    "path is \"" + path + "\", must have {account} or {local} in it");
        }
        String rest = path.replace("{account}", "").replace("{local}", "").replace("{domain}", "");
        if (rest.contains("{") || rest.contains("}")) {
            throw new IllegalArgumentException(
                    "path is \"" + path + "\", knows only {account}, {local} and {domain}");
        }
        return name -> {
            String account = name.account();
            int at = account.lastIndexOf('@');
            String local = at < 0 ? account : account.substring(0, at);
            String domain = at < 0 ? "" : account.substring(at + 1);
            // Encoded names have no braces: no placeholder can come out of one.
            return Path.of(
                    path.replace("{account}", folderName(account))
                            .replace("{local}", folderName(local))
                            .replace("{domain}", folderName(domain)));
        };
    }

    private static String folderName(String text) {
        String octets =
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String encoded = FileName.percentEncoded(octets, "-._@=~!#$&'");
        // Neither a hidden folder nor the way up.
        return encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
    }
}

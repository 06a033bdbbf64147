package org.restante.store.maildir;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of folders' names on disk, as other servers of Maildir++ write it (RFC 3501 §5.1.3):
 * printable ASCII as it is, {@code &} as {@code &-}, a run of anything else as its UTF-16 in a
 * base64 between {@code &} and {@code -}. It has no {@code /} and makes no full stop.
 */
final class ModifiedUtf7 {
    private static final Pattern RUN = Pattern.compile("[^ -~]+");

    private ModifiedUtf7() {}

    static String of(String text) {
        return RUN.matcher(text.replace("&", "&-"))
                .replaceAll(run -> "&" + encoded(run.group()) + "-");
    }

    /** What was written so; empty if nothing is written like this. */
    static Optional<String> decoded(String encoded) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < encoded.length()) {
            char c = encoded.charAt(at);
            int end = encoded.indexOf('-', at);
            if (c != '&') {
                text.append(c);
                at++;
            } else if (end < 0) {
                return Optional.empty();
            } else {
                try {
                    text.append(
                            end == at + 1
                                    ? "&"
                                    : new String(
                                            Base64.getDecoder()
                                                    .decode(
                                                            encoded.substring(at + 1, end)
                                                                    .replace(',', '/')),
                                            StandardCharsets.UTF_16BE));
                } catch (IllegalArgumentException _) {
                    return Optional.empty();
                }
                at = end + 1;
            }
        }
        // There is one way to write a text.
        return Optional.of(text.toString()).filter(found -> of(found).equals(encoded));
    }

    private static String encoded(String run) {
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(run.getBytes(StandardCharsets.UTF_16BE))
                .replace('/', ',');
    }
}

package org.restante.store.maildir;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

    private static String encoded(String run) {
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(run.getBytes(StandardCharsets.UTF_16BE))
                .replace('/', ',');
    }
}

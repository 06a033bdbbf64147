package org.restante.collect;

import org.restante.client.Credentials;
import org.restante.client.Pop3Server;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** A maildrop at somebody else's server. */
public record Remote(Pop3Server server, Credentials credentials) {
    /** What tells it from all others: unique-ids mean nothing beyond it. */
    String identity() {
        String user =
                switch (credentials) {
                    case Credentials.Password password -> password.user();
                    case Credentials.Token token -> token.user();
                    case Credentials.External external -> external.user();
                };
        return identity(server, user);
    }

    static String identity(Pop3Server server, String user) {
        return user + "@" + server.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * What a destination knows a message by. One that only its content tells may come once more
     * when the first has been forgotten, and is another then: the time makes it so.
     */
    String id(String key, Entry entry) {
        String text =
                identity() + "\n" + key + (key.startsWith(Plan.BY_ID) ? "" : "\n" + entry.seen());
        return HexFormat.of()
                .formatHex(Fingerprint.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}

package org.restante.shell.mail;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

import java.io.InputStream;

/** How mime4j is used: patient with what is broken, and bounded. */
final class Mime {
    private static final MimeConfig CONFIG =
            MimeConfig.custom()
                    // A part's header. A message's is cut before, and some octets may be added.
                    .setMaxLineLen(MessageHead.HEADER_OCTETS_MAX + 16)
                    .setMaxHeaderLen(MessageHead.HEADER_OCTETS_MAX + 16)
                    // They are looked at one by one and not kept.
                    .setMaxHeaderCount(-1)
                    .build();

    private Mime() {}

    /** Messages inside are bodies: whoever wants them parses them anew. */
    static MimeTokenStream tokens(InputStream message, DecodeMonitor monitor) {
        MimeTokenStream tokens = new MimeTokenStream(CONFIG, monitor, null);
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        tokens.parse(message);
        return tokens;
    }
}

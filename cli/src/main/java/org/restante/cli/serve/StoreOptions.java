package org.restante.cli.serve;

import org.restante.cli.config.Configuration;
import org.restante.store.maildir.LineEnds;
import org.restante.store.maildir.MaildirOptions;

/** What the configuration says about the store, for the server and for commands alike. */
public final class StoreOptions {
    private StoreOptions() {}

    /** How Maildirs are kept. */
    public static MaildirOptions maildir(Configuration configuration) {
        MaildirOptions preset = MaildirOptions.in(configuration.data());
        return new MaildirOptions(
                configuration.maildirLayout(),
                switch (configuration.store().lineEnds()) {
                    case CRLF -> LineEnds.CRLF;
                    case LF -> LineEnds.LF;
                },
                configuration.store().undoWindow(),
                configuration.hostname(),
                configuration.store().journalOctets(),
                preset.clock(),
                preset.random());
    }
}

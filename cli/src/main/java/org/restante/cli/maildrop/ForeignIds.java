package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.protocol.UniqueId;
import org.restante.store.adopt.AdoptionPlan.Clue;
import org.restante.store.adopt.ByFileName;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What another server's unique-ids were found to be.
 *
 * @param clues of each message, by the ids as they are listed now
 * @param others so many records were of messages that are not here
 */
record ForeignIds(Map<UniqueId, Clue> clues, long others) {
    /** Where they are read from. */
    interface Source {
        /** In one line, for people. */
        String words();

        /** The same for programs. */
        JsonObject json();

        /**
         * Reads them.
         *
         * @param opener of a message by the id under which it stands among these
         */
        ForeignIds read(ByFileName.Opener opener, List<MessageFile> messages)
                throws IOException, CommandException;
    }
}

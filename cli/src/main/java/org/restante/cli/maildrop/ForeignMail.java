package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Mail that lies elsewhere, with what tells its unique-ids. It is read and never changed. */
interface ForeignMail {
    /** A message of it. */
    record Found(Incoming.Read read, MessageFile file) {}

    /** In one line, for people. */
    String words();

    /** The same for programs. */
    JsonObject json();

    /**
     * Its messages, in the order in which they are listed.
     *
     * @param leftOut is told what is left out and why
     */
    List<Incoming> messages(Consumer<String> leftOut) throws IOException, CommandException;

    /**
     * The unique-ids that the other server showed.
     *
     * @param found all that was read
     */
    ForeignIds ids(List<Found> found) throws IOException, CommandException;
}

package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.store.adopt.ByFileName;
import org.restante.store.adopt.ByListing;
import org.restante.store.adopt.UniqueIdList;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A listing that a person wrote down. */
record ListSource(Path file) implements ForeignIds.Source {
    @Override
    public String words() {
        return "the listing " + file;
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", "list");
        json.addProperty("file", file.toString());
        return json;
    }

    @Override
    public ForeignIds read(ByFileName.Opener opener, List<MessageFile> messages)
            throws IOException {
        ByListing found = new ByListing(messages, UniqueIdList.read(file));
        return new ForeignIds(found.clues(), found.others());
    }
}

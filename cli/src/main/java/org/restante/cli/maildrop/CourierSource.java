package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.store.adopt.ByFileName;
import org.restante.store.adopt.CourierList;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Courier's list. */
record CourierSource(Path file) implements ForeignIds.Source {
    @Override
    public String words() {
        return "Courier's " + file;
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", "courier");
        json.addProperty("file", file.toString());
        return json;
    }

    @Override
    public ForeignIds read(ByFileName.Opener opener, List<MessageFile> messages)
            throws IOException {
        ByFileName found = new ByFileName(messages);
        CourierList.read(file, found::add);
        return new ForeignIds(found.clues(), found.others());
    }
}

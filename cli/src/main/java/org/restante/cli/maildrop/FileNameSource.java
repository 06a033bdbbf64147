package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.store.adopt.ByFileName;
import org.restante.store.adopt.KnownId;
import org.restante.store.maildir.MessageFile;

import java.util.List;

/** The files' names up to the first colon, sizes included: qmail-pop3d and those after it. */
record FileNameSource() implements ForeignIds.Source {
    @Override
    public String words() {
        return "file names up to the colon, as qmail-pop3d shows them";
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", "file-name");
        return json;
    }

    @Override
    public ForeignIds read(ByFileName.Opener opener, List<MessageFile> messages) {
        ByFileName found = new ByFileName(messages);
        for (MessageFile message : messages) {
            String name = message.name();
            int colon = name.indexOf(':');
            found.add(new KnownId(name, colon < 0 ? name : name.substring(0, colon), false));
        }
        return new ForeignIds(found.clues(), found.others());
    }
}

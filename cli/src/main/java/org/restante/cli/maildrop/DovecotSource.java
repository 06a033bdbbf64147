package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.store.adopt.ByFileName;
import org.restante.store.adopt.DovecotList;
import org.restante.store.adopt.UidlFormat;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Dovecot's list.
 *
 * @param formatFrom where the format was found, for people
 * @param reuseXUidl Dovecot's setting {@code pop3_reuse_xuidl}
 */
record DovecotSource(Path file, UidlFormat format, String formatFrom, boolean reuseXUidl)
        implements ForeignIds.Source {
    @Override
    public String words() {
        return "Dovecot's "
                + file
                + ", unique-ids as "
                + format
                + " ("
                + formatFrom
                + ")"
                + (reuseXUidl ? " or as X-UIDL has them" : "");
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", "dovecot");
        json.addProperty("file", file.toString());
        json.addProperty("uidl-format", format.toString());
        json.addProperty("reuse-xuidl", reuseXUidl);
        return json;
    }

    @Override
    public ForeignIds read(ByFileName.Opener opener, List<MessageFile> messages)
            throws IOException {
        ByFileName found = new ByFileName(messages);
        DovecotList.read(file, format, found::add);
        return new ForeignIds(
                reuseXUidl ? found.cluesAndXUidl(opener) : found.clues(), found.others());
    }
}

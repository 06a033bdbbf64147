package org.restante.cli.serve;

import com.google.gson.FormattingStyle;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;

import org.restante.server.net.Listener;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** {@code listeners.json} in the data folder: the addresses in use, for commands and scripts. */
final class ListenersFile {
    private static final String NAME = "listeners.json";

    private ListenersFile() {}

    /** The listeners as they stand in the file and in the status. */
    static JsonArray json(List<Listener> listeners) {
        JsonArray list = new JsonArray();
        for (Listener listener : listeners) {
            JsonObject each = new JsonObject();
            each.addProperty("name", listener.name());
            each.addProperty("address", listener.endpoint().toString());
            list.add(each);
        }
        return list;
    }

    static void write(Path data, List<Listener> listeners) throws IOException {
        // Whoever waits for the file must never see a half of it.
        Path partial = data.resolve(NAME + ".new");
        // By the stream alone, as each start does it: what else Gson has is 130 classes.
        try (Writer text = Files.newBufferedWriter(partial);
                JsonWriter file = new JsonWriter(text)) {
            file.setFormattingStyle(FormattingStyle.PRETTY);
            file.beginObject().name("pid").value(ProcessHandle.current().pid());
            file.name("listeners").beginArray();
            for (JsonElement listener : json(listeners)) {
                file.beginObject();
                for (var field : listener.getAsJsonObject().entrySet()) {
                    file.name(field.getKey()).value(field.getValue().getAsString());
                }
                file.endObject();
            }
            file.endArray().endObject().flush();
            text.write('\n');
        }
        Files.move(
                partial,
                data.resolve(NAME),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    static void remove(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }
}

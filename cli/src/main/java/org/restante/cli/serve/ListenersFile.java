package org.restante.cli.serve;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.server.net.Listener;

import java.io.IOException;
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
        JsonObject whole = new JsonObject();
        whole.addProperty("pid", ProcessHandle.current().pid());
        whole.add("listeners", json(listeners));
        // Whoever waits for the file must never see a half of it.
        Path partial = data.resolve(NAME + ".new");
        Files.writeString(
                partial, new GsonBuilder().setPrettyPrinting().create().toJson(whole) + "\n");
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

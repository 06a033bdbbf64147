package org.restante.cli.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What commands print with {@code --json}. */
public final class Json {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Json() {}

    /** The one way in which a value is printed. */
    public static String write(JsonElement value) {
        return GSON.toJson(value);
    }

    static String problems(List<Problem> problems) {
        JsonArray list = new JsonArray();
        for (Problem problem : problems) {
            JsonObject each = origin(problem.origin());
            problem.key().ifPresent(key -> each.addProperty("key", key));
            problem.value().ifPresent(value -> each.addProperty("value", value));
            each.addProperty("message", problem.message());
            list.add(each);
        }
        JsonObject whole = new JsonObject();
        whole.addProperty("ok", false);
        whole.add("problems", list);
        return GSON.toJson(whole);
    }

    static String ok(Optional<Path> file) {
        JsonObject whole = new JsonObject();
        whole.addProperty("ok", true);
        file.ifPresent(path -> whole.addProperty("file", path.toString()));
        whole.add("problems", new JsonArray());
        return GSON.toJson(whole);
    }

    static String settings(Optional<Path> file, List<Setting> settings) {
        JsonArray list = new JsonArray();
        for (Setting setting : settings) {
            JsonObject each = new JsonObject();
            each.addProperty("key", setting.key());
            each.add("value", value(setting));
            each.addProperty("live", setting.live());
            each.add("origin", origin(setting.origin()));
            list.add(each);
        }
        JsonObject whole = new JsonObject();
        file.ifPresent(path -> whole.addProperty("file", path.toString()));
        whole.add("settings", list);
        return GSON.toJson(whole);
    }

    private static JsonElement value(Setting setting) {
        return GSON.toJsonTree(setting.value().equals("") ? null : setting.value());
    }

    private static JsonObject origin(Origin origin) {
        JsonObject made = new JsonObject();
        switch (origin) {
            case Origin.Default _ -> made.addProperty("default", true);
            case Origin.WholeFile(var path) -> made.addProperty("file", path.toString());
            case Origin.InFile(var path, var line, var column) -> {
                made.addProperty("file", path.toString());
                made.addProperty("line", line);
                made.addProperty("column", column);
            }
            case Origin.CommandLine(var option) -> made.addProperty("option", option);
        }
        return made;
    }
}

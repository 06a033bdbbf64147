package org.restante.collect.tokens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object of somebody else's, whose members may be anything.
 *
 * @param object empty if what came was none
 */
record Json(Optional<JsonObject> object) {
    /** Reads a text, strictly (RFC 8259). */
    static Json parse(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = JsonParser.parseReader(reader);
            return new Json(
                    element instanceof JsonObject object && reader.peek() == JsonToken.END_DOCUMENT
                            ? Optional.of(object)
                            : Optional.empty());
        } catch (IOException | JsonParseException _) {
            // Its message would quote the text.
            return new Json(Optional.empty());
        }
    }

    /** The string of this name; none if it is missing, empty or something else. */
    Optional<String> text(String name) {
        return primitive(name)
                .filter(JsonPrimitive::isString)
                .map(JsonPrimitive::getAsString)
                .filter(it -> !it.isEmpty());
    }

    /** The whole number of this name, which some servers send as a string. */
    OptionalLong number(String name) {
        Optional<Long> found =
                primitive(name)
                        .map(JsonPrimitive::getAsString)
                        .filter(it -> it.matches("-?[0-9]{1,18}"))
                        .map(Long::valueOf);
        return found.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** The strings of the array of this name. */
    List<String> texts(String name) {
        return object
                .map(it -> it.get(name))
                .filter(JsonArray.class::isInstance)
                .map(it -> ((JsonArray) it).asList())
                .orElse(List.of())
                .stream()
                .filter(it -> it instanceof JsonPrimitive text && text.isString())
                .map(JsonElement::getAsString)
                .toList();
    }

    private Optional<JsonPrimitive> primitive(String name) {
        return object.map(it -> it.get(name))
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonPrimitive.class::cast);
    }

    /** Nothing of it: it may be secret. */
    @Override
    public String toString() {
        return object.isPresent() ? "an object" : "no object";
    }
}

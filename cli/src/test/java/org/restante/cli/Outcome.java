package org.restante.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What a command came to; made by running it in this process. */
public record Outcome(int exitCode, String out, String err) {
    public static Outcome of(String... arguments) {
        return heard(_ -> {}, arguments);
    }

    /** The same, with what is printed told while the command runs. */
    public static Outcome heard(Consumer<String> ear, String... arguments) {
        StringWriter out =
                new StringWriter() {
                    private int told;

                    @Override
                    public void flush() {
                        String fresh = getBuffer().substring(told);
                        told = getBuffer().length();
                        ear.accept(fresh);
                    }
                };
        StringWriter err = new StringWriter();
        int exitCode =
                Main.commandLine(arguments)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    /** The same with this as its standard input. */
    public static Outcome ofInput(String input, String... arguments) {
        return ofInput(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    public static Outcome ofInput(byte[] input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input));
        try {
            return of(arguments);
        } finally {
            System.setIn(before);
        }
    }

    public JsonObject json() {
        return JsonParser.parseString(out).getAsJsonObject();
    }
}

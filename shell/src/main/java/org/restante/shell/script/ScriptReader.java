package org.restante.shell.script;

import org.restante.shell.text.Visible;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one {@link Script}. */
final class ScriptReader {
    private static final Pattern EXPECT = Pattern.compile("expect(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern STATUS =
            Pattern.compile("(?:\\+OK|-ERR|\\+)(?:\\s.*)?", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("code\\s+([!-~&&[^\\[\\]]]+)");
    private static final Pattern STATUS_HAS = Pattern.compile("/(.*)/", Pattern.DOTALL);
    private static final Pattern BODY_HAS = Pattern.compile("body\\s+/(.*)/", Pattern.DOTALL);
    private static final Pattern LINES = Pattern.compile("lines\\s+(\\d{1,18})");

    private final Reader reader;
    private final String name;
    private final Words words;
    private final List<Step> steps = new ArrayList<>();
    private int line;
    private int chars;

    ScriptReader(Reader reader, String name, Words words) {
        this.reader = reader;
        this.name = name;
        this.words = words;
    }

    Script read() throws IOException, ScriptException {
        Optional<String> next = nextLine();
        while (next.isPresent()) {
            take(next.get());
            next = nextLine();
        }
        return new Script(name, steps);
    }

    private void take(String text) throws ScriptException {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return;
        }
        Matcher expect = EXPECT.matcher(stripped);
        if (!expect.matches()) {
            steps.add(new Step.Typed(line, text));
        } else if (steps.isEmpty()) {
            throw wrong(words.say("script.nothing-typed"));
        } else {
            String check = Optional.ofNullable(expect.group(1)).orElse("");
            steps.add(new Step.Expect(line, check(check)));
        }
    }

    /** The next line without its LF or CRLF; empty at the end. */
    private Optional<String> nextLine() throws IOException, ScriptException {
        StringBuilder text = new StringBuilder();
        line++;
        int c;
        while ((c = reader.read()) >= 0 && c != '\n') {
            chars++;
            if (chars > Script.SCRIPT_CHARS_MAX) {
                throw wrong(words.say("script.too-large", Script.SCRIPT_CHARS_MAX));
            }
            if (text.length() == Script.LINE_CHARS_MAX) {
                throw wrong(words.say("script.line-too-long", Script.LINE_CHARS_MAX));
            }
            // A byte order mark, which some editors write.
            if (c != '\uFEFF' || chars > 1) {
                text.append((char) c);
            }
        }
        if (c < 0 && text.isEmpty()) {
            return Optional.empty();
        }
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\r') {
            text.setLength(end - 1);
        }
        return Optional.of(text.toString());
    }

    private Check check(String text) throws ScriptException {
        if (STATUS.matcher(text).matches()) {
            return new Check.StatusBegins(text);
        }
        Matcher code = CODE.matcher(text);
        if (code.matches()) {
            return new Check.Code(code.group(1));
        }
        Matcher status = STATUS_HAS.matcher(text);
        if (status.matches()) {
            return new Check.StatusHas(expression(status.group(1)));
        }
        Matcher body = BODY_HAS.matcher(text);
        if (body.matches()) {
            return new Check.BodyHas(expression(body.group(1)));
        }
        Matcher lines = LINES.matcher(text);
        if (lines.matches()) {
            return new Check.Lines(Long.parseLong(lines.group(1)));
        }
        if (text.equals("closed")) {
            return new Check.Closed();
        }
        throw wrong(words.say("script.unknown-check", Visible.oneLine(text)));
    }

    private Expression expression(String text) throws ScriptException {
        try {
            return Expression.of(text);
        } catch (PatternSyntaxException e) {
            throw wrong(
                    words.say(
                            "script.no-expression",
                            Visible.oneLine(text),
                            Visible.oneLine(e.getDescription())));
        }
    }

    private ScriptException wrong(String what) {
        return new ScriptException(name + ":" + line + ": " + what);
    }
}

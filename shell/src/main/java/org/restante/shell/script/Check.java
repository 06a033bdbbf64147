package org.restante.shell.script;

import org.restante.shell.text.OctetText;
import org.restante.shell.text.Visible;
import org.restante.shell.text.Words;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a script says that an answer is like. Immutable. */
public sealed interface Check {
    /** Of a line in a message, more is not shown. */
    int SHOWN_CHARS_MAX = 200;

    /** A bracketed code in front of the text (RFC 2449 §8). */
    Pattern CODED = Pattern.compile("(?:\\+OK|-ERR)\\s+\\[([^\\]]*)\\].*", Pattern.DOTALL);

    /** Why it does not hold, for the user and harmless to a terminal; empty if it holds. */
    Optional<String> fault(Answer answer, Words words);

    /**
     * {@code expect +OK 3 messages}.
     *
     * @param start one or more words; a word that the status line only begins with is another
     */
    record StatusBegins(String start) implements Check {
        @Override
        public Optional<String> fault(Answer answer, Words words) {
            String status = answer.status().map(OctetText::readable).orElse("");
            boolean holds =
                    status.startsWith(start)
                            && (status.length() == start.length()
                                    || Character.isWhitespace(status.charAt(start.length())));
            return holds
                    ? Optional.empty()
                    : Optional.of(words.say("script.status", start, shown(answer, words)));
        }
    }

    /**
     * {@code expect code SYS}, which holds for SYS/TEMP as well: what follows a slash says it more
     * exactly (RFC 2449 §8).
     */
    record Code(String code) implements Check {
        @Override
        public Optional<String> fault(Answer answer, Words words) {
            String wanted = code.toUpperCase(Locale.ROOT);
            Matcher coded = CODED.matcher(answer.status().orElse(""));
            String found = coded.matches() ? coded.group(1).toUpperCase(Locale.ROOT) : "";
            return found.equals(wanted) || found.startsWith(wanted + "/")
                    ? Optional.empty()
                    : Optional.of(words.say("script.code", code, shown(answer, words)));
        }
    }

    /** {@code expect /regular expression/}. */
    record StatusHas(Expression expression) implements Check {
        @Override
        public Optional<String> fault(Answer answer, Words words) {
            try {
                String status = answer.status().orElse("");
                return expression.isFoundIn(status, new Expression.Steps())
                        ? Optional.empty()
                        : Optional.of(
                                words.say("script.not-found", expression, shown(answer, words)));
            } catch (Expression.TooHardException _) {
                return Optional.of(words.say("script.too-hard", expression));
            }
        }
    }

    /** {@code expect body /regular expression/}. */
    record BodyHas(Expression expression) implements Check {
        @Override
        public Optional<String> fault(Answer answer, Words words) {
            try {
                Expression.Steps steps = new Expression.Steps();
                for (String line : answer.body()) {
                    if (expression.isFoundIn(line, steps)) {
                        return Optional.empty();
                    }
                }
            } catch (Expression.TooHardException _) {
                return Optional.of(words.say("script.too-hard", expression));
            }
            int kept = answer.body().size();
            return Optional.of(
                    kept == answer.bodyLines()
                            ? words.say("script.body", kept, expression)
                            : words.say("script.body-cut", kept, answer.bodyLines(), expression));
        }
    }

    /** {@code expect lines 12}. */
    record Lines(long lines) implements Check {
        @Override
        public Optional<String> fault(Answer answer, Words words) {
            return answer.bodyLines() == lines
                    ? Optional.empty()
                    : Optional.of(words.say("script.lines", lines, answer.bodyLines()));
        }
    }

    /** {@code expect closed}. */
    record Closed() implements Check {
        @Override
        public Optional<String> fault(Answer answer, Words words) {
            return answer.closed()
                    ? Optional.empty()
                    : Optional.of(words.say("script.open", shown(answer, words)));
        }
    }

    private static String shown(Answer answer, Words words) {
        return answer.status()
                .map(status -> {
                    String line = Visible.oneLine(OctetText.readable(status));
                    return line.length() <= SHOWN_CHARS_MAX
                            ? line
                            : line.substring(0, SHOWN_CHARS_MAX) + "…";
                })
                .orElseGet(() -> words.say("script.no-answer"));
    }
}

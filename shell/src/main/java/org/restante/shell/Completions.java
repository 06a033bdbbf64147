package org.restante.shell;

import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.restante.client.Capabilities;
import org.restante.client.Mechanism;
import org.restante.shell.mail.Columns;
import org.restante.shell.mail.MessageHead;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What may be typed next: what is legal in the state, as far as the server is known. */
final class Completions implements Completer {
    /** Messages whose subjects are looked up for a list of numbers. */
    private static final int LOOKED_UP_MAX = 40;

    private static final int SUBJECT_COLUMNS = 50;

    /** RFC 4422 §3.1, sasl-mech: what a server says otherwise is not put on a command line. */
    private static final Pattern MECHANISM_NAME = Pattern.compile("[A-Z0-9_-]{1,20}");

    private static final Set<String> ON_OFF = Set.of("pipeline", "raw", "hex", "time");
    private static final Set<String> TAKE_NUMBERS =
            Set.of("RETR", "TOP", "DELE", "LIST", "UIDL", "HEADERS", "SHOW", "SAVE");

    private final Shell shell;
    private final Words words;

    Completions(Shell shell, Words words) {
        this.shell = shell;
        this.words = words;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        candidates.addAll(candidates(line.words().subList(0, line.wordIndex())));
    }

    /**
     * @param before the words before the one that is completed
     */
    List<Candidate> candidates(List<String> before) {
        if (before.isEmpty()) {
            return first();
        }
        String keyword = before.getFirst().toUpperCase(Locale.ROOT);
        String own = before.getFirst().toLowerCase(Locale.ROOT);
        if (before.size() == 1 && TAKE_NUMBERS.contains(keyword)) {
            return numbers();
        }
        if (before.size() == 1 && ON_OFF.contains(own)) {
            return plain(List.of("on", "off"));
        }
        return switch (own) {
            case "explain" -> before.size() == 1 ? plain(List.of("on", "all", "off")) : List.of();
            case "help" -> before.size() == 1 ? help() : List.of();
            case "fault" -> shell.practice().map(it -> plain(it.words())).orElse(List.of());
            case "auth" -> before.size() == 1 ? plain(offered()) : List.of();
            case "login" ->
                    before.getLast().equals("by") ? plain(mechanisms()) : plain(List.of("by"));
            case "lang" -> plain(List.of("*"));
            default -> List.of();
        };
    }

    private static List<Candidate> plain(List<String> values) {
        return values.stream().map(Candidate::new).toList();
    }

    private List<Candidate> first() {
        List<Candidate> all = new ArrayList<>();
        for (String each : legal()) {
            all.add(candidate(each, words.say("completion.server")));
        }
        for (String each : new TreeSet<>(shell.commands())) {
            if (!each.equals("fault") || shell.practice().isPresent()) {
                all.add(candidate(each, words.say("completion.shell")));
            }
        }
        return all;
    }

    private static Candidate candidate(String value, String group) {
        return new Candidate(value, value, group, null, null, null, true);
    }

    /** The commands that the server knows, as far as it has said, in the state that it is in. */
    private List<String> legal() {
        Optional<Facts> facts = shell.facts();
        Facts.State state = facts.map(Facts::state).orElse(Facts.State.CLOSED);
        Optional<Capabilities> known =
                facts.flatMap(Facts::capabilities).filter(Capabilities::known);
        return switch (state) {
            case CLOSED -> List.of();
            case AUTHORIZATION -> {
                List<String> legal = new ArrayList<>(List.of("CAPA", "QUIT"));
                has(known, "USER").ifPresent(_ -> legal.addAll(List.of("USER", "PASS")));
                has(known, "SASL").ifPresent(_ -> legal.add("AUTH"));
                has(known, "STLS").ifPresent(_ -> legal.add("STLS"));
                has(known, "UTF8").ifPresent(_ -> legal.add("UTF8"));
                has(known, "LANG").ifPresent(_ -> legal.add("LANG"));
                if (facts.filter(it -> it.greeting().matches(".*<[^<>]+@[^<>]+>.*")).isPresent()) {
                    legal.add("APOP");
                }
                yield legal;
            }
            case TRANSACTION -> {
                List<String> legal =
                        new ArrayList<>(
                                List.of(
                                        "STAT", "LIST", "RETR", "DELE", "NOOP", "RSET", "QUIT",
                                        "CAPA"));
                has(known, "TOP").ifPresent(_ -> legal.add("TOP"));
                has(known, "UIDL").ifPresent(_ -> legal.add("UIDL"));
                has(known, "LANG").ifPresent(_ -> legal.add("LANG"));
                yield legal;
            }
        };
    }

    /** Present if the server has the capability, or has not said what it has. */
    private static Optional<String> has(Optional<Capabilities> known, String tag) {
        return known.isEmpty() || known.get().has(tag) ? Optional.of(tag) : Optional.empty();
    }

    private List<String> offered() {
        return shell.facts()
                .flatMap(Facts::capabilities)
                .map(it ->
                        it.mechanisms().stream().filter(MECHANISM_NAME.asMatchPredicate()).toList())
                .filter(it -> !it.isEmpty())
                .orElseGet(Completions::mechanisms);
    }

    private static List<String> mechanisms() {
        List<String> names = new ArrayList<>();
        for (Mechanism each : Mechanism.values()) {
            names.add(each.wire());
        }
        return names;
    }

    private List<Candidate> help() {
        List<String> topics = new ArrayList<>(new TreeSet<>(shell.commands()));
        topics.addAll(legal());
        return plain(topics);
    }

    /** Each message with its size and subject. */
    private List<Candidate> numbers() {
        Optional<Facts> facts = shell.facts().filter(it -> it.state() == Facts.State.TRANSACTION);
        if (facts.isEmpty()) {
            return List.of();
        }
        try {
            shell.sizes();
            shell.heads(
                    facts.get().sizes().keySet().stream()
                            .mapToLong(Long::longValue)
                            .limit(LOOKED_UP_MAX));
        } catch (IOException _) {
            // The next command meets it and tells.
        }
        List<Candidate> numbers = new ArrayList<>();
        for (Map.Entry<Long, Long> each : facts.get().sizes().entrySet()) {
            if (facts.get().isMarked(each.getKey())) {
                continue;
            }
            String number = Long.toString(each.getKey());
            String subject =
                    facts.get()
                            .head(each.getKey())
                            .map(MessageHead::subject)
                            .map(it -> "  " + Columns.cut(it, SUBJECT_COLUMNS))
                            .orElse("");
            numbers.add(
                    new Candidate(
                            number,
                            number,
                            null,
                            each.getValue() + subject,
                            null,
                            null,
                            true,
                            each.getKey().intValue()));
        }
        return numbers;
    }
}

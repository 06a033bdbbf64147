package org.restante.cli.config;

import org.restante.cli.config.CollectionKeys.Kind;
import org.restante.cli.config.CollectionSettings.Target;
import org.restante.collect.sorting.Glob;
import org.restante.collect.sorting.Sorting;
import org.restante.collect.sorting.Sorting.Condition;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys of {@code [[destination]]}, a place with a name, and of {@code [[rule]]}, which says
 * what goes there.
 */
final class SortingKeys {
    /** What a rule looks at. */
    enum Match {
        HEADER,
        RECIPIENT,
        SIZE
    }

    private static final TableKeys DESTINATIONS = new TableKeys("destination", true);
    private static final DestinationKeys PLACE = new DestinationKeys(DESTINATIONS);
    private static final Key<String> DESTINATION_NAME =
            DESTINATIONS.required(
                    "name",
                    Type.text("string", "letters, digits, . _ -", CollectionKeys::name),
                    "archive",
                    "What the destination is called, in to and in the names of its files; each has another.");

    static final TableList<Kind> DESTINATION_LIST =
            new TableList<>(
                    DESTINATIONS.list(),
                    DESTINATIONS.required(
                            "deliver-to",
                            onePlace(),
                            "maildir",
                            "What it is, and so which other keys the table has."),
                    PLACE.shapes(List.of(DESTINATION_NAME)),
                    "Places for mail of collections that have deliver-to = \"destinations\", see collect.md.");

    private static final TableKeys RULES = new TableKeys("rule", true);
    private static final Key<List<String>> TO =
            RULES.required(
                    "to",
                    names(),
                    List.of("lists"),
                    "The destinations of messages that the rule fits; each gets them.");
    private static final Key<List<String>> COLLECTIONS =
            RULES.fixed(
                    "collections",
                    Type.text("string", "", CollectionKeys::name).list(),
                    List.of(),
                    "The collections that the rule is for; [] is all.");
    private static final Key<String> HEADER =
            RULES.required(
                    "header",
                    Type.text("string", "a field's name", SortingKeys::fieldName),
                    "List-Id",
                    "The header field that is looked at, each one of that name.");
    private static final Key<Glob> PATTERN =
            RULES.required(
                    "pattern",
                    Type.text("string", "with * for any text and ? for one character", Glob::new),
                    "*<users.example.org>*",
                    "What the field has to say as a whole; upper and lower case are the same.");
    private static final Key<Glob> ADDRESS =
            RULES.required(
                    "address",
                    Type.text("string", "with * for any text and ? for one character", Glob::new),
                    "alice+club@*",
                    "What one of the addresses in Delivered-To, X-Original-To, Envelope-To, To or Cc has to be.");
    private static final Key<Long> LARGER_THAN =
            RULES.required(
                    "larger-than",
                    Type.size("1B", "1TiB"),
                    "10MiB",
                    "The size that the message has to exceed.");

    static final TableList<Match> RULE_LIST =
            new TableList<>(
                    RULES.list(),
                    RULES.required(
                            "match",
                            Type.choice(Match.class),
                            "header",
                            "What the rule looks at, and so which other keys the table has."),
                    ruleShapes(),
                    "What goes to which [[destination]]: the first rule that fits, else to of the collection.");

    private SortingKeys() {}

    private static Map<Match, List<Key<?>>> ruleShapes() {
        Map<Match, List<Key<?>>> shapes = new EnumMap<>(Match.class);
        shapes.put(Match.HEADER, List.of(HEADER, PATTERN, TO, COLLECTIONS));
        shapes.put(Match.RECIPIENT, List.of(ADDRESS, TO, COLLECTIONS));
        shapes.put(Match.SIZE, List.of(LARGER_THAN, TO, COLLECTIONS));
        return shapes;
    }

    /** All kinds but the one that has several. */
    private static Type<Kind> onePlace() {
        Type<Kind> all = Type.choice(Kind.class);
        String several = ", \"" + Type.kebab(Kind.DESTINATIONS) + "\"";
        return new Type<>(all.name(), all.allowed().replace(several, ""), all.reader())
                .checked(it -> it != Kind.DESTINATIONS, "must be a single place");
    }

    /** Names of destinations. */
    static Type<List<String>> names() {
        return Type.text("string", "", CollectionKeys::name)
                .list()
                .checked(it -> !it.isEmpty(), "needs the name of a [[destination]]");
    }

    private static String fieldName(String text) {
        if (!text.matches("[!-9;-~]+")) {
            throw new IllegalArgumentException("must be the name of a header field");
        }
        return text;
    }

    /** All tables of both lists. */
    record Tables(List<TableList.Table<Kind>> destinations, List<TableList.Table<Match>> rules) {
        private static String name(TableList.Table<Kind> table) {
            return table.values().get(DESTINATION_NAME);
        }

        /** Where a collection's mail goes: to those that it, or a rule for it, names. */
        Target.Several several(String collection, List<String> to) {
            List<Sorting.Rule> here = new ArrayList<>();
            for (TableList.Table<Match> each : rules) {
                Values values = each.values();
                List<String> whose = values.get(COLLECTIONS);
                if (whose.isEmpty() || whose.contains(collection)) {
                    here.add(new Sorting.Rule(condition(each), values.get(TO)));
                }
            }
            Map<String, Target> places = new LinkedHashMap<>();
            for (TableList.Table<Kind> each : destinations) {
                boolean named =
                        Stream.concat(to.stream(), here.stream().flatMap(it -> it.to().stream()))
                                .anyMatch(name(each)::equals);
                if (named) {
                    places.put(name(each), PLACE.target(each.kind(), each.values()));
                }
            }
            return new Target.Several(places, new Sorting(here, to));
        }

        private static Condition condition(TableList.Table<Match> rule) {
            Values values = rule.values();
            return switch (rule.kind()) {
                case HEADER -> new Condition.Header(values.get(HEADER), values.get(PATTERN));
                case RECIPIENT -> new Condition.Recipient(values.get(ADDRESS));
                case SIZE -> new Condition.LargerThan(values.get(LARGER_THAN));
            };
        }

        /** What is wrong with names that should be those of destinations. */
        Optional<String> unknown(List<String> to) {
            List<String> names = destinations.stream().map(Tables::name).toList();
            return to.stream()
                    .filter(it -> !names.contains(it))
                    .findFirst()
                    .map(it ->
                            "names no [[destination]]: "
                                    + it
                                    + Nearest.to(it, names)
                                            .map(near -> "; did you mean " + near + "?")
                                            .orElse(""));
        }

        /** What a destination lacks although each of its keys is good by itself. */
        Optional<String> lack(TableList.Table<Kind> destination) {
            boolean twice =
                    destinations.stream().filter(it -> name(it).equals(name(destination))).count()
                            > 1;
            return twice
                    ? Optional.of("there are two with this name: " + name(destination))
                    : PLACE.lack(destination.kind(), destination.values());
        }

        /** What a rule lacks. */
        Optional<String> lackOfRule(TableList.Table<Match> rule, List<String> collections) {
            return rule.values().get(COLLECTIONS).stream()
                    .filter(it -> !collections.contains(it))
                    .findFirst()
                    .map(it -> "names no [[collection]]: " + it)
                    .or(() -> unknown(rule.values().get(TO)));
        }
    }
}

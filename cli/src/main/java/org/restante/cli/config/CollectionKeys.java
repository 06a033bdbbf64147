package org.restante.cli.config;

import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CollectionSettings.Proof;
import org.restante.client.Pop3Server;
import org.restante.client.PopUrl;
import org.restante.client.Security;
import org.restante.collect.HeadedDestination;
import org.restante.collect.Policy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The keys of {@code [[collection]]}, for each kind of destination. */
final class CollectionKeys {
    /** Where the mail of a collection goes. */
    enum Kind {
        MAILDIR,
        MBOX,
        ACCOUNT,
        COMMAND,
        LMTP,
        SMTP,
        IMAP,
        DESTINATIONS
    }

    /** How the connection is kept from others' eyes, as it is written. */
    enum SecurityWord {
        TLS,
        STLS,
        NONE
    }

    /** Where a password is that no file of its own and no command has, as it is written. */
    enum PasswordWord {
        KEYRING,
        NETRC,
        PROMPT
    }

    private static final TableKeys KEYS = new TableKeys("collection", true);

    /** Before a user's name at Gmail: the mail of the last days, fetched or not. */
    private static final String RECENT = "recent:";

    private static final Key<Kind> DELIVER_TO =
            KEYS.required(
                    "deliver-to",
                    Type.choice(Kind.class),
                    "maildir",
                    "Where the mail goes, and so which other keys the table has.");
    private static final Key<String> NAME =
            KEYS.required(
                    "name",
                    Type.text("string", "letters, digits, . _ -", CollectionKeys::name),
                    "old-provider",
                    "What the collection is called, in commands and in the name of its journal; each has another.");
    private static final Key<Optional<PopUrl>> URL =
            KEYS.nothing(
                    "url",
                    Type.text("string", "pop3s://user@host or pop://user@host", CollectionKeys::url)
                            .optional(),
                    "pop3s://alice@pop.example.org",
                    "The remote maildrop: pop3s:// within TLS from the start, pop:// by STLS. Or set host and user.");
    private static final Key<Optional<String>> HOST =
            KEYS.nothing(
                    "host",
                    Type.text("string", "", Names::host).optional(),
                    "pop.example.org",
                    "The server, on the well-known port; instead of url.");
    private static final Key<Optional<String>> USER =
            KEYS.nothing(
                    "user",
                    Type.text("string", "", TableKeys::some).optional(),
                    "alice@example.org",
                    "Whom to log in as, if url does not say.");
    private static final Key<Optional<SecurityWord>> SECURITY =
            KEYS.nothing(
                    "security",
                    Type.choice(SecurityWord.class).optional(),
                    "stls",
                    "With none all mail crosses the network in the clear, and with most servers the password. Without this key: what url says, for host tls.");
    private static final Key<Optional<Path>> CA_FILE =
            KEYS.nothing(
                    "ca-file",
                    Type.path().optional(),
                    "/etc/restante/provider-ca.pem",
                    "Certificates to trust for this server, in PEM form, instead of those that Java trusts.");
    private static final Key<Optional<Path>> PASSWORD_FILE =
            KEYS.nothing(
                    "password-file",
                    Type.path().optional(),
                    "/etc/restante/old-provider.password",
                    "The file whose first line is the password; others than its owner may not read it.");
    private static final Key<Optional<List<String>>> PASSWORD_COMMAND =
            KEYS.nothing(
                    "password-command",
                    command().optional(),
                    List.of("secret-tool", "lookup", "service", "old-provider"),
                    "A program and its arguments that prints the password as its first line; started without a shell.");
    private static final Key<Optional<PasswordWord>> PASSWORD =
            KEYS.nothing(
                    "password",
                    Type.choice(
                                    PasswordWord.class,
                                    "; a password itself goes into a file, which password-file names")
                            .optional(),
                    "keyring",
                    "Where the password is: in the desktop's keyring (secret-tool), in a netrc file, or with whoever starts a run and is asked. Never the password itself.");
    private static final Key<Optional<Path>> NETRC_FILE =
            KEYS.nothing(
                    "netrc-file",
                    Type.path().optional(),
                    "/home/alice/.netrc",
                    "The file for password = \"netrc\", if it is not .netrc in the home of whoever starts a run.");
    private static final OauthKeys OAUTH = new OauthKeys(KEYS, "");
    private static final Key<Policy.Removal> REMOVE =
            KEYS.fixed(
                    "remove",
                    Type.text(
                            "string",
                            "\"never\", \"after-delivery\", or a duration",
                            CollectionKeys::removal),
                    "never",
                    "When a message that was delivered is removed from the server; a duration counts from when it was first seen.");
    private static final Key<Policy.TooLarge> TOO_LARGE =
            KEYS.fixed(
                    "too-large",
                    Type.choice(Policy.TooLarge.class),
                    "leave",
                    "What becomes of messages over size-max: they stay, or their header is delivered and they stay, or they are removed and nobody has them.");
    private static final Key<Integer> KEEP_NEWEST =
            KEYS.fixed(
                    "keep-newest",
                    Type.integer(0, 10_000_000),
                    0L,
                    "So many messages, those that the server lists last, stay there whatever remove says.");
    private static final Key<Optional<LocalDate>> SINCE =
            KEYS.nothing(
                    "since",
                    Type.text("string", "a date such as \"2026-01-31\"", CollectionKeys::date)
                            .optional(),
                    "2026-01-31",
                    "Messages that arrived before this day (UTC) are left on the server; asks for the header of each once.");
    private static final Key<Duration> INTERVAL =
            KEYS.fixed(
                    "interval",
                    Type.duration("10s", "30d"),
                    "5m",
                    "With --daemon: how long to wait behind a run that brought mail.");
    private static final Key<Optional<Duration>> INTERVAL_MAX =
            KEYS.nothing(
                    "interval-max",
                    Type.duration("10s", "30d").optional(),
                    "30m",
                    "With --daemon: while no mail comes, each wait is half as long again as the last, up to this. Without this key all are the same.");
    private static final Key<Optional<Long>> SIZE_MAX =
            KEYS.nothing(
                    "size-max",
                    Type.size("1KiB", "1TiB").optional(),
                    "50MiB",
                    "Larger messages are left on the server.");
    private static final Key<List<HeadedDestination.Field>> ADD_HEADERS =
            KEYS.fixed(
                    "add-headers",
                    Type.choice(HeadedDestination.Field.class).list(),
                    List.of(),
                    "Header fields to put in front of each message: Received with the server and when it was first seen, Delivered-To with the user, X-Restante-Unique-Id with the server's unique-id.");
    private static final DestinationKeys PLACE = new DestinationKeys(KEYS);
    private static final Key<List<String>> TO =
            KEYS.required(
                    "to",
                    SortingKeys.names(),
                    List.of("archive", "inbox"),
                    "The destinations of each message that no [[rule]] fits; it is delivered when all have it.");

    static final TableList<Kind> LIST =
            new TableList<>(
                    KEYS.list(),
                    DELIVER_TO,
                    shapes(),
                    "Remote accounts whose mail \"restante collect run\" fetches, see collect.md.");

    private CollectionKeys() {}

    private static Map<Kind, List<Key<?>>> shapes() {
        List<Key<?>> common =
                new ArrayList<>(
                        List.of(
                                NAME,
                                URL,
                                HOST,
                                USER,
                                SECURITY,
                                CA_FILE,
                                PASSWORD_FILE,
                                PASSWORD_COMMAND,
                                PASSWORD,
                                NETRC_FILE));
        common.addAll(OAUTH.all());
        common.addAll(
                List.of(
                        REMOVE,
                        SIZE_MAX,
                        TOO_LARGE,
                        KEEP_NEWEST,
                        SINCE,
                        INTERVAL,
                        INTERVAL_MAX,
                        ADD_HEADERS));
        Map<Kind, List<Key<?>>> shapes = PLACE.shapes(common);
        shapes.put(Kind.DESTINATIONS, Stream.concat(common.stream(), Stream.of(TO)).toList());
        return shapes;
    }

    static CollectionSettings settings(TableList.Table<Kind> table, SortingKeys.Tables places) {
        Values values = table.values();
        Optional<PopUrl> url = values.get(URL);
        Pop3Server server =
                url.map(PopUrl::server)
                        .orElseGet(() -> Pop3Server.of(values.get(HOST).orElseThrow()));
        return new CollectionSettings(
                values.get(NAME),
                values.get(SECURITY)
                        .map(word ->
                                server.withSecurity(
                                        switch (word) {
                                            case TLS -> Security.TLS;
                                            case STLS -> Security.STLS;
                                            case NONE -> Security.CLEAR_TEXT;
                                        }))
                        .orElse(server),
                values.get(CA_FILE),
                url.flatMap(PopUrl::user).or(() -> values.get(USER)).orElseThrow(),
                url.flatMap(PopUrl::mechanism),
                proof(values),
                new Policy(
                        values.get(REMOVE),
                        values.get(KEEP_NEWEST),
                        values.get(SIZE_MAX).map(OptionalLong::of).orElseGet(OptionalLong::empty),
                        values.get(TOO_LARGE),
                        values.get(SINCE).map(it -> it.atStartOfDay(ZoneOffset.UTC).toInstant())),
                values.get(INTERVAL),
                values.get(INTERVAL_MAX).orElse(values.get(INTERVAL)),
                table.kind() == Kind.DESTINATIONS
                        ? places.several(values.get(NAME), values.get(TO))
                        : PLACE.target(table.kind(), values),
                values.get(ADD_HEADERS));
    }

    private static Proof proof(Values values) {
        Optional<Path> file = values.get(PASSWORD_FILE);
        Optional<List<String>> command = values.get(PASSWORD_COMMAND);
        if (file.isPresent()) {
            return new PasswordSource.InFile(file.get());
        }
        if (command.isPresent()) {
            return new PasswordSource.ByCommand(command.get());
        }
        if (values.get(PASSWORD).isPresent()) {
            return switch (values.get(PASSWORD).get()) {
                case KEYRING -> new PasswordSource.InKeyring();
                case NETRC ->
                        new PasswordSource.InNetrc(
                                values.get(NETRC_FILE)
                                        .orElse(
                                                Path.of(
                                                        System.getProperty("user.home", "/"),
                                                        ".netrc")));
                case PROMPT -> new PasswordSource.Asked();
            };
        }
        return OAUTH.oauth(values);
    }

    /** What a table lacks although each of its keys is good by itself. */
    static Optional<String> lack(
            TableList.Table<Kind> table,
            List<TableList.Table<Kind>> all,
            SortingKeys.Tables places) {
        Values values = table.values();
        Optional<PopUrl> url = values.find(URL).flatMap(it -> it);
        boolean host = values.find(HOST).flatMap(it -> it).isPresent();
        boolean user = values.find(USER).flatMap(it -> it).isPresent();
        boolean file = values.find(PASSWORD_FILE).flatMap(it -> it).isPresent();
        boolean command = values.find(PASSWORD_COMMAND).flatMap(it -> it).isPresent();
        if (url.isPresent() == host) {
            return Optional.of("needs either url or host");
        }
        if (url.flatMap(PopUrl::user).isPresent() == user) {
            return Optional.of("needs a user, either in url or as user");
        }
        Duration interval = values.find(INTERVAL).orElseThrow();
        if (values.find(INTERVAL_MAX).flatMap(it -> it).orElse(interval).compareTo(interval) < 0) {
            return Optional.of("needs an interval-max that is not shorter than interval");
        }
        Policy.TooLarge tooLarge = values.find(TOO_LARGE).orElseThrow();
        if (values.find(SIZE_MAX).flatMap(it -> it).isEmpty()
                && tooLarge != Policy.TooLarge.LEAVE) {
            return Optional.of("needs size-max, as too-large is about what is over it");
        }
        boolean removes = !values.find(REMOVE).orElseThrow().equals(new Policy.Removal.Never());
        if (values.find(KEEP_NEWEST).orElseThrow() > 0 && !removes) {
            return Optional.of(
                    "needs another remove than \"never\", as keep-newest is spared by it");
        }
        boolean oauth = OAUTH.isSet(values);
        Optional<PasswordWord> password = values.find(PASSWORD).flatMap(it -> it);
        if (Stream.of(file, command, password.isPresent(), oauth).filter(it -> it).count() != 1) {
            return Optional.of("needs one of password-file, password-command, password and oauth2");
        }
        if (values.find(NETRC_FILE).flatMap(it -> it).isPresent()
                && !password.equals(Optional.of(PasswordWord.NETRC))) {
            return Optional.of("needs password = \"netrc\" for netrc-file");
        }
        Optional<String> lackOfOauth = OAUTH.lack(values);
        if (lackOfOauth.isPresent()) {
            return lackOfOauth;
        }
        String name =
                url.flatMap(PopUrl::user).or(() -> values.find(USER).flatMap(it -> it)).orElse("");
        if (name.startsWith(RECENT) && (removes || tooLarge == Policy.TooLarge.REMOVE)) {
            return Optional.of(
                    "needs remove = \"never\" and no too-large = \"remove\", as "
                            + RECENT
                            + " shows the mail of the last 30 days to several programs");
        }
        Optional<String> lack =
                PLACE.lack(table.kind(), values).or(() -> values.find(TO).flatMap(places::unknown));
        if (lack.isPresent()) {
            return lack;
        }
        return all.stream()
                        .filter(other -> other.values().find(NAME).equals(values.find(NAME)))
                        .skip(1)
                        .findAny()
                        .isPresent()
                ? Optional.of("there are two with this name: " + values.find(NAME).orElse(""))
                : Optional.empty();
    }

    /** What the collections are called. */
    static List<String> names(List<TableList.Table<Kind>> all) {
        return all.stream().map(it -> it.values().get(NAME)).toList();
    }

    static String name(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "must be 1 to 64 letters, digits and . _ -, and begin with one of the first two");
        }
        return text;
    }

    /** One that says how to log in says it in a way that is known. */
    private static PopUrl url(String text) {
        PopUrl url = PopUrl.parse(text);
        var _ = url.mechanism();
        return url;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a date such as \"2026-01-31\"", e);
        }
    }

    private static Policy.Removal removal(String text) {
        return switch (text) {
            case "never" -> new Policy.Removal.Never();
            case "after-delivery" -> new Policy.Removal.After(Duration.ZERO);
            default -> {
                try {
                    yield new Policy.Removal.After(Amounts.duration(text));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "must be \"never\", \"after-delivery\" or a duration such as \"14d\"",
                            e);
                }
            }
        };
    }

    static Type<List<String>> command() {
        return Type.text("string", "", text -> text)
                .list()
                .checked(
                        words -> !words.isEmpty() && !words.getFirst().isBlank(),
                        "must be a program and its arguments");
    }
}

package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.client.Security;
import org.restante.collect.Policy;
import org.restante.collect.imap.ImapDestination;
import org.restante.collect.sorting.Glob;
import org.restante.collect.sorting.Sorting;
import org.restante.collect.transfer.MailServer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Tables of collections, right and wrong. */
final class CollectionKeysTest {
    private static final String RIGHT =
            """
            [[collection]]
            name = "a"
            url = "pop3s://alice@pop.example.org"
            password-command = ["pass", "pop"]
            deliver-to = "account"
            account = "alice"
            """;

    @TempDir Path folder;

    private List<CollectionSettings> read(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("restante.toml"), text);
        return ConfigurationReader.read(Request.file(file), new Search(folder, folder, folder))
                .configuration()
                .collections();
    }

    @Test
    void aTableSaysWhatIsFetchedAndWhere() throws Exception {
        assertThat(read("")).isEmpty();
        CollectionSettings settings = read(RIGHT).getFirst();
        assertThat(settings.server()).hasToString("pop.example.org:995");
        assertThat(settings.user()).isEqualTo("alice");
        assertThat(settings.policy())
                .isEqualTo(new Policy(new Policy.Removal.Never(), OptionalLong.empty()));
        assertThat(settings.target()).isEqualTo(new CollectionSettings.Target.Account("alice"));
        CollectionSettings other =
                read("""
                [[collection]]
                name = "b"
                host = "pop.example.net"
                user = "b@example.net"
                security = "none"
                password-file = "p"
                remove = "never"
                deliver-to = "command"
                command = ["deliver", "-d"]
                timeout = "5s"
                """)
                        .getFirst();
        assertThat(other.server()).hasToString("pop.example.net:110");
        assertThat(other.server().security()).isEqualTo(Security.CLEAR_TEXT);
        assertThat(other.policy().removal()).isEqualTo(new Policy.Removal.Never());
        assertThat(other.target())
                .isEqualTo(
                        new CollectionSettings.Target.Command(
                                List.of("deliver", "-d"), Duration.ofSeconds(5)));
    }

    @Test
    void aPolicySaysWhatStays() throws Exception {
        Policy policy =
                read(RIGHT
                                + """
                                remove = "7d"
                                keep-newest = 100
                                size-max = "10MiB"
                                too-large = "header"
                                since = "2026-01-31"
                                """)
                        .getFirst()
                        .policy();
        assertThat(policy)
                .isEqualTo(
                        new Policy(
                                new Policy.Removal.After(Duration.ofDays(7)),
                                100,
                                OptionalLong.of(10 << 20),
                                Policy.TooLarge.HEADER,
                                Optional.of(Instant.parse("2026-01-31T00:00:00Z"))));
        assertWrong("keep-newest = 3", "needs another remove than");
        assertWrong("too-large = \"remove\"", "needs size-max");
        assertWrong("too-large = \"half\"", "\"leave\", \"header\"");
        assertWrong("since = \"31.1.2026\"", "must be a date such as \"2026-01-31\"");
        assertWrong(
                "remove = \"never\"\ntoo-large = \"remove\"\nsize-max = \"1MiB\"\nuser = \"recent:a\"",
                "recent:");
    }

    private void assertWrong(String more, String message) {
        String table = more.contains("recent:") ? RIGHT.replace("alice@", "") : RIGHT;
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(table + more + "\n"))
                .withMessageContaining(message);
    }

    @Test
    void waitsGrowFromTheIntervalToItsMost() throws Exception {
        CollectionSettings usual = read(RIGHT).getFirst();
        assertThat(usual.interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(usual.intervalMax()).isEqualTo(Duration.ofMinutes(5));
        assertThat(read(RIGHT + "interval-max = \"1h\"\n").getFirst().intervalMax())
                .isEqualTo(Duration.ofHours(1));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(RIGHT + "interval-max = \"1m\"\n"))
                .withMessageContaining("needs an interval-max that is not shorter than interval");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    name = "a"                  | name = "../a"          | restante.toml:2:1: collection.name = "../a": must be 1 to 64
                    url =                       | host = "x" #           | needs a user, either in url or as user
                    url =                       | #                      | needs either url or host
                    pop3s://alice@              | pop3s://alice:secret@  | a POP URL holds no password
                    pop3s://alice@              | pop3s://alice:x/secret@ | url = "pop3s://alice:***@
                    pop3s://alice@              | pop3s://               | needs a user
                    alice@                      | alice;AUTH=SECRET@     | "SECRET" is no way to log in that is known here
                    password-command            | remove = "never" #     | needs one of password-file, password-command, password and oauth2
                    password-command            | netrc-file = "x" #     | needs one of password-file, password-command, password and oauth2
                    password-command            | password = "secret@" # | collection.password = ***: must be one of "keyring", "netrc", "prompt"; a password itself goes into a file
                    password-command            | password = "a"secret@ # | restante.toml:4:15: not TOML: Unexpected what stands here, expected
                    [[collection]]              | [[collections]]        | collections: unknown key; did you mean [[collection]]?
                    password-command            | oauth2 = "google" #    | needs both oauth2 and client-id, or neither
                    password-command            | oauth2 = "gogle" #     | must be "google", "microsoft", "yahoo" or the https URL of an issuer
                    account = "alice"           | path = "x"             | is no key for deliver-to = "account", only for "maildir", "mbox"
                    account = "alice"           | #                      | collection.account: is missing; deliver-to = "account" needs it
                    ["pass", "pop"]             | []                     | must be a program and its arguments
                    account = "alice"           | remove = "soon"        | must be "never", "after-delivery" or a duration
                    deliver-to = "account"      | #                      | collection.deliver-to: is missing
                    """)
    void whatIsWrongIsToldWithItsPlace(String right, String wrong, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(RIGHT.replace(right, wrong)))
                .satisfies(e ->
                        assertThat(e.getMessage()).contains(message).doesNotContain("secret@"));
    }

    private static final String SEVERAL =
            RIGHT.replace("account = \"alice\"", "to = [\"archive\", \"inbox\"]")
                            .replace("\"account\"", "\"destinations\"")
                    + """
                    [[destination]]
                    name = "archive"
                    deliver-to = "maildir"
                    path = "/archive"
                    [[destination]]
                    name = "unused"
                    deliver-to = "mbox"
                    path = "/unused"
                    [[destination]]
                    name = "inbox"
                    deliver-to = "imap"
                    to-server = "imap.example.org"
                    to-user = "a"
                    to-password-file = "p"
                    flags = ["seen", "$x"]
                    [[rule]]
                    match = "header"
                    header = "List-Id"
                    pattern = "*list*"
                    to = ["archive"]
                    [[rule]]
                    match = "size"
                    larger-than = "1MiB"
                    collections = ["other"]
                    to = ["unused"]
                    [[collection]]
                    name = "other"
                    url = "pop3s://b@pop.example.org"
                    password-command = ["pass", "pop"]
                    deliver-to = "maildir"
                    path = "/other"
                    """;

    @Test
    void severalDestinationsAreNamedAndRulesSayWhatGoesThere() throws Exception {
        CollectionSettings.Target target = read(SEVERAL).getFirst().target();
        Sorting.Rule rule =
                new Sorting.Rule(
                        new Sorting.Condition.Header("List-Id", new Glob("*list*")),
                        List.of("archive"));
        Map<String, CollectionSettings.Target> places = new LinkedHashMap<>();
        places.put("archive", new CollectionSettings.Target.Maildir(Path.of("/archive")));
        places.put(
                "inbox",
                new CollectionSettings.Target.Imap(
                        new CollectionSettings.Peer(
                                new MailServer.Place.Tcp("imap.example.org", 993),
                                Security.TLS,
                                Optional.empty(),
                                Optional.of(
                                        new CollectionSettings.Peer.Login(
                                                "a",
                                                new CollectionSettings.PasswordSource.InFile(
                                                        folder.resolve("p"))))),
                        new ImapDestination.Place("INBOX", List.of("\\Seen", "$x"))));
        assertThat(target)
                .isEqualTo(
                        new CollectionSettings.Target.Several(
                                places, new Sorting(List.of(rule), List.of("archive", "inbox"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    to = ["archive", "inbox"] | to = ["archiv"]        | names no [[destination]]: archiv; did you mean archive?
                    to = ["archive", "inbox"] | to = []                | needs the name of a [[destination]]
                    to = ["unused"]           | to = ["nothing"]       | rule: names no [[destination]]: nothing
                    ["other"]                 | ["another"]            | names no [[collection]]: another
                    name = "unused"           | name = "archive"       | there are two with this name: archive
                    deliver-to = "mbox"       | deliver-to = "destinations" | must be a single place
                    larger-than = "1MiB"      | pattern = "x"          | is no key for match = "size", only for "header"
                    header = "List-Id"        | header = "a b"         | must be the name of a header field
                    to-user = "a"             | #                      | needs to-user with one of
                    ["seen", "$x"]            | ["Seen!"]              | must be "seen", "answered", "flagged", "draft" or a keyword
                    """)
    void whatIsWrongWithDestinationsAndRulesIsTold(String right, String wrong, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(SEVERAL.replace(right, wrong)))
                .withMessageContaining(message);
    }

    private static final String TRANSFER =
            RIGHT.replace(
                    "account = \"alice\"",
                    "to-server = \"mx.example.org\"\nrecipients = [\"a@b\"]");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smtp | mx.example.org      |          | mx.example.org:465  | TLS
                    smtp | mx.example.org      | starttls | mx.example.org:587  | STLS
                    smtp | mx.example.org      | none     | mx.example.org:25   | CLEAR_TEXT
                    smtp | mx.example.org:2525 | tls      | mx.example.org:2525 | TLS
                    smtp | [::1]:2525          | tls      | [::1]:2525          | TLS
                    smtp | ::1                 | tls      | [::1]:465           | TLS
                    lmtp | localhost           |          | localhost:24        | CLEAR_TEXT
                    lmtp | unix:/run/lmtp      |          | /run/lmtp           | CLEAR_TEXT
                    """)
    void aServerThatGetsMailIsWhereItSays(
            String kind, String server, String security, String place, Security is)
            throws Exception {
        String text =
                TRANSFER.replace("\"account\"", "\"" + kind + "\"")
                        .replace("mx.example.org", server);
        CollectionSettings.Target target =
                read(security == null ? text : text + "to-security = \"" + security + "\"\n")
                        .getFirst()
                        .target();
        assertThat(target).isInstanceOf(CollectionSettings.Target.Transfer.class);
        CollectionSettings.Peer peer = ((CollectionSettings.Target.Transfer) target).peer();
        assertThat(peer.place()).hasToString(place);
        assertThat(peer.security()).isEqualTo(is);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    smtp | recipients = ["a@b"]       | recipients = []           | needs one recipient
                    smtp | "a@b"                      | "a>b"                     | has white space, control characters
                    smtp | "mx.example.org"           | "unix:/x"                 | can use unix: for LMTP only
                    lmtp | "mx.example.org"           | "unix:/x";to-security = "tls" | can use unix: for LMTP only, and without TLS
                    smtp | "mx.example.org"           | "mx:0"                    | must have a port of 1 to 65535
                    smtp | "mx.example.org"           | "mx";to-user = "a"       | needs to-user with one of to-password-file, to-password-command and to-oauth2
                    smtp | "mx.example.org"           | "mx";to-user = "a";to-oauth2 = "google";to-password-file = "p" | needs to-user with one of
                    smtp | "mx.example.org"           | "mx";to-oauth2 = "google";to-client-id = "i" | needs to-user with one of
                    smtp | "mx.example.org"           | "mx";to-user = "a";to-oauth2 = "google" | needs both to-oauth2 and to-client-id
                    lmtp | "mx.example.org"           | "unix:/x";to-user = "a";to-oauth2 = "google";to-client-id = "i" | to send a password or a token
                    lmtp | "mx.example.org"           | "mx";to-user = "a";to-password-file = "p" | needs to-security "tls" or "starttls" to send a password or a token
                    smtp | recipients = ["a@b"]       | #                         | collection.recipients: is missing
                    """)
    void whatIsWrongWithAServerIsTold(String kind, String right, String wrong, String message) {
        String text =
                TRANSFER.replace("\"account\"", "\"" + kind + "\"")
                        .replace(right, wrong.replace(";", "\n"));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(message);
    }

    @Test
    void aPasswordMayBeSomewhereElse() throws Exception {
        String table = RIGHT.replaceFirst("password-command.*", "%s");
        Path home = Path.of(System.getProperty("user.home"));
        assertThat(read(table.formatted("password = \"keyring\"")).getFirst().proof())
                .isEqualTo(new CollectionSettings.PasswordSource.InKeyring());
        assertThat(read(table.formatted("password = \"prompt\"")).getFirst().proof())
                .isEqualTo(new CollectionSettings.PasswordSource.Asked());
        assertThat(read(table.formatted("password = \"netrc\"")).getFirst().proof())
                .isEqualTo(new CollectionSettings.PasswordSource.InNetrc(home.resolve(".netrc")));
        assertThat(
                        read(table.formatted("password = \"netrc\"\nnetrc-file = \"n\""))
                                .getFirst()
                                .proof())
                .isEqualTo(new CollectionSettings.PasswordSource.InNetrc(folder.resolve("n")));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(RIGHT + "netrc-file = \"n\"\n"))
                .withMessageContaining("needs password = \"netrc\" for netrc-file");
    }

    @Test
    void eachHasANameOfItsOwn() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(RIGHT + RIGHT))
                .withMessageContaining("there are two with this name: a");
    }
}

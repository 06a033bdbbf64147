package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.client.Security;
import org.restante.collect.Policy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        assertWrong("remove = \"never\"\ntoo-large = \"remove\"\nsize-max = \"1MiB\"\nuser = \"recent:a\"", "recent:");
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
                    pop3s://alice@              | pop3s://               | needs a user
                    password-command            | remove = "never" #     | needs one of password-file, password-command, password and oauth2
                    password-command            | netrc-file = "x" #     | needs one of password-file, password-command, password and oauth2
                    password-command            | password = "secret" #  | must be one of "keyring", "netrc", "prompt"
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

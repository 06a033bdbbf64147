package org.restante.cli.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.cli.Outcome;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The commands on the files alone, as no server runs. */
final class AccountCommandTest {
    @TempDir Path folder;
    private Path data;

    @BeforeEach
    void nameTheData() {
        data = folder.resolve("data");
    }

    private String[] arguments(String... words) {
        List<String> all = new ArrayList<>(List.of("account"));
        all.addAll(List.of(words));
        all.addAll(List.of("--data", data.toString()));
        return all.toArray(String[]::new);
    }

    private Outcome account(String... words) {
        return Outcome.of(arguments(words));
    }

    private Outcome add(String name, String... options) {
        List<String> words = new ArrayList<>(List.of("add", name, "--password-stdin"));
        words.addAll(List.of(options));
        return Outcome.ofInput("secret\n", arguments(words.toArray(String[]::new)));
    }

    @Test
    void addWorksBeforeTheFirstStartAndKeepsTheDataToItsOwner() throws Exception {
        Outcome added = add("Alice");
        assertThat(added).isEqualTo(new Outcome(0, line("account alice added"), ""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data.resolve("accounts.db"))))
                .isEqualTo("rw-------");
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }

    @Test
    void aGeneratedPasswordStandsAloneOnStandardOutput() {
        Outcome added = account("add", "alice", "--generate");
        assertThat(added.exitCode()).isZero();
        assertThat(added.out().strip()).matches("([a-z2-9]{4}-){4}[a-z2-9]{4}");
        assertThat(
                        account("add", "bob", "--generate", "--json")
                                .json()
                                .get("password")
                                .getAsString())
                .matches("([a-z2-9]{4}-){4}[a-z2-9]{4}");
    }

    @Test
    void withoutTerminalOrOptionNothingIsMade() {
        Outcome added = account("add", "alice");
        assertThat(added.exitCode()).isEqualTo(64);
        assertThat(added.err()).contains("--password-stdin", "--generate");
        assertThat(data).doesNotExist();
        assertThat(account("add", "alice", "--generate", "--password-stdin").exitCode())
                .isEqualTo(64);
    }

    @Test
    void noPasswordIsTakenFromTheCommandLine() {
        assertThat(account("add", "alice", "--password", "secret").exitCode()).isEqualTo(64);
        assertThat(account("add", "alice", "secret").exitCode()).isEqualTo(64);
    }

    @Test
    void aPasswordThatNobodyCouldSendIsRefused() {
        assertThat(Outcome.ofInput("\n", arguments("add", "a", "--password-stdin")).exitCode())
                .isEqualTo(65);
        Outcome latin1 =
                Outcome.ofInput(
                        "sch\u00f6n\n".getBytes(StandardCharsets.ISO_8859_1),
                        arguments("add", "a", "--password-stdin"));
        assertThat(latin1.exitCode()).isEqualTo(65);
        assertThat(latin1.err()).isEqualTo(line("restante: the password is not in UTF-8"));
        assertThat(
                        Outcome.ofInput("x".repeat(1025), arguments("add", "a", "--password-stdin"))
                                .exitCode())
                .isEqualTo(65);
    }

    @Test
    void plainIsStoredWithAWarningAndOtherSchemesAreNot() {
        Outcome added = add("alice", "--scheme", "PLAIN", "--scheme", "SCRAM-SHA-256");
        assertThat(added.exitCode()).isZero();
        assertThat(added.err()).contains("warning").doesNotContain("secret");
        assertThat(account("show", "alice", "--json").json().getAsJsonArray("schemes"))
                .hasToString("[\"PLAIN\",\"SCRAM-SHA-256\"]");
        assertThat(add("bob", "--scheme", "SSHA").exitCode()).isEqualTo(64);
        assertThat(add("bob", "--scheme", "ROT13").exitCode()).isEqualTo(64);
    }

    @Test
    void listAndShowTellEverythingButThePassword() {
        add("alice", "--address", "sales@example.org");
        add("bob", "--maildrop", folder.resolve("elsewhere").toString());
        account("disable", "bob");
        assertThat(account("list").out())
                .isEqualTo(line("alice  enabled   sales@example.org") + line("bob    disabled"));
        JsonObject alice = account("show", "alice", "--json").json();
        assertThat(alice.keySet())
                .containsExactly(
                        "name", "enabled", "created", "maildrop", "schemes", "addresses", "policy");
        assertThat(alice.get("maildrop").getAsString())
                .isEqualTo(data.resolve("maildrops/2b/alice").toString());
        assertThat(account("list", "--json").json().getAsJsonArray("accounts").get(0))
                .isEqualTo(alice);
        assertThat(account("show", "bob").out().lines())
                .contains(
                        "enabled    no",
                        "maildrop   " + folder.resolve("elsewhere"),
                        "password   SCRAM-SHA-256",
                        "addresses  none");
    }

    @Test
    void anUnknownAccountIsToldWithTheNearestName() {
        add("alice");
        for (String[] words :
                new String[][] {
                    {"show", "alcie"},
                    {"disable", "alcie"},
                    {"enable", "alcie"},
                    {"remove", "alcie", "--yes"},
                    {"password", "alcie", "--generate"},
                    {"address", "alcie"},
                    {"export", "alcie"}
                }) {
            assertThat(account(words))
                    .isEqualTo(
                            new Outcome(
                                    67,
                                    "",
                                    line(
                                            "restante: there is no account alcie; did you mean"
                                                    + " alice?")));
        }
    }

    @Test
    void aWrongDataFolderIsToldAndNotMade() {
        Outcome listed = account("list");
        assertThat(listed.exitCode()).isEqualTo(66);
        assertThat(listed.err()).contains(data.resolve("accounts.db") + " is missing");
        assertThat(data).doesNotExist();
    }

    @Test
    void whatIsRefusedChangesNothing() {
        add("alice", "--address", "sales@example.org");
        Outcome again = add("alice");
        assertThat(again.exitCode()).isEqualTo(65);
        assertThat(again.err()).isEqualTo(line("restante: there is an account alice already"));
        Outcome taken = add("bob", "--address", "sales@example.org");
        assertThat(taken.exitCode()).isEqualTo(65);
        assertThat(taken.err()).contains("belongs to alice");
        assertThat(add("a+b").exitCode()).isEqualTo(65);
        assertThat(account("list").out().lines()).hasSize(1);
    }

    @Test
    void addressesAreAddedAndRemoved() {
        add("alice");
        assertThat(
                        account(
                                        "address",
                                        "alice",
                                        "--add",
                                        "b@example.org",
                                        "--add",
                                        "a@example.org")
                                .out())
                .isEqualTo(line("a@example.org") + line("b@example.org"));
        assertThat(
                        account("address", "alice", "--remove", "a@example.org", "--json")
                                .json()
                                .getAsJsonArray("addresses"))
                .hasToString("[\"b@example.org\"]");
        assertThat(account("address", "alice", "--remove", "a@example.org").exitCode())
                .isEqualTo(65);
        assertThat(account("address", "alice", "--add", "nonsense").exitCode()).isEqualTo(65);
    }

    @Test
    void removeNeedsAYesAndLeavesTheMail() throws Exception {
        add("alice");
        Path message = data.resolve("maildrops/2b/alice/new/1");
        Files.createDirectories(message.getParent());
        Files.writeString(message, "mail");
        Outcome unasked = account("remove", "alice");
        assertThat(unasked.exitCode()).isEqualTo(64);
        assertThat(unasked.err()).contains("--yes");
        assertThat(account("show", "alice").exitCode()).isZero();
        assertThat(account("remove", "alice", "--yes"))
                .isEqualTo(
                        new Outcome(
                                0,
                                line("account alice removed")
                                        + line(
                                                "its mail stays in "
                                                        + data.resolve("maildrops/2b/alice")),
                                ""));
        assertThat(account("show", "alice").exitCode()).isEqualTo(67);
        assertThat(message).hasContent("mail");
    }

    @Test
    void exportAndImportCarryAccountsOver() throws Exception {
        add("alice", "--address", "sales@example.org");
        add("bob");
        account("disable", "bob");
        Outcome exported = account("export");
        assertThat(exported.out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains(":{SCRAM-SHA-256}"));
        assertThat(account("export", "bob").out().lines())
                .singleElement()
                .asString()
                .startsWith("bob:")
                .endsWith(":nologin");
        JsonObject alice =
                account("export", "--json", "alice")
                        .json()
                        .getAsJsonArray("accounts")
                        .get(0)
                        .getAsJsonObject();
        assertThat(alice.getAsJsonArray("addresses")).hasToString("[\"sales@example.org\"]");
        assertThat(exported.out()).contains(alice.getAsJsonArray("verifiers").get(0).getAsString());
        data = folder.resolve("other");
        assertThat(Outcome.ofInput(exported.out(), arguments("import", "-")).out())
                .isEqualTo(line("added 2"));
        assertThat(account("export").out()).isEqualTo(exported.out());
        Path file = Files.writeString(folder.resolve("passwd"), exported.out());
        assertThat(account("import", file.toString()).exitCode()).isEqualTo(65);
        assertThat(account("import", "--skip-existing", file.toString()).out())
                .isEqualTo(line("added 0, skipped 2"));
        assertThat(account("import", "--skip-existing", "--json", file.toString()).json())
                .hasToString("{\"added\":[],\"skipped\":[\"alice\",\"bob\"]}");
    }

    @Test
    void importTellsEveryBadLineAndTakesNone() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("passwd"),
                        "# comment\nalice:{PLAIN}a::::::\nbob\ncarol:{ROT13}x::::::\n");
        Outcome refused = account("import", file.toString());
        assertThat(refused.exitCode()).isEqualTo(65);
        assertThat(refused.err().lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith(file + ":3: "),
                        second -> assertThat(second).startsWith(file + ":4: ").contains("ROT13"));
        assertThat(account("list").out()).isEmpty();
        Outcome json = account("import", "--json", file.toString());
        assertThat(json.exitCode()).isEqualTo(65);
        assertThat(json.json().getAsJsonArray("problems")).hasSize(2);
    }

    @Test
    void importReadsBareVerifiersAsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("passwd"), "alice:secret::::::\n");
        assertThat(account("import", file.toString()).exitCode()).isEqualTo(65);
        assertThat(account("import", "--default-scheme", "PLAIN", file.toString()).exitCode())
                .isZero();
        assertThat(account("show", "alice").out()).contains("password   PLAIN");
        assertThat(account("import", folder.resolve("missing").toString()).exitCode())
                .isEqualTo(66);
        Files.write(file, new byte[] {'a', (byte) 0xff, '\n'});
        assertThat(account("import", file.toString()).exitCode()).isEqualTo(65);
    }

    @Test
    void aPolicyIsChangedPieceByPieceAndShown() {
        add("alice");
        assertThat(account("policy", "alice").out()).isEqualTo(line("as for everybody"));
        assertThat(
                        account(
                                        "policy",
                                        "alice",
                                        "--listener",
                                        "pop3s,pop3",
                                        "--tls",
                                        "required",
                                        "--network",
                                        "10.0.0.0/8",
                                        "--method",
                                        "plain",
                                        "--login-delay",
                                        "10m",
                                        "--expire",
                                        "30d")
                                .out())
                .isEqualTo(
                        line(
                                "listener pop3,pop3s, tls required, network 10.0.0.0/8, method"
                                        + " PLAIN, login-delay 600s, expire 30d"));
        account("policy", "alice", "--network", "any", "--listener", "none", "--expire", "never");
        account("policy", "alice", "--tls", "optional", "--method", "any");
        assertThat(account("show", "alice").out())
                .contains("policy     listener none, login-delay 600s, expire never");
        account(
                "policy",
                "alice",
                "--expire",
                "30d after retrieval",
                "--on-delete",
                "hide",
                "--views",
                "forbidden");
        JsonObject policy = account("show", "alice", "--json").json().getAsJsonObject("policy");
        assertThat(policy.keySet())
                .containsExactly("listener", "login-delay", "expire", "on-delete", "views");
        assertThat(policy.get("expire").getAsString()).isEqualTo("30d after retrieval");
        assertThat(account("policy", "alice", "--expire", "0d after retrieval").err())
                .contains("is not default, never, 0d to 36500d");
        assertThat(account("policy", "alice", "--on-delete", "shred").exitCode()).isEqualTo(64);
        assertThat(account("policy", "alice", "--views", "no").exitCode()).isEqualTo(64);
        account("policy", "alice", "--on-delete", "default", "--views", "default");
        account("policy", "alice", "--quota", "2GiB 5000");
        assertThat(account("policy", "alice").out()).contains("quota 2147483648B 5000");
        assertThat(account("policy", "alice", "--quota", "much").err()).contains("is not a size");
        assertThat(account("policy", "alice", "--quota", "none").out()).contains("quota none");
        account("policy", "alice", "--quota", "default");
        assertThat(account("show", "alice", "--json").json().getAsJsonObject("policy").keySet())
                .containsExactly("listener", "login-delay", "expire");
        account(
                "policy",
                "alice",
                "--listener",
                "any",
                "--login-delay",
                "none",
                "--expire",
                "default");
        assertThat(account("policy", "alice").out()).isEqualTo(line("as for everybody"));
    }

    @ParameterizedTest
    @CsvSource({
        "--network, 10.0.0.1/8, bits set",
        "--network, home, IP address",
        "--tls, yes, required or optional",
        "--listener, 'pop3,,pop3s', names with commas",
        "--listener, imap, 'none of pop3, pop3s, pop2, pop1'",
        "--method, 'PLAIN,FOO', none of USER",
        "--login-delay, 10, duration",
        "--login-delay, 8d, 7d at most",
        "--expire, 30h, days",
        "--expire, -1, days"
    })
    void aBadPolicyChangesNothing(String option, String value, String reason) {
        add("alice");
        Outcome refused = account("policy", "alice", option + "=" + value);
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err()).contains(option, reason);
        assertThat(account("policy", "alice").out()).isEqualTo(line("as for everybody"));
    }

    @Test
    void whatJsonExportsIsImportedWithAddressesAndPolicies() throws Exception {
        add("alice", "--address", "sales@else.test");
        account("policy", "alice", "--expire", "0", "--network", "fd00::/8");
        account("disable", "alice");
        add("bob");
        Path exported =
                Files.writeString(folder.resolve("all.json"), account("export", "--json").out());
        data = folder.resolve("other");
        assertThat(account("import", exported.toString()).out()).isEqualTo(line("added 2"));
        String again = account("export", "--json").out();
        assertThat(again.replaceAll("\"created\": \"[^\"]*\"", ""))
                .isEqualTo(Files.readString(exported).replaceAll("\"created\": \"[^\"]*\"", ""));
        assertThat(account("import", exported.toString()).exitCode()).isEqualTo(65);
        Path broken =
                Files.writeString(folder.resolve("broken.json"), "{\"accounts\": [{\"name\": 1}]}");
        Outcome refused = account("import", broken.toString());
        assertThat(refused.exitCode()).isEqualTo(65);
        assertThat(refused.err()).contains("account 1 is not as");
    }

    @Test
    void theCommandsNeedASourceThatTheyMayWrite() throws Exception {
        Path configuration =
                Files.writeString(
                        folder.resolve("restante.toml"),
                        "[[accounts.source]]\nkind = \"passwd\"\npath = \"users\"\n");
        Outcome refused = Outcome.of("account", "list", "--config", configuration.toString());
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err()).contains("sqlite", "postgresql");
    }
}

package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.serve.Talk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The commands on an account whose maildrop is a folder of its own, and in it a folder. */
final class MaildropCommandTest {
    @TempDir Path folder;
    private Path file;
    private Path maildir;

    @BeforeEach
    void makeAccount() throws Exception {
        file = folder.resolve("restante.toml");
        maildir = folder.resolve("Maildir");
        RunningServer.configure(file);
        RunningServer.account(file, "alice", "--maildrop", maildir.toString());
        put(maildir, "1.one", "Subject: one\r\n\r\nbody\r\n");
        put(maildir, "2.two", "Subject: two\n\nlonger body\n");
        put(maildir.resolve(".lists.java"), "3.three", "Subject: three\r\n\r\n");
    }

    private static void put(Path maildir, String name, String message) throws Exception {
        for (String each : List.of("cur", "new", "tmp")) {
            Files.createDirectories(maildir.resolve(each));
        }
        Files.writeString(maildir.resolve("new").resolve(name), message);
    }

    private Outcome maildrop(String... words) {
        List<String> all = new ArrayList<>(List.of("maildrop"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", file.toString()));
        return Outcome.of(all.toArray(String[]::new));
    }

    @Test
    void listShowsWhatALoginWouldList() {
        assertThat(maildrop("list", "alice").out().lines())
                .containsExactlyInAnyOrder("1 22 1.one", "2 29 2.two");
        assertThat(maildrop("list", "alice+lists/java").out().lines())
                .containsExactly("1 18 3.three");
        assertThat(maildrop("list", "ALICE", "--json").json().get("octets").getAsInt())
                .isEqualTo(51);
    }

    @Test
    void whatDoesNotExistIsToldAndNotMade() {
        Outcome unknown = maildrop("list", "bob");
        assertThat(unknown.exitCode()).isEqualTo(67);
        assertThat(unknown.err()).contains("there is no account bob");
        Outcome folderless = maildrop("list", "alice+none");
        assertThat(folderless.exitCode()).isEqualTo(66);
        assertThat(folderless.err()).contains("alice has no folder none");
        assertThat(maildir.resolve(".none")).doesNotExist();
        assertThat(maildrop("list", "alice+..").exitCode()).isEqualTo(64);
        Outcome elsewhere =
                Outcome.of("maildrop", "list", "alice", "--data", folder + "/elsewhere");
        assertThat(elsewhere.exitCode()).isEqualTo(66);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void aMaildropThatASessionHasOpenIsInUse() throws Exception {
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.login("alice", "secret")).startsWith("+OK");
            Outcome refused = maildrop("list", "alice");
            assertThat(refused.exitCode()).isEqualTo(75);
            assertThat(refused.err()).contains("maildrop alice is in use");
            assertThat(maildrop("list", "alice+lists/java").exitCode()).isZero();
            talk.say("QUIT");
        }
    }

    @Test
    void removedMessagesAreShownAndBroughtBack() throws Exception {
        List<String> before = maildrop("list", "alice").out().lines().toList();
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            talk.login("alice", "secret");
            talk.say("DELE 1");
            talk.say("DELE 2");
            assertThat(talk.say("QUIT")).startsWith("+OK");
        }
        assertThat(maildrop("list", "alice").out()).isEmpty();
        Outcome shown = maildrop("restore", "alice");
        assertThat(shown.out())
                .contains("1.one  22 octets, delivered 1970-01-01T")
                .contains("2.two  26 octets, delivered ")
                .contains("2 messages can be brought back");
        assertThat(maildrop("restore", "alice", "--since", "2h", "--list").out())
                .isEqualTo(shown.out());
        assertThat(maildrop("restore", "alice", "--since", "2100-01-01").out())
                .isEqualToIgnoringNewLines("0 messages restored");
        assertThat(maildrop("list", "alice").out()).isEmpty();

        Outcome missing = maildrop("restore", "alice", "1.one", "4.four");
        assertThat(missing.exitCode()).isEqualTo(66);
        assertThat(missing.err()).contains("no removed message is kept under 4.four");
        assertThat(maildrop("restore", "alice", "1.one").out()).contains("1 message restored");
        assertThat(maildrop("journal", "alice", "--id", "1.one").out())
                .contains(" restored id=1.one login=" + System.getProperty("user.name") + " ");
        assertThat(
                        maildrop("restore", "alice", "--all", "--json")
                                .json()
                                .getAsJsonArray("restored"))
                .hasSize(1);
        assertThat(maildrop("list", "alice").out().lines().toList()).isEqualTo(before);
    }

    @Test
    void expireShowsWhatAPolicyWouldRemoveAndRemovesNothing() throws Exception {
        Instant now = Instant.now();
        age("1.one", now.minus(Duration.ofDays(31)));
        age("2.two", now.minus(Duration.ofDays(27)));
        assertThat(maildrop("expire", "alice").out())
                .isEqualToIgnoringNewLines(
                        "by \"never\" 0 messages would go now, 0 messages within 7 days");
        Outcome shown = maildrop("expire", "alice", "--expire", "30d");
        assertThat(shown.out())
                .contains("1.one  22 octets, now")
                .contains("2.two  29 octets, by ")
                .contains("by \"30d\" 1 message would go now, 1 message within 7 days");
        assertThat(maildrop("expire", "alice", "--expire", "30d", "--within", "1").out())
                .doesNotContain("2.two");
        assertThat(
                        maildrop("expire", "alice", "--expire", "10d after retrieval", "--json")
                                .json()
                                .getAsJsonArray("messages"))
                .isEmpty();
        assertThat(maildrop("list", "alice").out().lines()).hasSize(2);
        assertThat(maildrop("expire", "alice", "--expire", "soon").exitCode()).isEqualTo(64);
        assertThat(maildrop("expire", "alice+lists/java").exitCode()).isEqualTo(64);
    }

    private void age(String name, Instant modified) throws Exception {
        Files.setLastModifiedTime(maildir.resolve("new").resolve(name), FileTime.from(modified));
    }

    @Test
    void whatAClientDeletedIsHiddenAndListedAgain() throws Exception {
        Files.writeString(file, Files.readString(file) + "[pop3]\non-delete = \"hide\"\n");
        List<String> before = maildrop("list", "alice").out().lines().toList();
        try (RunningServer server = RunningServer.start(file)) {
            try (Talk talk = Talk.to(server.port("pop3"))) {
                talk.login("alice", "secret");
                talk.say("DELE 1");
                assertThat(talk.say("QUIT")).startsWith("+OK");
            }
            try (Talk talk = Talk.to(server.port("pop3"))) {
                assertThat(talk.login("alice+recent", "secret")).startsWith("+OK 2 messages ");
                talk.say("DELE 2");
                talk.say("QUIT");
            }
        }
        assertThat(maildrop("list", "alice").out().lines()).hasSize(1);
        assertThat(maildrop("list", "alice+recent").out().lines()).hasSize(1);
        assertThat(maildrop("restore", "alice", "--hidden").out())
                .contains("1 message can be listed again");
        assertThat(maildrop("restore", "alice", "--hidden", "--all").out())
                .contains("1 message listed again");
        assertThat(maildrop("list", "alice").out().lines().toList()).isEqualTo(before);
        assertThat(
                        maildrop("restore", "alice+recent", "--hidden", "--since", "1h", "--json")
                                .json()
                                .getAsJsonArray("restored"))
                .hasSize(1);
        assertThat(maildrop("list", "alice+recent").out().lines()).hasSize(2);
        assertThat(maildrop("restore", "alice+recent", "--all").exitCode()).isEqualTo(64);
        assertThat(maildrop("restore", "alice", "--hidden", "9.nine").exitCode()).isEqualTo(66);
    }

    @Test
    void aSweepRemovesWhatHasExpiredWhereNobodyLogsIn() throws Exception {
        age("1.one", Instant.now().minus(Duration.ofDays(31)));
        Files.writeString(
                file,
                Files.readString(file)
                        + "[pop3]\nexpire = \"30d\"\n[store]\nsweep-interval = \"200ms\"\n");
        try (RunningServer server = RunningServer.start(file)) {
            server.awaitLog("sweep-ended");
            assertThat(server.log()).contains("swept").contains("account=alice");
        }
        assertThat(maildrop("list", "alice").out().lines()).hasSize(1);
        try (Stream<Path> removed = Files.list(maildir.resolve("restante-removed"))) {
            assertThat(removed).singleElement().asString().contains("/1.one:2,,");
        }
        assertThat(maildrop("journal", "alice", "--removed").out())
                .contains(" expired id=1.one peer=local session=sweep");
    }

    @Test
    void aChoiceThatMakesNoSenseIsRefusedAndSoIsAFolderThatIsNotThere() {
        assertThat(maildrop("restore", "alice", "1.one", "--all").exitCode()).isEqualTo(64);
        assertThat(maildrop("restore", "alice", "--since", "yesterday").err())
                .contains("an age such as 90m");
        assertThat(maildrop("restore", "alice+none").exitCode()).isEqualTo(66);
    }

    @Test
    void verifySaysWhatIsWrongAndRebuildMendsIt() throws Exception {
        assertThat(maildrop("list", "alice").exitCode()).isZero();
        Outcome fine = maildrop("verify", "alice");
        assertThat(fine.exitCode()).isZero();
        assertThat(fine.out()).endsWith("alice: 2 messages, 51 octets; nothing is wrong\n");
        Files.delete(maildir.resolve("new/1.one"));
        put(maildir, "1.one", "Subject: one\n\nother body\n");
        Files.writeString(maildir.resolve("restante-unique-ids"), "damaged\n");
        Outcome wrong = maildrop("verify", "alice");
        assertThat(wrong.exitCode()).isEqualTo(65);
        assertThat(wrong.out().lines())
                .contains(
                        "wrong: new/1.one: was replaced or written to since it was listed: inode,"
                                + " size or time differ; mended by: restante maildrop rebuild alice",
                        "alice: 2 messages, 57 octets; 2 things wrong");
        assertThat(maildrop("verify", "alice", "--json").json().get("wrong").getAsInt())
                .isEqualTo(2);
        assertThat(maildrop("list", "alice").err()).contains("restante maildrop rebuild");
        Outcome rebuilt = maildrop("rebuild", "alice");
        assertThat(rebuilt.exitCode()).isZero();
        assertThat(rebuilt.out())
                .startsWith("alice: 2 messages, 57 octets\nthe damaged unique-ids are kept in ");
        assertThat(maildrop("verify", "alice").exitCode()).isZero();
    }

    @Test
    void allMaildropsAreVerifiedInALineEach() throws Exception {
        RunningServer.account(file, "bob");
        RunningServer.account(file, "carol");
        Path mail = Files.writeString(folder.resolve("mail"), "Subject: one\r\n\r\n");
        assertThat(maildrop("deliver", "carol", mail.toString()).exitCode()).isZero();
        assertThat(maildrop("list", "alice").exitCode()).isZero();
        Outcome fine = maildrop("verify", "--all");
        assertThat(fine.exitCode()).as(fine.err()).isZero();
        assertThat(fine.out())
                .isEqualTo(
                        """
                        alice: 2 messages, 51 octets; nothing is wrong
                        bob: does not exist yet
                        carol: 1 message, 16 octets; nothing is wrong
                        """);
        Files.writeString(maildir.resolve("restante-unique-ids"), "damaged\n");
        Outcome wrong = maildrop("verify", "--all");
        assertThat(wrong.exitCode()).isEqualTo(65);
        assertThat(wrong.out().lines())
                .hasSize(3)
                .contains("alice: 2 messages, 51 octets; 1 thing wrong");
        assertThat(maildrop("verify", "--all", "--json").json().get("maildrops").toString())
                .contains("\"maildrop\":\"alice\"", "\"wrong\":1", "\"wrong\":0");
        assertThat(maildrop("verify").exitCode()).isEqualTo(64);
        assertThat(maildrop("verify", "alice", "--all").exitCode()).isEqualTo(64);
    }

    @Test
    void idsThatCameFromDovecotAndAreLostAreTakenFromItsListAgain() throws Exception {
        assertThat(maildrop("rebuild", "alice", "--dovecot-ids").exitCode()).isEqualTo(66);
        Files.writeString(
                maildir.resolve("dovecot-uidlist"),
                "3 V1700000000 N8 G0123456789abcdef0123456789abcdef\n7 :1.one\n");
        assertThat(maildrop("rebuild", "alice", "--dovecot-ids", "%q").exitCode()).isEqualTo(64);
        assertThat(maildrop("rebuild", "alice", "--dovecot-ids").exitCode()).isZero();
        assertThat(maildrop("list", "alice").out().lines())
                .contains("1 22 000000076553f100", "2 29 2.two");
        // What clients have seen since then stays.
        assertThat(maildrop("rebuild", "alice", "--dovecot-ids", "%u").exitCode()).isZero();
        assertThat(maildrop("list", "alice").out()).contains("000000076553f100");
    }

    @Test
    void mailNeitherComesNorGoesThroughAView() {
        assertThat(maildrop("deliver", "alice+recent").exitCode()).isEqualTo(64);
        assertThat(maildrop("purge", "alice+recent", "--all").exitCode()).isEqualTo(64);
    }

    @Test
    void verifyWorksBesideASessionAndRebuildDoesNot() throws Exception {
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.login("alice", "secret")).startsWith("+OK");
            assertThat(maildrop("verify", "alice").exitCode()).isZero();
            Outcome refused = maildrop("rebuild", "alice");
            assertThat(refused.exitCode()).isEqualTo(75);
            assertThat(refused.err()).contains("maildrop alice is in use");
            assertThat(talk.say("STAT")).isEqualTo("+OK 2 51");
            talk.say("QUIT");
        }
        assertThat(maildrop("verify", "alice+none").exitCode()).isEqualTo(66);
        assertThat(maildrop("rebuild", "alice+none").exitCode()).isEqualTo(66);
    }

    @Test
    void theJournalSaysWhoRemovedWhat() throws Exception {
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            talk.login("alice", "secret");
            assertThat(talk.say("UIDL 1")).isEqualTo("+OK 1 1.one");
            assertThat(talk.listing("RETR 1")).hasSize(4);
            talk.say("DELE 1");
            assertThat(talk.say("QUIT")).startsWith("+OK");
            // Of what a client was told that it is removed the journal has a line already.
            assertThat(maildrop("journal", "alice", "--removed", "--since", "1h").out())
                    .containsPattern(
                            "removed id=1.one octets=22 login=alice peer=127.0.0.1:\\d+ session=1\\R$");
        }
        assertThat(
                        maildrop("journal", "alice")
                                .out()
                                .lines()
                                .map(line -> line.replaceAll("\\S+ (\\S+).*", "$1")))
                .containsExactly("retrieved", "marked", "removed");
        assertThat(maildrop("journal", "alice", "--id", "2.two").out()).isEmpty();
        assertThat(maildrop("journal", "alice+lists.java").out()).isEmpty();
        assertThat(maildrop("journal", "alice", "--until", "2026-01-01").out()).isEmpty();
        assertThat(
                        maildrop("journal", "alice", "--json", "--only", "RETRIEVED")
                                .json()
                                .getAsJsonArray("entries"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getAsJsonObject().get("unique-id").getAsString())
                            .isEqualTo("1.one");
                    assertThat(entry.getAsJsonObject().get("octets").getAsLong()).isEqualTo(22);
                });
        assertThat(maildrop("journal", "alice", "--since", "yesterday"))
                .returns(64, Outcome::exitCode)
                .extracting(Outcome::err)
                .asString()
                .contains("\"yesterday\" is neither an age");
    }
}

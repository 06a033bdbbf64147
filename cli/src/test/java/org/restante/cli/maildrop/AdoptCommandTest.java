package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.serve.Talk;
import org.restante.spec.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the command tells and does, with lists as other servers write them. */
final class AdoptCommandTest {
    @TempDir Path folder;
    private Path file;
    private Path maildir;

    @BeforeEach
    void makeAccount() throws Exception {
        file = folder.resolve("restante.toml");
        maildir = folder.resolve("Maildir");
        RunningServer.configure(file);
        RunningServer.account(file, "alice", "--maildrop", maildir.toString());
        for (String each : List.of("cur", "new", "tmp")) {
            Files.createDirectories(maildir.resolve(each));
        }
        put("cur/1.one:2,S", "Subject: one\r\n\r\nbody\r\n");
        put("new/2.two,S=28", "Subject: two\n\nlonger body\n");
        put("new/3.three", "Subject: three\r\n\r\n");
    }

    private Path put(String name, String text) throws Exception {
        return Files.writeString(maildir.resolve(name), text);
    }

    private Outcome maildrop(String verb, String... words) {
        List<String> all = new ArrayList<>(List.of("maildrop", verb, "alice"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", file.toString()));
        return Outcome.of(all.toArray(String[]::new));
    }

    private List<String> listing() {
        return maildrop("list").out().lines().toList();
    }

    @Test
    @Spec("P3-090")
    void withoutYesItTellsAndChangesNothing() throws Exception {
        put(
                "dovecot-uidlist",
                "3 V255 N9\n1 :1.one\n2 P" + "x".repeat(71) + " :2.two,S=28\n7 :gone\n");
        Outcome told = maildrop("adopt", "--uidl-format", "%08Xu%08Xv");
        assertThat(told.exitCode()).as(told.err()).isZero();
        assertThat(told.out())
                .isEqualTo(
                        """
                        alice: Dovecot's %s/dovecot-uidlist, unique-ids as %%08Xu%%08Xv (--uidl-format)
                        3 messages: 1 would keep the id that clients know, 2 would not
                          2 29 2.two: the id in the list has not 1 to 70 octets from 0x21 to 0x7E
                          3 18 3.three: not in the list: the old server has not shown it
                        1 of the list are not here
                        Nothing was changed; --yes does it.
                        """
                                .formatted(maildir));
        assertThat(listing()).containsExactly("1 22 1.one", "2 29 2.two", "3 18 3.three");
        assertThat(maildir.resolve("restante-unique-ids")).doesNotExist();
        assertThat(maildrop("adopt", "--uidl-format", "%08Xu%08Xv", "--yes").exitCode()).isZero();
        assertThat(listing())
                .containsExactly("1 22 00000001000000ff", "2 29 2.two", "3 18 3.three");
        // What has been taken over is found as it is.
        assertThat(maildrop("adopt", "--uidl-format", "%08Xu%08Xv", "--json").json().toString())
                .contains(
                        "\"applied\":false",
                        "\"kept\":1,\"changed\":0,\"not-here\":1",
                        "\"reason\":\"not-legal\"",
                        "\"reason\":\"not-listed\"");
    }

    @Test
    @Spec("P3-091")
    void ofTwoWithOneIdTheFirstKeepsIt() throws Exception {
        put("dovecot-uidlist", "3 V255 N9\n1 :1.one\n2 :2.two,S=28\n3 :3.three\n");
        assertThat(maildrop("adopt", "--uidl-format", "%v", "--yes").out())
                .contains("3 messages: 1 keep", "2 29 2.two: the id in the list is another");
        assertThat(listing()).containsExactly("1 22 255", "2 29 2.two", "3 18 3.three");
    }

    @Test
    @Spec("P3-090")
    void foldersWithAListAreTakenOverAsWell() throws Exception {
        for (String name : List.of(".Old Mail", ".no list")) {
            for (String each : List.of("cur", "new", "tmp")) {
                Files.createDirectories(maildir.resolve(name).resolve(each));
            }
        }
        put("dovecot-uidlist", "3 V255 N9\n1 :1.one\n");
        put(".Old Mail/cur/5.five:2,S", "Subject: five\n\n");
        put(".Old Mail/dovecot-uidlist", "3 V7 N9\n3 :5.five\n");
        Outcome done = maildrop("adopt", "--uidl-format", "%v.%u", "--folders", "--yes");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("alice: Dovecot's", "alice+Old Mail: Dovecot's")
                .doesNotContain("no list");
        assertThat(listing()).startsWith("1 22 255.1");
        assertThat(
                        Outcome.of(
                                        "maildrop",
                                        "list",
                                        "alice+Old Mail",
                                        "--config",
                                        file.toString())
                                .out())
                .isEqualTo("1 17 7.3\n");
    }

    @Test
    void whatCannotBeUnderstoodChangesNothing() throws Exception {
        Outcome without = maildrop("adopt", "--yes");
        assertThat(without.exitCode()).isEqualTo(66);
        assertThat(without.err()).contains("no server's list lies in " + maildir);
        put("dovecot-uidlist", "3 V255 N9\n1 :1.one\nnonsense\n");
        Outcome nonsense = maildrop("adopt", "--yes", "--uidl-format", "%u");
        assertThat(nonsense.exitCode()).isEqualTo(65);
        assertThat(nonsense.err())
                .contains("dovecot-uidlist:3: not a record")
                .doesNotContain("nonsense");
        Outcome format = maildrop("adopt", "--yes", "--uidl-format", "%q");
        assertThat(format.exitCode()).isEqualTo(64);
        assertThat(format.err()).contains("pop3_uidl_format is \"%q\"");
        assertThat(listing()).containsExactly("1 22 1.one", "2 29 2.two", "3 18 3.three");
    }

    @Test
    @Spec("P3-090")
    void couriersListIsFoundByItself() throws Exception {
        put("courierpop3dsizelist", "/3 9 77\n1.one:2,S 22 4:77:0\n3.three:2, 18 0:0:0\n");
        assertThat(maildrop("adopt", "--yes").out())
                .contains("Courier's " + maildir, "3 messages: 2 keep");
        assertThat(listing()).containsExactly("1 22 UID4-77", "2 29 2.two", "3 18 3.three");
        put("dovecot-uidlist", "3 V255 N9\n1 :1.one\n");
        Outcome both = maildrop("adopt");
        assertThat(both.exitCode()).isEqualTo(66);
        assertThat(both.err()).contains("both Dovecot's and Courier's list");
        assertThat(maildrop("adopt", "--format", "courier").exitCode()).isZero();
    }

    @Test
    @Spec("P3-090")
    void idsThatAreFileNames() {
        assertThat(maildrop("adopt", "--format", "file-name", "--yes").out())
                .contains("3 messages: 3 keep");
        assertThat(listing()).containsExactly("1 22 1.one", "2 29 2.two,S=28", "3 18 3.three");
    }

    @Test
    void aMaildropThatASessionHasOpenIsInUse() throws Exception {
        put("dovecot-uidlist", "3 V255 N9\n1 :1.one\n");
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.login("alice", "secret")).startsWith("+OK");
            assertThat(maildrop("adopt", "--yes").exitCode()).isEqualTo(75);
            talk.say("QUIT");
        }
        assertThat(maildrop("adopt", "--yes").exitCode()).isZero();
    }
}

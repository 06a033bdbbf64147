package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.serve.Talk;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Mail that lies elsewhere is copied, and listed under the ids that it had there. */
final class AdoptByCopyingTest {
    /** The UIDVALIDITY is 255. */
    private static final String DOVECOT = "3 V255 N9\n1 :1.one\n2 :2.two,S=28\n7 :7.gone\n";

    private static final String MBOX =
            """
            From ann@example.org Mon Nov 23 09:08:07 2026
            Subject: one
            X-UIDL: first+id

            >From the start

            From bob@example.org Tue Nov 24 09:08:07 2026
            Subject: two

            From nobody to nobody
            end without a line end\
            """;

    @TempDir Path folder;
    private Path file;
    private Path old;

    /** What is there of the old mail, by path: it must stay so. */
    private Map<String, String> before = Map.of();

    @BeforeEach
    void makeAccount() throws Exception {
        file = folder.resolve("restante.toml");
        old = Files.createDirectory(folder.resolve("old"));
        RunningServer.configure(file);
        RunningServer.account(file, "alice");
    }

    private Path put(String name, String text) throws IOException {
        Path path = old.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private void putMaildir() throws IOException {
        Files.createDirectories(old.resolve("tmp"));
        dated(put("cur/1.one:2,SF", "Subject: one\r\n\r\nbody\r\n"), 1_600_000_001);
        dated(put("new/2.two,S=28", "Subject: two\n\nlonger body\n"), 1_600_000_002);
        dated(put("new/3.three", "\nno header, and no line end"), 1_600_000_003);
        put("dovecot-uidlist", DOVECOT);
        remember();
    }

    private static void dated(Path path, long second) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(second)));
    }

    private void remember() throws IOException {
        before = snapshot();
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (var files = Files.walk(old)) {
            for (Path each : files.toList()) {
                boolean isFile = Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS);
                all.put(
                        each.toString(),
                        Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                                + (isFile
                                        ? Files.readString(each, StandardCharsets.ISO_8859_1)
                                        : ""));
            }
        }
        return all;
    }

    @AfterEach
    void nothingOfTheOldMailHasChanged() throws Exception {
        if (!before.isEmpty()) {
            assertThat(snapshot()).isEqualTo(before);
        }
    }

    private Outcome maildrop(Object... words) {
        List<String> all = new ArrayList<>(List.of("maildrop"));
        for (Object word : words) {
            all.add(word.toString());
        }
        all.addAll(List.of("--config", file.toString()));
        return Outcome.of(all.toArray(String[]::new));
    }

    private Outcome adopt(Object... more) {
        List<Object> words = new ArrayList<>(List.of("adopt", "alice", "--from", old));
        words.addAll(List.of(more));
        return maildrop(words.toArray());
    }

    private static String done(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.out();
    }

    /** Octets and unique-ids; what is of Restante's own making is a star. */
    private List<String> listing() {
        return done(maildrop("list", "alice"))
                .lines()
                .map(line -> line.replaceFirst("^\\d+ ", "").replaceFirst("\\d+\\.M\\d+P.*", "*"))
                .toList();
    }

    @Test
    @Spec("P3-090")
    void aMaildirWithDovecotsListIsCopiedOnceWithIdsDatesAndFlags() throws Exception {
        putMaildir();
        String told =
                """
                alice: the Maildir %s, Dovecot's %s/dovecot-uidlist, unique-ids as %%08Xu%%08Xv (--uidl-format)
                3 messages would be copied
                3 messages: 2 would keep the id that clients know, 1 would not
                  3 30 3.three: not in the list: the old server has not shown it
                1 of the list are not here
                Nothing was changed; --yes does it.
                """
                        .formatted(old, old);
        assertThat(done(adopt("--uidl-format", "%08Xu%08Xv"))).isEqualTo(told);
        assertThat(listing()).isEmpty();
        assertThat(done(adopt("--uidl-format", "%08Xu%08Xv", "--yes")))
                .contains("3 messages copied\n", "3 messages: 2 keep");
        List<String> copied = List.of("22 00000001000000ff", "29 00000002000000ff", "30 *");
        assertThat(listing()).isEqualTo(copied);
        assertThat(done(maildrop("list", "alice", "--long")))
                .contains("2020-09-13T12:26:41Z FS", "2020-09-13T12:26:43Z -");
        assertThat(done(adopt("--uidl-format", "%u", "--yes")))
                .contains("0 messages copied, 3 copied before");
        assertThat(listing()).containsExactly("22 1", "29 2", "30 *");
        assertThat(done(adopt("--uidl-format", "%u")))
                .contains("0 messages would be copied, 3 copied before");
        assertThat(maildrop("verify", "alice").exitCode()).isZero();
    }

    @Test
    @Spec({"P3-090", "P3-091"})
    void mailThatIsThereAlreadyKeepsItsIdAndItsPlace() throws Exception {
        putMaildir();
        Path mine = Files.writeString(folder.resolve("mine.eml"), "Subject: mine\n\n");
        done(maildrop("deliver", "alice", mine));
        String id = done(maildrop("list", "alice")).strip().split(" ", -1)[2];
        put("dovecot-uidlist", DOVECOT.replace(":1.one", "P" + id + " :1.one"));
        remember();
        assertThat(done(adopt("--uidl-format", "%u", "--yes")))
                .contains("1 keep", "1 22 1.one:2,SF: the id in the list is another")
                .doesNotContain("mine");
        assertThat(done(maildrop("list", "alice")))
                .startsWith("1 17 " + id + "\n2 22 ")
                .contains("3 29 2\n");
    }

    @Test
    @Spec("P3-090")
    void whatWasInterruptedIsFinished() throws Exception {
        Path mbox = put("mail", MBOX.substring(0, MBOX.indexOf("From bob")));
        // The first half of what an adoption does, of the first half of the mail.
        done(maildrop("deliver", "alice", "--mbox", mbox));
        Files.writeString(mbox, MBOX);
        remember();
        assertThat(done(maildrop("adopt", "alice", "--from", mbox, "--yes")))
                .contains("1 message copied, 1 copied before\n2 messages: 1 keep");
        // Each with a Return-Path of 32 octets.
        assertThat(listing()).containsExactly("82 first+id", "95 *");
    }

    @Test
    void whatItsOwnerHasRemovedSinceIsNotCopiedAgain() throws Exception {
        putMaildir();
        done(adopt("--uidl-format", "%u", "--yes"));
        done(maildrop("purge", "alice", "--subject", "one", "--yes"));
        assertThat(done(adopt("--uidl-format", "%u", "--yes")))
                .contains(
                        "0 messages copied, 3 copied before (1 of them not here any more)",
                        "2 messages: 1 keep");
        assertThat(listing()).containsExactly("29 2", "30 *");
    }

    @Test
    @Spec("P3-090")
    void popa3dsIdsAreMadeOfTheHeader() throws Exception {
        Path mbox =
                put(
                        "mail",
                        """
                        From ann@example.org Mon Nov 23 09:08:07 2026
                        Received: here
                        \tfolded
                        Date: too late
                        Received: not this
                        Delivered-To: alice

                        one

                        From bob@example.org Tue Nov 24 09:08:07 2026
                        Message-ID: <2@x>
                        Subject: two

                        two
                        """);
        remember();
        assertThat(
                        done(
                                maildrop(
                                        "adopt",
                                        "alice",
                                        "--from",
                                        mbox,
                                        "--format",
                                        "popa3d",
                                        "--yes",
                                        "--json")))
                .contains("\"format\": \"popa3d\"", "\"copied\": 2", "\"kept\": 2");
        assertThat(listing())
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .containsExactly(
                        md5("Received: here\n\tfolded\nDelivered-To: alice\n"),
                        md5("Message-ID: <2@x>\n"));
    }

    private static String md5(String text) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1));
        return "%02x%02x%02x%02x%02x%02x%02x%02x"
                .formatted(
                        digest[3], digest[2], digest[1], digest[0], digest[7], digest[6], digest[5],
                        digest[4]);
    }

    @ParameterizedTest
    @CsvSource({
        "uidonly, 3, 4294967295",
        "cyrus, 4026531840.3, 4026531840.4294967295",
        "dovecot, 00000003f0000000, fffffffff0000000",
        "courier, 4026531840-3, 4026531840-4294967295"
    })
    @Spec("P3-090")
    void aFolderOfCyrusIsCopiedWithoutWhatWasExpunged(String format, String first, String last)
            throws Exception {
        new CyrusFolder(old, 0xF0000000)
                .withExpunged(2, "Subject: expunged\r\n\r\n")
                .with(3, 1_600_000_001, 0x11, "Subject: three\r\n\r\n")
                .indexed(4, 0, 0)
                .indexed(-1, 1_600_000_002, 0)
                .write(0);
        put("4294967295.", "Subject: last\r\n\r\n");
        put("5.", "Subject: not indexed\r\n\r\n");
        remember();
        Outcome outcome = adopt("--uidl-format", format, "--yes");
        assertThat(done(outcome)).contains("2 messages copied", "2 messages: 2 keep");
        assertThat(outcome.err().lines())
                .containsExactlyInAnyOrder(
                        old + "/4. is in cyrus.index and is not there: left out",
                        old + "/5. is not in cyrus.index: left out");
        assertThat(listing()).containsExactly("18 " + first, "17 " + last);
        assertThat(done(maildrop("list", "alice", "--long")))
                .contains("2020-09-13T12:26:41Z RS", "2020-09-13T12:26:42Z -");
        if (format.equals("cyrus")) {
            // What imapd.conf has if nothing is set.
            assertThat(done(adopt())).contains("uidl_format cyrus", "2 messages: 2 would keep");
        }
    }

    @Test
    void anIndexOfCyrusThatIsNoneIsRefused() throws Exception {
        CyrusFolder cyrus = new CyrusFolder(old, 7).with(3, 0, 0, "Subject: three\r\n\r\n");
        cyrus.write(1);
        assertRefused("ends before its last record");
        cyrus.head(8, 20).write(0);
        assertRefused("of version 9 to 17, but of 20");
        cyrus.head(8, 17).head(16, 1 << 30).write(0);
        assertRefused("head that cannot be understood");
        cyrus.head(16, 112).indexed(3, 0, 0).write(0);
        assertRefused("has in record 2 no UID above the last");
        Outcome format = adopt("--uidl-format", "%u", "--yes");
        assertThat(format.exitCode()).isEqualTo(64);
        assertThat(format.err()).contains("one of [courier, cyrus, dovecot, uidonly]");
        // An old folder goes on with UIDs alone.
        Files.delete(old.resolve("3."));
        new CyrusFolder(old, 7).with(3, 0, 0, "Subject: three\r\n\r\n").head(60, 0).write(0);
        done(adopt("--yes"));
        assertThat(listing()).containsExactly("18 3");
    }

    private void assertRefused(String why) {
        Outcome outcome = adopt("--yes");
        assertThat(outcome.exitCode()).isEqualTo(65);
        assertThat(outcome.err()).contains(why);
        assertThat(listing()).isEmpty();
    }

    @Test
    void linksAreLeftOutAndIdsThatCannotBeAreTold() throws Exception {
        putMaildir();
        Path secret = Files.writeString(folder.resolve("secret"), "Subject: secret\n\n");
        Files.createSymbolicLink(old.resolve("cur/4.link"), secret);
        put("cur/5.empty:2,", "");
        Files.createDirectory(old.resolve("cur/6.folder"));
        put(".Sent/cur/1.sent", "Subject: sent\n\n");
        put(
                "dovecot-uidlist",
                "3 V255 N9\n1 Psame :1.one\n2 Psame :2.two\n3 P%s :3.three\n"
                        .formatted("x".repeat(71)));
        remember();
        Outcome outcome = adopt("--yes", "--uidl-format", "%u");
        assertThat(outcome.err())
                .contains(
                        old + "/cur/4.link is no regular file: left out",
                        old + "/cur/6.folder is no regular file: left out",
                        old + "/.Sent is a Maildir of its own: left out");
        assertThat(done(outcome))
                .contains(
                        "4 messages: 1 keep",
                        "2 29 2.two,S=28: the id in the list is another",
                        "3 30 3.three: the id in the list has not",
                        "4 0 5.empty:2,: not in the list");
        assertThat(listing()).containsExactlyInAnyOrder("22 same", "29 *", "30 *", "0 *");
        Files.move(old.resolve("cur"), folder.resolve("moved"));
        Files.createSymbolicLink(old.resolve("cur"), folder.resolve("moved"));
        before = Map.of();
        assertThat(adopt("--yes", "--format", "dovecot").exitCode()).isEqualTo(66);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "'From \n', 1",
        "'From a\n\n\n\nFrom b Mon Nov 23 09:08:07 2026\n\n', 2",
        "'From a\r\nSubject: x\r\n\r\nx\r\n', 1"
    })
    void oddMailboxFilesAreCopied(String text, int messages) throws Exception {
        Path mbox = put("mail", text);
        remember();
        for (String format : List.of("mbox", "popa3d")) {
            assertThat(
                            done(
                                    maildrop(
                                            "adopt",
                                            "alice",
                                            "--from",
                                            mbox,
                                            "--format",
                                            format,
                                            "--yes")))
                    .contains(messages + " messages: ");
        }
        assertThat(listing()).hasSize(messages);
    }

    @Test
    void aLineWithoutEndIsNoMatter() throws Exception {
        Path mbox = put("mail", "From a\nDate: " + "x".repeat(5_000_000));
        remember();
        assertThat(done(maildrop("adopt", "alice", "--from", mbox, "--format", "popa3d", "--yes")))
                .contains("1 messages: 1 keep");
        assertThat(listing()).containsExactly("5000008 " + md5("Date: " + "x".repeat(5_000_000)));
    }

    @Test
    void whatIsNoMailIsRefused() throws Exception {
        Outcome folders = adopt("--yes");
        assertThat(folders.exitCode()).isEqualTo(66);
        assertThat(folders.err()).contains("neither a Maildir nor a folder with a cyrus.index");
        Path text = put("text", "Dear all,\n");
        Outcome noMbox = maildrop("adopt", "alice", "--from", text, "--format", "popa3d");
        assertThat(noMbox.exitCode()).isEqualTo(65);
        assertThat(noMbox.err()).contains("is no mailbox file");
        assertThat(adopt("--folders").exitCode()).isEqualTo(64);
        putMaildir();
        Outcome inFolder =
                maildrop("adopt", "alice+recent", "--from", old, "--format", "file-name", "--yes");
        assertThat(inFolder.exitCode()).isEqualTo(64);
        assertThat(inFolder.err()).contains("mail is not copied into folders and views");
        RunningServer.account(file, "bob", "--maildrop", old.toString());
        Outcome itself = maildrop("adopt", "bob", "--from", old, "--format", "file-name", "--yes");
        assertThat(itself.exitCode()).isEqualTo(64);
        assertThat(itself.err()).contains("is the maildrop itself");
        Outcome inPlace = maildrop("adopt", "bob", "--format", "popa3d");
        assertThat(inPlace.exitCode()).isEqualTo(64);
        assertThat(inPlace.err()).contains("--format popa3d needs a mailbox file");
    }

    @Test
    void aMaildropThatASessionHasOpenIsInUseAndGetsNothing() throws Exception {
        putMaildir();
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.login("alice", "secret")).startsWith("+OK");
            assertThat(adopt("--yes", "--format", "file-name").exitCode()).isEqualTo(75);
            talk.say("QUIT");
        }
        assertThat(listing()).isEmpty();
    }
}

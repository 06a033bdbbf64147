package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.cli.Outcome;
import org.restante.cli.serve.RunningServer;
import org.restante.cli.serve.Talk;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Mail put in, looked up, taken out and removed by hand. */
final class MailCommandsTest {
    private static final String ONE =
            "From: =?utf-8?Q?J=C3=B6rg?= <j@example.org>\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\nFrom a\n";
    private static final String TWO = "From: bob@example.org\nSubject: two\n\n" + "x\n".repeat(600);

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void makeAccounts() throws Exception {
        file = folder.resolve("restante.toml");
        RunningServer.configure(file);
        for (String account : List.of("alice", "bob")) {
            RunningServer.account(file, account);
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

    private Path put(String name, String text) throws Exception {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private List<String> listed(Object... words) {
        List<Object> all = new ArrayList<>(List.of("list", "alice", "--long"));
        all.addAll(List.of(words));
        Outcome outcome = maildrop(all.toArray());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        // Without the unique-id and the time.
        return outcome.out()
                .lines()
                .map(line -> line.replaceFirst(" [^ ]+ 20[^ ]+Z ", " "))
                .toList();
    }

    private String id(String subject) {
        String line = maildrop("list", "alice", "--subject", subject).out().strip();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    @Test
    void aMessageFromAFileIsDeliveredOnceUnlessItIsWantedAgain() throws Exception {
        Path one = put("one.eml", ONE);
        Path two = put("two.eml", "From ann@example.org Mon Nov 23 09:08:07 2026\n" + TWO);
        assertThat(maildrop("deliver", "alice", one, two).out())
                .isEqualTo("alice: 2 messages delivered\n");
        assertThat(maildrop("deliver", "alice", one, two).out())
                .isEqualTo("alice: 0 messages delivered, 2 delivered before\n");
        assertThat(listed())
                .containsExactly(
                        "1 93 - Jörg <j@example.org> | Grüße", "2 1839 - bob@example.org | two");
        assertThat(maildrop("deliver", "alice", one, "--again").exitCode()).isZero();
        Outcome piped =
                Outcome.ofInput(ONE, "maildrop", "deliver", "alice", "--config", file.toString());
        assertThat(piped.out()).isEqualTo("alice: 1 message delivered\n");
        assertThat(listed()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\u0000\u0001picture | is no message: it does not begin with a header field",
                "just some words: and more | is no message",
                "'' | is empty",
                "'  folded: x' | is no message",
            })
    void whatIsNoMessageIsRefused(String text, String told) throws Exception {
        Outcome refused = maildrop("deliver", "alice", put("junk", text));
        assertThat(refused.exitCode()).isEqualTo(65);
        assertThat(refused.err()).contains(told);
        Outcome piped =
                Outcome.ofInput(
                        text, "maildrop", "deliver", "alice", "-", "--config", file.toString());
        assertThat(piped.exitCode()).isEqualTo(65);
        assertThat(maildrop("list", "alice").out()).isEmpty();
    }

    @Test
    void whatIsNotThereIsTold() throws Exception {
        assertThat(maildrop("deliver", "alice", "nothere").exitCode()).isEqualTo(66);
        assertThat(maildrop("deliver", "alice", "--maildir", folder).exitCode()).isEqualTo(66);
        assertThat(maildrop("deliver", "alice", "--mbox", put("no.mbox", ONE)).exitCode())
                .isEqualTo(65);
        assertThat(maildrop("deliver", "alice+lists", put("one.eml", ONE)).exitCode())
                .isEqualTo(64);
        assertThat(maildrop("show", "alice").exitCode()).isEqualTo(66);
    }

    @Test
    void filtersChooseByHeaderDateAndSize() throws Exception {
        Path old = put("in/cur/1.old:2,SF", ONE);
        put("in/new/2.new", TWO);
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
        maildrop("deliver", "alice", "--maildir", folder.resolve("in"));
        String one = "1 93 FS Jörg <j@example.org> | Grüße";
        String two = "2 1839 - bob@example.org | two";
        assertThat(listed()).containsExactly(one, two);
        assertThat(listed("--from", "JÖRG")).containsExactly(one);
        assertThat(listed("--subject", "GRÜSSE")).containsExactly(one);
        assertThat(listed("--subject", "grüße")).containsExactly(one);
        assertThat(listed("--before", "2020-01-04")).containsExactly(one);
        assertThat(listed("--before", "2020-01-02T03:04:05Z")).isEmpty();
        assertThat(listed("--after", "2020-01-02T03:04:05Z")).containsExactly(one, two);
        assertThat(listed("--after", "1d")).containsExactly(two);
        assertThat(listed("--larger", "93")).containsExactly(two);
        assertThat(listed("--smaller", "1KiB")).containsExactly(one);
        assertThat(listed("--smaller", "1KiB", "--from", "bob")).isEmpty();
        assertThat(maildrop("list", "alice", "--larger", "1xB").exitCode()).isEqualTo(64);
        assertThat(maildrop("list", "alice", "--before", "soon").exitCode()).isEqualTo(64);
        assertThat(maildrop("list", "alice", "--before", "2026-13-01").exitCode()).isEqualTo(64);
    }

    @Test
    void showTellsWhatThereIsAndPrintsAMessageAsItIsSent() throws Exception {
        maildrop("deliver", "alice", put("one.eml", ONE));
        assertThat(maildrop("show", "alice").out())
                .startsWith(
                        "messages  1, 93 octets\nin use    no\nremoved   0, 0 octets on disk\n"
                                + "folders   none\nplace     ");
        assertThat(shown("show", "alice", id("grüße"))).isEqualTo(ONE.replace("\n", "\r\n"));
        assertThat(shown("show", "alice", id("grüße"), "--header"))
                .isEqualTo(ONE.replace("From a\n", "").replace("\n", "\r\n"));
        assertThat(maildrop("show", "alice", "nosuch").exitCode()).isEqualTo(66);
        assertThat(maildrop("show", "alice", "--header").exitCode()).isEqualTo(64);
        try (RunningServer server = RunningServer.start(file);
                Talk talk = Talk.to(server.port("pop3"))) {
            assertThat(talk.login("alice", "secret")).startsWith("+OK");
            assertThat(maildrop("show", "alice").out())
                    .startsWith("messages  1, 93 octets, when its session began\nin use    yes");
            assertThat(maildrop("show", "alice", "--json").json().get("in-use").getAsBoolean())
                    .isTrue();
            talk.say("QUIT");
        }
    }

    private String shown(Object... words) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, false, StandardCharsets.ISO_8859_1));
        try {
            assertThat(maildrop(words).exitCode()).isZero();
            System.out.flush();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aMaildirIsExportedWithDatesAndFlagsAndAnExportGoesOn() throws Exception {
        Path old = put("in/cur/1.old:2,FS", ONE);
        put("in/new/2.new", TWO);
        FileTime time = FileTime.from(Instant.parse("2020-01-02T03:04:05Z"));
        Files.setLastModifiedTime(old, time);
        Path in = folder.resolve("in");
        Path out = folder.resolve("out");
        assertThat(maildrop("deliver", "alice", "--maildir", in).exitCode()).isZero();
        assertThat(
                        maildrop("deliver", "alice", "--maildir", in, "--json")
                                .json()
                                .get("delivered-before")
                                .getAsInt())
                .isEqualTo(2);
        assertThat(maildrop("export", "alice", "--maildir", out, "--from", "bob").out())
                .isEqualTo("alice: 1 message exported\n");
        put("out/tmp/" + id("grüße"), "half of an export that died");
        assertThat(maildrop("export", "alice", "--maildir", out).out())
                .isEqualTo("alice: 1 message exported, 1 there before\n");
        Path exported = out.resolve("cur").resolve(id("grüße") + ":2,FS");
        assertThat(exported).hasContent(ONE);
        assertThat(Files.getLastModifiedTime(exported)).isEqualTo(time);
        assertThat(out.resolve("new").resolve(id("two"))).hasContent(TWO);
        assertThat(out.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void eachUniqueIdIsAFileOfItsOwn() throws Exception {
        put("in/cur/1.one:2,S", "Subject: 1\n\n");
        put("in/new/2.two", "Subject: 22\n\n");
        put("in/new/3.three", "Subject: 333\n\n");
        maildrop("deliver", "alice", "--maildir", folder.resolve("in"));
        // By their octets with CRLF.
        put("ids", "1 a/b 14\n2 a%2fb 15\n3 50% 16\n");
        Outcome adopted =
                maildrop("adopt", "alice", "--yes", "--from", folder.resolve("ids").toString());
        assertThat(adopted.out()).as(adopted.err()).contains("3 messages: 3 keep");
        Path out = folder.resolve("out");
        assertThat(maildrop("export", "alice", "--maildir", out).out())
                .isEqualTo("alice: 3 messages exported\n");
        assertThat(out.resolve("cur/a%2fb:2,S")).content().startsWith("Subject: 1\n");
        assertThat(out.resolve("new/a%252fb")).content().startsWith("Subject: 22\n");
        assertThat(out.resolve("new/50%")).content().startsWith("Subject: 333\n");
    }

    @Test
    void aMailboxFileGoesOutAndComesInAgain() throws Exception {
        put("in/cur/1.old:2,FS", "Return-Path: <ann@example.org>\n" + ONE);
        put("in/new/2.new", TWO);
        maildrop("deliver", "alice", "--maildir", folder.resolve("in"));
        Path mbox = folder.resolve("out.mbox");
        assertThat(maildrop("export", "alice", "--mbox", mbox).out())
                .isEqualTo("alice: 2 messages exported\n");
        assertThat(Files.readString(mbox))
                .startsWith("From ann@example.org ")
                .contains("\n>From a\n");
        Outcome refused = maildrop("export", "alice", "--mbox", mbox, "--from", "nobody");
        assertThat(refused.exitCode()).isEqualTo(73);
        assertThat(maildrop("deliver", "bob", "--mbox", mbox).out())
                .isEqualTo("bob: 2 messages delivered\n");
        assertThat(maildrop("deliver", "bob", "--mbox", mbox).out())
                .isEqualTo("bob: 0 messages delivered, 2 delivered before\n");
        Path again = folder.resolve("again.mbox");
        maildrop("export", "bob", "--mbox", again);
        assertThat(again).hasSameTextualContentAs(mbox);
        assertThat(
                        maildrop("export", "alice", "--mbox", mbox, "--overwrite", "--from", "bob")
                                .exitCode())
                .isZero();
        assertThat(Files.readString(mbox)).doesNotContain("ann@example.org");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(path -> path.toString().endsWith(".part"))).isEmpty();
        }
        assertThat(maildrop("export", "alice").exitCode()).isEqualTo(64);
    }

    @Test
    void theSenderOfAFromLineBecomesTheReturnPathThatIsMissing() throws Exception {
        Path mbox = put("in.mbox", "From ann@example.org Mon Nov 23 09:08:07 2026\nSubject: a\n\n");
        maildrop("deliver", "alice", "--mbox", mbox);
        assertThat(shown("show", "alice", id("a")))
                .isEqualTo("Return-Path: <ann@example.org>\r\nSubject: a\r\n");
    }

    @Test
    void anImportThatStopsAtGarbageGoesOnWhereItWas() throws Exception {
        String line = "From ann@example.org Mon Nov 23 09:08:07 2026\n";
        Path mbox = put("in.mbox", line + "A: 1\n\n" + line + "garbage\n\n" + line + "C: 3\n");
        Outcome stopped = maildrop("deliver", "alice", "--mbox", mbox);
        assertThat(stopped.exitCode()).isEqualTo(65);
        assertThat(stopped.err()).contains("in.mbox, message 2 is no message");
        put("in.mbox", line + "A: 1\n\n" + line + "B: 2\n\n" + line + "C: 3\n");
        assertThat(maildrop("deliver", "alice", "--mbox", mbox).out())
                .isEqualTo("alice: 2 messages delivered, 1 delivered before\n");
    }

    @Test
    void purgeRemovesWhatItWasToldToAndOnlyThen() throws Exception {
        maildrop("deliver", "alice", put("one.eml", ONE), put("two.eml", TWO));
        assertThat(maildrop("purge", "alice", "--yes").exitCode()).isEqualTo(64);
        // As of a script whose variable is not set.
        assertThat(maildrop("purge", "alice", "--from", "", "--yes").exitCode()).isEqualTo(64);
        assertThat(maildrop("purge", "alice", "--subject", " ", "--yes").exitCode()).isEqualTo(64);
        assertThat(maildrop("purge", "alice", "--all", "--from", "bob", "--yes").exitCode())
                .isEqualTo(64);
        Outcome dry = maildrop("purge", "alice", "--from", "bob");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out())
                .endsWith("alice: 1 message, 1839 octets would be removed; --yes removes them\n");
        assertThat(listed()).hasSize(2);
        assertThat(maildrop("purge", "alice", "--from", "bob", "--yes").out())
                .isEqualTo("alice: 1 message, 1839 octets removed\n");
        assertThat(listed()).hasSize(1);
        assertThat(
                        maildrop("purge", "alice", "--all", "--yes", "--json")
                                .json()
                                .get("octets")
                                .getAsInt())
                .isEqualTo(93);
        assertThat(listed()).isEmpty();
        // What was delivered once is not brought back by repeating it.
        assertThat(maildrop("deliver", "alice", folder.resolve("one.eml")).out())
                .isEqualTo("alice: 0 messages delivered, 1 delivered before\n");
    }
}

package org.restante.shell.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

final class TranscriptRecorderTest {
    @TempDir private Path folder;

    private final TranscriptRecorder recorder = new TranscriptRecorder(Words.of(Locale.ENGLISH));

    private void session() {
        recorder.note("connected to 127.0.0.1:3110");
        recorder.received("+OK ready <1.2@host>");
        recorder.explained("The greeting (RFC 1939 §4).\n1. It has a *time stamp*.");
        recorder.sent("PASS ***");
        recorder.received("+OK caf\u00C3\u00A9");
        recorder.took(Duration.ofMillis(12));
        recorder.sent("RETR 1");
        recorder.received("+OK 30 octets");
        recorder.bodyLine("Subject: one");
        recorder.bodyLine("");
        recorder.bodyLine("..");
        recorder.bodyEnd(19, 3);
        recorder.sent("QUIT");
        recorder.received("+OK");
        recorder.note("closed");
    }

    @Test
    void textIsWhatTheRfcsShow() throws IOException {
        session();
        assertThat(written("a.txt"))
                .isEqualTo(
                        """
                        -- connected to 127.0.0.1:3110
                        S: +OK ready <1.2@host>
                           The greeting (RFC 1939 §4).
                           1. It has a *time stamp*.
                        C: PASS ***
                        S: +OK café
                        -- 12 ms
                        C: RETR 1
                        S: +OK 30 octets
                        S: Subject: one
                        S:
                        S: ..
                        S: .
                        C: QUIT
                        S: +OK
                        -- closed
                        """);
    }

    @Test
    void markdownHasBlocksAndTextBetween() throws IOException {
        session();
        assertThat(written("a.md"))
                .isEqualTo(
                        """
                        # A POP3 session

                        *connected to 127.0.0.1:3110*

                        ```text
                        S: +OK ready <1.2@host>
                        ```

                        The greeting (RFC 1939 §4).
                        1\\. It has a \\*time stamp\\*.

                        ```text
                        C: PASS ***
                        S: +OK café
                        ```

                        *12 ms*

                        ```text
                        C: RETR 1
                        S: +OK 30 octets
                        S: Subject: one
                        S:
                        S: ..
                        S: .
                        C: QUIT
                        S: +OK
                        ```

                        *closed*
                        """);
    }

    @Test
    void jsonIsAnArrayOfObjects() throws IOException {
        session();
        JsonArray entries = JsonParser.parseString(written("a.json")).getAsJsonArray();
        assertThat(entries.asList().stream().map(JsonElement::toString))
                .containsExactly(
                        """
                        {"kind":"note","text":"connected to 127.0.0.1:3110"}\
                        """,
                        """
                        {"kind":"received","text":"+OK ready <1.2@host>"}\
                        """,
                        """
                        {"kind":"explained","text":"The greeting (RFC 1939 §4).\\n1. It has a *time stamp*."}\
                        """,
                        """
                        {"kind":"sent","text":"PASS ***"}\
                        """,
                        """
                        {"kind":"received","text":"+OK café"}\
                        """,
                        """
                        {"kind":"took","milliseconds":12.0}\
                        """,
                        """
                        {"kind":"sent","text":"RETR 1"}\
                        """,
                        """
                        {"kind":"received","text":"+OK 30 octets"}\
                        """,
                        """
                        {"kind":"body","lines":[{"text":"Subject: one"},{"text":""},{"text":".."}],\
                        "linesLeftOut":0,"complete":true,"lineCount":3,"octets":19}\
                        """,
                        """
                        {"kind":"sent","text":"QUIT"}\
                        """,
                        """
                        {"kind":"received","text":"+OK"}\
                        """,
                        """
                        {"kind":"note","text":"closed"}\
                        """);
    }

    @Test
    void mailCannotEndABlock() throws IOException {
        recorder.sent("RETR 1");
        recorder.received("+OK ```");
        recorder.bodyLine("```");
        recorder.bodyLine("   ````````");
        recorder.bodyLine("~~~");
        recorder.bodyEnd(20, 3);
        recorder.explained("```\n# no heading\n<script>alert(1)</script>\n- no list\n===");
        assertThat(written("a.md"))
                .isEqualTo(
                        """
                        # A POP3 session

                        ```text
                        C: RETR 1
                        S: +OK ```
                        S: ```
                        S:    ````````
                        S: ~~~
                        S: .
                        ```

                        \\`\\`\\`
                        \\# no heading
                        \\<script\\>alert(1)\\</script\\>
                        \\- no list
                        \\===
                        """);
    }

    @Test
    void octetsThatAreNoUtf8SurviveInJson() throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c <= 0xFF; c++) {
            all.append(c);
        }
        recorder.sent(all.toString());
        recorder.bodyLine("caf\u00E9");
        recorder.bodyLine("\33\u00C2\u009B\u00E2\u0080\u00AE\u00F0\u009F\u0098\u0080");
        String json = written("a.json");
        JsonArray entries = JsonParser.parseString(json).getAsJsonArray();
        assertThat(octets(entries.get(0).getAsJsonObject())).isEqualTo(all.toString());
        JsonArray lines = entries.get(1).getAsJsonObject().getAsJsonArray("lines");
        assertThat(octets(lines.get(0).getAsJsonObject())).isEqualTo("caf\u00E9");
        assertThat(lines.get(1).getAsJsonObject().get("text").getAsString())
                .isEqualTo("\33\u009B\u202E😀");
    }

    private static String octets(JsonObject line) {
        return new String(
                Base64.getDecoder().decode(line.get("base64").getAsString()),
                StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "a.md", "a.json"})
    void noFileDrivesATerminal(String name) throws IOException {
        String hostile = "\33[2J\7\177\u00C2\u009B31m\u00E2\u0080\u00AE";
        recorder.sent(hostile);
        recorder.received(hostile + "\u00FF");
        recorder.bodyLine(hostile);
        recorder.explained("\33[2J\u009B\u202E\uD800");
        recorder.note("\33[2J\u009B\u202E");
        assertThat(written(name).codePoints())
                .noneMatch(c -> Character.isISOControl(c) && c != '\n')
                .noneMatch(c -> c == 0x202E);
    }

    @Test
    void inTextControlCharactersAreEscaped() throws IOException {
        recorder.received("\33[2J caf\u00E9");
        recorder.received("\33[2J caf\u00C3\u00A9 \u00E2\u0080\u00AE");
        assertThat(written("a.txt")).isEqualTo("S: \\x1B[2J caf\\xE9\nS: \\x1B[2J café \\u202E\n");
    }

    @Test
    void ofABodyTheFirstLinesAreKept() throws IOException {
        recorder.received("+OK");
        for (int i = 0; i < 1_000_000; i++) {
            recorder.bodyLine("line " + i);
        }
        recorder.bodyEnd(12_888_890, 1_000_000);
        assertThat(written("a.txt"))
                .hasLineCount(1 + TranscriptRecorder.BODY_LINES_MAX + 2)
                .endsWith("S: line 1999\nS: [998000 more lines were left out]\nS: .\n");
        JsonObject body =
                JsonParser.parseString(written("a.json")).getAsJsonArray().get(1).getAsJsonObject();
        assertThat(body.get("linesLeftOut").getAsLong()).isEqualTo(998_000);
        assertThat(body.get("lineCount").getAsLong()).isEqualTo(1_000_000);
        assertThat(body.get("octets").getAsLong()).isEqualTo(12_888_890);
    }

    @Test
    void ofABodyTheFirstOctetsAreKept() throws IOException {
        for (int i = 0; i < 100; i++) {
            recorder.bodyLine("x".repeat(TranscriptRecorder.LINE_OCTETS_MAX));
        }
        recorder.bodyLine("the last");
        recorder.bodyEnd(819_200, 101);
        assertThat(written("a.txt"))
                .hasLineCount(
                        TranscriptRecorder.BODY_OCTETS_MAX / TranscriptRecorder.LINE_OCTETS_MAX + 2)
                .contains("[69 more lines were left out]");
    }

    @Test
    void ofALineTheFirstOctetsAreKept() throws IOException {
        recorder.bodyLine("x".repeat(50_000_000));
        recorder.bodyEnd(50_000_002, 1);
        assertThat(written("a.txt"))
                .isEqualTo(
                        "S: "
                                + "x".repeat(TranscriptRecorder.LINE_OCTETS_MAX)
                                + " [49991808 more octets were left out]\nS: .\n");
        JsonObject line =
                JsonParser.parseString(written("a.json"))
                        .getAsJsonArray()
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("lines")
                        .get(0)
                        .getAsJsonObject();
        assertThat(line.get("octetsLeftOut").getAsLong()).isEqualTo(49_991_808);
    }

    @Test
    void aBodyWithoutEndIsToldAsThat() throws IOException {
        recorder.bodyLine("one");
        recorder.note("closed");
        assertThat(written("a.txt")).isEqualTo("S: one\nS: [the end did not come]\n-- closed\n");
        assertThat(written("a.json")).contains("\"complete\": false").doesNotContain("lineCount");
    }

    @Test
    void aBodyMayHaveNoLines() throws IOException {
        recorder.sent("LIST");
        recorder.received("+OK");
        recorder.bodyEnd(0, 0);
        recorder.bodyEnd(0, 0);
        assertThat(written("a.txt")).isEqualTo("C: LIST\nS: +OK\nS: .\nS: .\n");
    }

    @Test
    void theOldestMakesRoom() throws IOException {
        int many = 400_000;
        for (int i = 0; i < many; i++) {
            recorder.sent("NOOP " + i);
        }
        String text = written("a.txt");
        long kept = text.lines().count() - 1;
        assertThat(kept).isBetween(100_000L, 200_000L);
        assertThat(text)
                .startsWith("-- " + (many - kept) + " earlier entries were left out\nC: NOOP ")
                .endsWith("C: NOOP 399999\n");
        assertThat(written("a.json"))
                .startsWith(
                        "[\n  {\n    \"kind\": \"left-out\",\n    \"entries\": "
                                + (many - kept)
                                + "\n");
    }

    @Test
    void manyBodiesAreBoundedAsWell() throws IOException {
        for (int body = 0; body < 200; body++) {
            recorder.received("+OK " + body);
            for (int i = 0; i < 100; i++) {
                recorder.bodyLine("x".repeat(4_000));
            }
            recorder.bodyEnd(400_000, 100);
        }
        assertThat(written("a.txt").length())
                .isBetween(
                        (int) TranscriptRecorder.MEMORY_OCTETS_MAX / 2,
                        (int) TranscriptRecorder.MEMORY_OCTETS_MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.html", "txt", ".markdown", "a.txt.gz"})
    void anotherEndingIsAnErrorThatSaysWhatIsAllowed(String name) {
        assertThatThrownBy(() -> recorder.write(folder.resolve(name)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        folder.resolve(name)
                                + ": the name must end with .txt, .md or .json, which says how a"
                                + " transcript is written");
    }

    @Test
    void theEndingMayBeInUpperCase() throws IOException {
        session();
        assertThat(written("A.TXT")).startsWith("-- connected");
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws IOException {
        Path file = folder.resolve("a.txt");
        Files.writeString(file, "mine");
        assertThatThrownBy(() -> recorder.write(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " exists: it is not overwritten");
        Path link = folder.resolve("b.txt");
        Files.createSymbolicLink(link, folder.resolve("nowhere"));
        assertThatThrownBy(() -> recorder.write(link))
                .isInstanceOf(IOException.class)
                .hasMessage(link + " exists: it is not overwritten");
        assertThat(file).hasContent("mine");
        assertThat(files()).containsExactly("a.txt", "b.txt");
    }

    @Test
    void aFolderThatIsMissingIsTold() {
        Path file = folder.resolve("none").resolve("a.txt");
        assertThatThrownBy(() -> recorder.write(file))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no folder " + file.getParent() + " to write to");
    }

    @Test
    void nothingButTheFileIsLeft() throws IOException {
        session();
        recorder.write(folder.resolve("a.txt"));
        assertThat(files()).containsExactly("a.txt");
    }

    @Test
    void itMayBeWrittenAgainLater() throws IOException {
        recorder.sent("NOOP");
        assertThat(written("a.txt")).isEqualTo("C: NOOP\n");
        recorder.received("+OK");
        assertThat(written("b.txt")).isEqualTo("C: NOOP\nS: +OK\n");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    private String written(String name) throws IOException {
        Path file = folder.resolve(name);
        recorder.write(file);
        return Files.readString(file);
    }
}

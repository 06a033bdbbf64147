package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.Content;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A workaround for old clients. */
final class WithoutNulTest {
    private static final String MESSAGE = "A: b\r\n\r\n\0a\0\0\r\n";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String read(Content content) throws IOException {
        assertThat(content.octets()).isEqualTo(MESSAGE.length());
        try (Content.Stream stream = (Content.Stream) WithoutNul.of(content)) {
            assertThat(stream.octets()).isEqualTo(MESSAGE.length());
            int first = stream.in().read();
            byte[] rest = stream.in().readAllBytes();
            return (char) first + new String(rest, StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    @Spec("RW-016")
    void aNulBecomesAnOctetThatNobodyHangsAt() throws IOException {
        for (String message : new String[] {MESSAGE, "\0".repeat(MESSAGE.length())}) {
            assertThat(
                            read(
                                    new Content.Stream(
                                            new ByteArrayInputStream(octets(message)),
                                            message.length())))
                    .isEqualTo(message.replace('\0', '\u0080'));
        }
    }

    @Test
    void aFileIsReadFromWhereTheMessageStandsToItsEndAndClosed(@TempDir Path folder)
            throws IOException {
        Path file = Files.write(folder.resolve("file"), octets("\0before" + MESSAGE + "\0behind"));
        FileChannel channel = FileChannel.open(file);
        assertThat(read(new Content.WireFile(channel, 7, MESSAGE.length())))
                .isEqualTo(MESSAGE.replace('\0', '\u0080'));
        assertThat(channel.isOpen()).isFalse();
        Path local = Files.write(folder.resolve("local"), octets(MESSAGE.replace("\r\n", "\n")));
        FileChannel other = FileChannel.open(local);
        assertThat(read(new Content.LocalFile(other, Files.size(local), MESSAGE.length())))
                .isEqualTo(MESSAGE.replace('\0', '\u0080'));
        assertThat(other.isOpen()).isFalse();
    }

    @Test
    @Spec("RW-016")
    void aMessageKeepsItsSizeAndIsOnlyChangedWhereThatIsConfigured() throws IOException {
        String dialogue =
                """
                C: LIST 1
                S: +OK 1 14
                C: RETR 1
                S: +OK 14 octets
                S: A: b
                S:
                S: %1$sa%1$s%1$s
                S: .
                C: TOP 1 1
                S: +OK top follows
                S: A: b
                S:
                S: %1$sa%1$s%1$s
                S: .
                """;
        Scene.maildrop(MESSAGE).plays(dialogue.formatted("\\0"));
        Scene.maildrop(MESSAGE)
                .with(o -> o.withPop3(Settings::withNulReplaced))
                .plays(dialogue.formatted("\\x80"));
    }
}

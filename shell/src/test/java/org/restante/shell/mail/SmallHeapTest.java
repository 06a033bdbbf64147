package org.restante.shell.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.shell.text.Words;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A JVM with little memory shows messages that are many times larger. */
final class SmallHeapTest {
    private static final int OCTETS = 100 * 1024 * 1024;

    @Test
    void messagesManyTimesLargerThanTheHeapAreShown() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx24m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SmallHeapTest.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    public static void main(String[] args) throws IOException {
        String encoded = "Content-Transfer-Encoding: ";
        String mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
        String alternative = "Content-Type: multipart/alternative; boundary=b\n\n--b\n";
        show("\n", 'x');
        show("X: ", 'x');
        show("X: \n", ' ');
        show("", '\n');
        show("\n", '\n');
        show("Content-Type: text/html\n\n", '<');
        show("Content-Type: text/html\n\n<a href=\"", 'x');
        show("Content-Type: text/html\n\n<!--", 'x');
        show(alternative + "Content-Type: text/html\n\n", '&');
        show(alternative + "X: ", 'x');
        show(encoded + "quoted-printable\n\n", ' ');
        show(encoded + "quoted-printable\nContent-Type: image/png\n\n", ' ');
        show(encoded + "quoted-printable\nContent-Type: message/rfc822\n\n\n", ' ');
        show(encoded + "base64\n\n", '=');
        show(encoded + "base64\nContent-Type: image/png\n\n", 'A');
        show(encoded + "base64\nContent-Type: message/rfc822\n\n", 'A');
        show(mixed, '-');
        show(mixed + "--b", '-');
        show(mixed + "--b\n\n", '\0');
        show(mixed + "--b\nContent-Type: message/rfc822\n\nX: ", 'x');
    }

    private static void show(String start, char rest) throws IOException {
        InputStream message =
                new SequenceInputStream(
                        Collections.enumeration(
                                List.of(
                                        new ByteArrayInputStream(
                                                start.getBytes(StandardCharsets.US_ASCII)),
                                        new Repeated(rest, OCTETS))));
        new MessageView(Words.of(Locale.ENGLISH)).write(message, Writer.nullWriter());
    }
}

package org.restante.shell.practice;

import org.restante.testkit.Mail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The mail that waits at the practice server: each message for something that one should see. */
final class Samples {
    private static final List<String> NAMES =
            List.of(
                    "1-welcome",
                    "2-accents",
                    "3-alternative",
                    "4-attachment",
                    "5-full-stops",
                    "6-long",
                    "7-header",
                    "8-utf8");

    private Samples() {}

    /** In a person's language, in English if there is none in that. */
    static List<Mail> of(Locale locale) throws IOException {
        List<Mail> mail = new ArrayList<>();
        for (String name : NAMES) {
            mail.add(read(locale.getLanguage(), name));
        }
        return mail;
    }

    private static Mail read(String language, String name) throws IOException {
        try (InputStream file = Samples.class.getResourceAsStream(language + "/" + name + ".eml")) {
            return file == null
                    ? read("en", name)
                    : Mail.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}

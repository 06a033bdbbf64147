package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.net.Tls;
import org.restante.server.text.Language;
import org.restante.server.text.Languages;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Path;

/** LANG (RFC 6856 §3). */
final class LanguageCommandTest {
    private static final String GREETING = "S: +OK mail.example.org POP3 ready\n";
    private static final Language FRENCH = Languages.matching("fr").orElseThrow();

    @Test
    @Spec({"U8-014", "U8-015", "U8-017", "U8-019", "CA-035"})
    void aLanguageCanBeChosenInBothStates() throws IOException {
        Scene.octets(120)
                .playsFromTheStart(
                        GREETING
                                + """
                                C: LANG
                                S: +OK languages follow
                                S: en English
                                S: fr Français
                                S: .
                                C: LANG xx-none
                                S: -ERR no such language: LANG lists them
                                C: LANG fr-CA
                                S: +OK fr les réponses sont maintenant en français
                                C: LANG xx
                                S: -ERR langue inconnue : LANG en donne la liste
                                C: USER alice
                                S: +OK maintenant le mot de passe
                                C: PASS s3cret pw
                                S: +OK 1 message (120 octets)
                                C: STAT
                                S: +OK 1 120
                                C: UIDL 1
                                S: +OK 1 a1
                                C: RETR 2
                                S: -ERR ce message n'existe pas
                                C: LANG en
                                S: +OK en replies are in English now
                                C: RETR 2
                                S: -ERR no such message
                                """);
    }

    @Test
    @Spec({"U8-016", "U8-018"})
    void aStarChoosesTheDefaultOfTheAdministrator() throws IOException {
        Scene.octets(120)
                .with(o -> o.withPop3(s -> Settings.withLanguage(s, FRENCH)))
                .playsFromTheStart(
                        GREETING
                                + """
                                C: NOOP
                                S: -ERR log in first
                                C: LANG *
                                S: +OK fr les réponses sont maintenant en français
                                C: NOOP
                                S: -ERR identifiez-vous d'abord
                                C: LANG i-default
                                S: +OK en replies are in English now
                                """);
    }

    @Test
    @Spec("U8-019")
    void responseCodesAreNotTranslated() throws IOException {
        Scene.octets(120)
                .playsFromTheStart(
                        GREETING
                                + """
                                C: LANG fr
                                S: +OK fr ...
                                C: USER alice
                                S: +OK ...
                                C: PASS wrong
                                S: -ERR [AUTH] nom ou mot de passe incorrect
                                """);
    }

    @Test
    @Spec("TL-009")
    void theLanguageOfTheClearDoesNotOutliveStls(@TempDir Path folder) throws Exception {
        Tls tls = new Tls(TestTls.identity(folder, "EC"));
        try (TestPostOffice office = Scene.octets(120).with(o -> o.withTls(tls)).open();
                Client client = Client.greeted(office)) {
            assertThat(client.command("LANG fr")).startsWith("+OK fr ");
            assertThat(client.command("STLS")).isEqualTo("+OK commencez TLS maintenant");
            try (Client secure = new Client(TestTls.client(client.socket(), "TLSv1.3"))) {
                assertThat(secure.command("NOOP")).isEqualTo("-ERR log in first");
            }
        }
    }
}

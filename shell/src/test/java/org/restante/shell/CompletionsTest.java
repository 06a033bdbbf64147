package org.restante.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.reader.Candidate;
import org.junit.jupiter.api.Test;
import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.shell.text.Words;
import org.restante.testkit.Fault;
import org.restante.testkit.PostOffice;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the practice server's shell offers next. */
final class CompletionsTest {
    private static final Setup PRACTICE =
            new Setup(
                    Optional.empty(),
                    Trust.system(),
                    Optional.empty(),
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Locale.ENGLISH);

    private static List<String> values(Completions completions, String... before) {
        return completions.candidates(List.of(before)).stream().map(Candidate::value).toList();
    }

    @Test
    void whatIsLegalInTheStateIsOffered() throws Exception {
        Words words = Words.of(Locale.ENGLISH);
        try (Shell shell = new Shell(PRACTICE, words, new Person())) {
            Completions completions = new Completions(shell, words);
            assertThat(values(completions)).contains("open", "help").doesNotContain("CAPA", "RETR");
            shell.begin();
            assertThat(values(completions))
                    .contains("CAPA", "USER", "STLS", "login", "fault")
                    .doesNotContain("RETR", "DELE");
            shell.type("capa");
            assertThat(values(completions, "AUTH")).contains("SCRAM-SHA-256");
            assertThat(values(completions, "retr")).isEmpty();
            shell.type("login");
            assertThat(values(completions))
                    .contains("RETR", "DELE", "TOP", "UIDL")
                    .doesNotContain("USER", "STLS");
            assertThat(values(completions, "raw")).containsExactly("on", "off");
            assertThat(values(completions, "explain")).contains("all");
            assertThat(values(completions, "fault")).contains("cut", "off");
            assertThat(values(completions, "help")).contains("login", "RETR");
        }
    }

    @Test
    void messageNumbersHaveTheirSizeAndSubject() throws Exception {
        Words words = Words.of(Locale.ENGLISH);
        Person person = new Person();
        try (Shell shell = new Shell(PRACTICE, words, person)) {
            shell.begin();
            shell.type("login");
            person.seen.clear();
            List<Candidate> numbers = new Completions(shell, words).candidates(List.of("retr"));
            assertThat(numbers.getFirst().value()).isEqualTo("1");
            assertThat(numbers.getFirst().descr()).matches("\\d+  \\S.*");
            assertThat(person.seen).isEmpty();
            shell.type("dele 1");
            assertThat(values(new Completions(shell, words), "dele"))
                    .doesNotContain("1")
                    .contains("2");
        }
    }

    @Test
    void whatAServerMakesUpIsNotPutOnTheCommandLine() throws Exception {
        Words words = Words.of(Locale.ENGLISH);
        try (PostOffice office = PostOffice.builder().account("alice", "secret").start();
                Shell shell =
                        new Shell(
                                new Setup(
                                        Optional.of(
                                                new Target(
                                                        Pop3Server.of("127.0.0.1")
                                                                .withSecurity(Security.CLEAR_TEXT)
                                                                .withPort(office.pop3().getPort()),
                                                        Optional.empty(),
                                                        Optional.empty())),
                                        Trust.system(),
                                        Optional.empty(),
                                        false,
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        Locale.ENGLISH),
                                words,
                                new Person())) {
            office.faults().add(Fault.answer("CAPA", "+OK\r\nSASL PLAIN \u001B[31mX LOGIN\r\n."));
            shell.begin();
            shell.type("capa");
            assertThat(values(new Completions(shell, words), "AUTH"))
                    .containsExactly("PLAIN", "LOGIN");
        }
    }
}

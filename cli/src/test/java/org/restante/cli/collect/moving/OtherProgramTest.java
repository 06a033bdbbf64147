package org.restante.cli.collect.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.protocol.Secret;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files as these programs take them; what fetchmail makes of its own was compared with
 * --configdump.
 */
final class OtherProgramTest {
    private static final String HOME = System.getProperty("user.home");

    private final List<Note> notes = new ArrayList<>();

    private List<Converted> read(String text) {
        OtherProgram program = OtherProgram.of(text).orElseThrow();
        return program.accounts(
                text.getBytes(StandardCharsets.UTF_8), Path.of("getmailrc-work"), notes);
    }

    /** Each account in a line, with what a table would have. */
    private List<String> told(String text) {
        return read(text).stream()
                .map(it ->
                        it.server().security()
                                + " "
                                + it.user()
                                + " at "
                                + it.server()
                                + " "
                                + it.password().map(Secret::reveal).orElse("-")
                                + " "
                                + it.keys())
                .toList();
    }

    private List<String> notes() {
        return notes.stream().map(it -> it.line() + " " + it.words()).toList();
    }

    @Test
    void fetchmailsEntriesAreReadAsItReadsThem() {
        assertThat(
                        told(
                                """
                                # mine
                                set postmaster "me"; set daemon 300
                                set no bouncemail
                                defaults proto pop3, timeout 30
                                   user esr is eric   # user in defaults
                                poll mail.example.org port 995
                                   user "alice x" there has password 12345 and is 'al ice' here ssl keep
                                   user bob here is robert there with pass "two
                                lines" options fetchall mda "x %T"
                                skip other.example.net via pop.example.net proto apop user carol pass p
                                poll work via pop.example.net proto apop username carol password sec#ret
                                   sslproto '' limit 50000 sslcertfile /etc/ca.pem smtphost a,b lmtp no rewrite
                                poll third proto imap user x pass y
                                server here.example.org user dan\\32b pass "\\x41\\066\\101" sslproto TLS1.2+
                                """))
                .containsExactly(
                        "TLS alice x at mail.example.org:995 12345 {remove=never}",
                        "TLS robert at mail.example.org:995 two\nlines {remove=after-delivery,"
                                + " deliver-to=command, command=[x, bob]}",
                        "STLS carol at pop.example.net:110 sec#ret {ca-file=/etc/ca.pem,"
                                + " remove=after-delivery, size-max=50000}",
                        "STLS dan b at here.example.org:110 A6e {remove=after-delivery}");
        assertThat(notes())
                .anyMatch(it -> it.startsWith("2 set daemon: a run fetches once"))
                .anyMatch(it ->
                        it.startsWith("7 mail of alice x went by SMTP to al ice at localhost"))
                .anyMatch(it -> it.startsWith("9 fetchall: "))
                .anyMatch(it -> it.startsWith("10 skip other.example.net: left out"))
                .anyMatch(it -> it.startsWith("12 no TLS: everybody on the way"))
                .anyMatch(it -> it.startsWith("12 mail of carol went by SMTP to eric at a b"))
                .anyMatch(it -> it.startsWith("13 protocol imap is not POP3: third is left out"))
                .hasSize(8);
    }

    @Test
    void aNegationMayBeOneWord() {
        assertThat(
                        told(
                                """
                                defaults proto pop3 keep fetchall
                                poll a.example.org user u pass p nokeep nofetchall ssl
                                poll b.example.org user u pass nokeep ssl
                                poll c.example.org user nokeep pass "nokeep" no keep ssl
                                """))
                .containsExactly(
                        "TLS u at a.example.org:995 p {remove=after-delivery}",
                        "TLS u at b.example.org:995 nokeep {remove=never}",
                        "TLS nokeep at c.example.org:995 nokeep {remove=after-delivery}");
        assertThat(notes()).noneMatch(it -> it.startsWith("2 fetchall"));
    }

    @Test
    void fetchmailsSecurityIsNeverLessHere() {
        assertThat(
                        told(
                                """
                                poll a.example.org proto pop3 user u pass p no sslcertck
                                poll localhost proto pop3 service 1110 user u pass p sslproto ''
                                poll c.example.org user u is * here ssl
                                """))
                .containsExactly(
                        "STLS u at a.example.org:110 p {remove=after-delivery}",
                        "CLEAR_TEXT u at localhost:1110 p {remove=after-delivery}",
                        "TLS u at c.example.org:995 - {password=netrc, remove=after-delivery}");
        assertThat(notes())
                .anyMatch(
                        it -> it.startsWith("1 fetchmail goes on in the clear where a.example.org"))
                .anyMatch(it -> it.startsWith("1 no sslcertck: certificates are always checked"))
                .anyMatch(it -> it.startsWith("3 several local users"))
                .anyMatch(it -> it.startsWith("3 no protocol is named"))
                .anyMatch(it -> it.startsWith("3 no password for u"));
    }

    @Test
    void getmailsSectionsBecomeOneAccount() {
        assertThat(
                        told(
                                """
                                [retriever]
                                type = SimplePOP3SSLRetriever
                                server: pop.example.org
                                Username = alice@example.org
                                ; a comment
                                password_command = ("/usr/bin/pass", 'mail/x',
                                    "with \\"quotes\\"",)
                                ca_certs = ~/ca.pem
                                [destination]
                                type = MultiDestination
                                destinations = ("[mda]", "~/Maildir/")
                                [mda]
                                type = MDA_external
                                path = /usr/bin/procmail
                                arguments = ("-f", "%(sender)")
                                [filter-1]
                                type = Filter_external
                                [options]
                                delete_after = 14
                                max_message_size = 5000000
                                received = false
                                delivered_to = off
                                """))
                .containsExactly(
                        "TLS alice@example.org at pop.example.org:995 - {ca-file="
                                + HOME
                                + "/ca.pem, password-command=[/usr/bin/pass, mail/x, with \"quotes\"],"
                                + " remove=14d, size-max=5000000, deliver-to=command,"
                                + " command=[/usr/bin/procmail, -f, %(sender)]}");
        assertThat(notes())
                .anyMatch(it -> it.startsWith("1 read_all"))
                .anyMatch(it -> it.contains("a collection has one destination: ~/Maildir/"))
                .anyMatch(it -> it.startsWith("15 arguments: the command is not told sender"))
                .anyMatch(it -> it.startsWith("17 [filter-1]: nothing is filtered"))
                .hasSize(4);
        assertThat(read("[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = x\nusername = y\n"))
                .isEmpty();
        assertThat(notes()).contains("2 type SimpleIMAPSSLRetriever is not POP3: left out");
    }

    @Test
    void getmailsOtherDestinations() {
        String text =
                """
                [retriever]
                type = BrokenUIDLPOP3Retriever
                server = 127.0.0.1
                port = 1110
                username = alice
                password = a b = c
                [destination]
                type = %s
                path = ~/mail/x
                [options]
                read_all = false
                delete = true
                delete_after = 14
                """;
        assertThat(told(text.formatted("Mboxrd")))
                .containsExactly(
                        "CLEAR_TEXT alice at 127.0.0.1:1110 a b = c {remove=after-delivery,"
                                + " add-headers=[received, delivered-to], deliver-to=mbox, path="
                                + HOME
                                + "/mail/x}");
        assertThat(told(text.formatted("MultiSorter")))
                .containsExactly(
                        "CLEAR_TEXT alice at 127.0.0.1:1110 a b = c {remove=after-delivery,"
                                + " add-headers=[received, delivered-to]}");
        assertThat(notes()).anyMatch(it -> it.startsWith("8 destination MultiSorter has nothing"));
    }

    @Test
    void mpopsAccountsInherit() {
        assertThat(
                        told(
                                """
                                # mine
                                defaults
                                tls on
                                received_header off
                                account home
                                host "pop.example.org"
                                user alice
                                password "a b
                                delivery maildir ~/Maildir
                                keep
                                account work : home
                                user bob
                                password
                                passwordeval gpg -d ~/.x.gpg | head -1
                                tls_starttls off
                                tls_trust_file /etc/ca.pem
                                keep off
                                killsize 2m
                                delivery mda /usr/bin/procmail -f '%F' -d $USER
                                account bare
                                host pop.example.net
                                user carol
                                tls off
                                skipsize 100
                                filter x
                                delivery exchange /x
                                account default : home
                                """))
                .containsExactly(
                        "STLS alice at pop.example.org:110 \"a b {remove=never, deliver-to=maildir,"
                                + " path="
                                + HOME
                                + "/Maildir}",
                        "TLS bob at pop.example.org:995 - {ca-file=/etc/ca.pem, password-command=[sh,"
                                + " -c, gpg -d ~/.x.gpg | head -1], remove=after-delivery,"
                                + " size-max=2097152, too-large=remove, deliver-to=command, command=[sh, -c,"
                                + " /usr/bin/procmail -f 'MAILER-DAEMON' -d $USER]}",
                        "STLS carol at pop.example.net:110 - {password=keyring,"
                                + " remove=after-delivery}");
        assertThat(notes())
                .anyMatch(it -> it.startsWith("19 delivery: the command is not told the sender"))
                .anyMatch(it -> it.startsWith("20 no password: it is looked for where mpop has it"))
                .anyMatch(it -> it.startsWith("23 no TLS"))
                .anyMatch(it -> it.startsWith("24 a bound of 100 octets"))
                .anyMatch(it -> it.startsWith("25 filter: "))
                .anyMatch(it -> it.startsWith("26 delivery exchange has nothing like it"))
                .hasSize(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    poll a proto pop3 user b secret             | line 1: not a word that fetchmail knows
                    poll a proto pop3 user b pass x keeep       | line 1, behind pass and its value: not a word
                    poll a proto pop3 user b pass               | line 1: a value is missing
                    defaults user u sec:ret                     | line 1: not a word
                    poll a user b pass = secret                 | line 1: a value is missing
                    account x : secret                          | line 1: there is no account
                    """)
    void whatIsWrongIsToldByItsLine(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .withMessageContaining(message);
    }

    @Test
    void passwordsAreInNoMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("poll a proto pop3 user b pass x secret"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("[retriever]\npassword\n secret"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
        assertThat(read("poll a proto pop3 user b pass secret").toString())
                .doesNotContain("secret");
    }

    @Test
    void onlyAnAccountsOwnMessagesWereSeen() {
        Converted fetched =
                read("poll mail.test via 127.0.0.1 proto pop3 user a@b pass x sslproto ''")
                        .getFirst();
        assertThat(
                        OtherProgram.FETCHMAIL.seen(
                                """
                                a@b@127.0.0.1 uid-1
                                A@b@127.0.0.1 uid-2
                                a@b@mail.test uid 3
                                a@b@127.0.0.10 uid-4
                                other@127.0.0.1 uid-5
                                """
                                        .getBytes(StandardCharsets.UTF_8),
                                Path.of(".fetchids"),
                                fetched))
                .containsOnlyKeys("uid-1", "uid 3");
        Converted polled = read("account x\nhost 127.0.0.1\nuser b ob\ntls off\n").getFirst();
        assertThat(
                        OtherProgram.MPOP.seen(
                                "# x\n 1 127.0.0.1 b ob\nuid-1\n 2 127.0.0.1 b\nuid-2\nuid-3\n"
                                        .getBytes(StandardCharsets.UTF_8),
                                Path.of("uidls"),
                                polled))
                .containsOnlyKeys("uid-1");
        Converted got =
                read("[retriever]\ntype = SimplePOP3SSLRetriever\nserver = h\nusername = a/b\n")
                        .getFirst();
        byte[] old = "uid-1\0001795697760\nbroken\n".getBytes(StandardCharsets.UTF_8);
        assertThat(OtherProgram.GETMAIL.seen(old, Path.of("oldmail-h-995-a-b"), got))
                .isEqualTo(Map.of("uid-1", Optional.of(Instant.ofEpochSecond(1795697760))));
        assertThat(OtherProgram.GETMAIL.seen(old, Path.of("oldmail-h-110-a-b"), got)).isEmpty();
    }
}

package org.restante.shell.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.client.CommandFailedException;
import org.restante.client.Credentials;
import org.restante.client.Listed;
import org.restante.client.Mechanism;
import org.restante.client.Pop3Client;
import org.restante.client.Pop3Server;
import org.restante.client.ProtocolException;
import org.restante.client.RemoteMaildrop;
import org.restante.client.Security;
import org.restante.client.Timeouts;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.pop3.ResponseCode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

import javax.net.ssl.SSLException;

final class PracticeTest {
    private static final int MESSAGES = 8;

    private Practice practice;

    @BeforeEach
    void start() throws IOException {
        practice = Practice.start(Locale.ENGLISH);
    }

    @AfterEach
    void close() {
        practice.close();
    }

    private Pop3Client connect() throws IOException {
        return Pop3Client.connect(practice.server(Security.CLEAR_TEXT));
    }

    private RemoteMaildrop login(Pop3Client client) throws IOException {
        return client.login(new Credentials.Password(practice.name(), practice.password()));
    }

    private static String text(RemoteMaildrop maildrop, int message) throws IOException {
        try (InputStream octets = maildrop.retrieve(new MessageNumber(message))) {
            return new String(octets.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As a session of its own sees it. */
    private long messages() throws IOException {
        try (Pop3Client client = connect()) {
            return login(client).stat().messages().orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(Security.class)
    void itIsReachedInTheClearAndByTls(Security security) throws IOException {
        try (Pop3Client client = Pop3Client.connect(practice.server(security))) {
            assertThat(client.tls().isPresent()).isEqualTo(security != Security.CLEAR_TEXT);
            RemoteMaildrop maildrop = login(client);
            assertThat(maildrop.listing().messages()).hasSize(MESSAGES);
            maildrop.quit();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SCRAM-SHA-256",
                "SCRAM-SHA-1",
                "CRAM-MD5",
                "APOP",
                "PLAIN",
                "LOGIN",
                "USER"
            })
    void onePasswordServesManyMechanisms(String name) throws IOException {
        Mechanism mechanism = Mechanism.of(name).orElseThrow();
        try (Pop3Client client = connect()) {
            RemoteMaildrop maildrop =
                    client.login(
                            new Credentials.Password(practice.name(), practice.password())
                                    .by(mechanism));
            assertThat(maildrop.mechanism()).isEqualTo(mechanism);
        }
    }

    @Test
    void theMailIsWorthLookingAt() throws IOException {
        try (Pop3Client client = connect()) {
            client.enableUtf8();
            RemoteMaildrop maildrop = login(client);
            assertThat(text(maildrop, 1)).contains("Subject: Welcome to the practice counter\r\n");
            assertThat(text(maildrop, 2)).contains("Subject: =?utf-8?q?", "=C3=A9");
            assertThat(text(maildrop, 3)).contains("multipart/alternative", "text/html");
            assertThat(text(maildrop, 4)).contains("filename=\"timetable.csv\"", "base64");
            assertThat(text(maildrop, 5)).contains("\r\n.\r\n", "\r\n.profile", "\r\n...");
            assertThat(text(maildrop, 6).lines()).hasSizeGreaterThan(300);
            assertThat(text(maildrop, 7).lines()).anyMatch(line -> line.length() > 998);
            assertThat(text(maildrop, 8)).contains("Subject: Grüße, 你好");
        }
    }

    @Test
    void withoutUtf8TheHeaderOfTheLastMessageIsASubstitute() throws IOException {
        try (Pop3Client client = connect()) {
            String header = text(login(client), MESSAGES).split("\r\n\r\n", 2)[0];
            assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(header)).isTrue();
        }
    }

    @Test
    void frenchPeopleHaveFrenchMailAndAnswers() throws IOException {
        try (Practice french = Practice.start(Locale.CANADA_FRENCH);
                Pop3Client client = Pop3Client.connect(french.server(Security.CLEAR_TEXT))) {
            RemoteMaildrop maildrop =
                    client.login(new Credentials.Password(french.name(), french.password()));
            assertThat(maildrop.listing().messages()).hasSize(MESSAGES);
            assertThat(text(maildrop, 1)).contains("Bonjour,");
            assertThat(french.order("off")).isEqualTo("Le serveur se conduit bien à nouveau.");
        }
    }

    @Test
    void othersHaveEnglishMail() throws IOException {
        try (Practice korean = Practice.start(Locale.KOREAN);
                Pop3Client client = Pop3Client.connect(korean.server(Security.CLEAR_TEXT))) {
            RemoteMaildrop maildrop =
                    client.login(new Credentials.Password(korean.name(), korean.password()));
            assertThat(text(maildrop, 1)).contains("Hello,");
        }
    }

    @Test
    void cutEndsTheConnectionInTheMiddleOfThatMessageUntilOff() throws IOException {
        assertThat(practice.order("cut 3")).startsWith("RETR 3 will break off");
        try (Pop3Client client = connect()) {
            RemoteMaildrop maildrop = login(client);
            assertThat(text(maildrop, 2)).isNotEmpty();
            InputStream octets = maildrop.retrieve(new MessageNumber(3));
            assertThat(octets.readNBytes(200)).hasSize(200);
            assertThatThrownBy(octets::readAllBytes).isInstanceOf(EOFException.class);
        }
        practice.order("off");
        try (Pop3Client client = connect()) {
            assertThat(text(login(client), 3)).contains("----practice--");
        }
    }

    @Test
    void stallSaysNoMoreInTheMiddle() throws IOException {
        practice.order("stall 1");
        Timeouts impatient =
                new Timeouts(
                        Timeouts.USUAL.connect(),
                        Timeouts.USUAL.greeting(),
                        Timeouts.USUAL.login(),
                        Timeouts.USUAL.command(),
                        Duration.ofSeconds(2));
        Pop3Server server = practice.server(Security.CLEAR_TEXT).withTimeouts(impatient);
        try (Pop3Client client = Pop3Client.connect(server)) {
            RemoteMaildrop maildrop = login(client);
            assertThatThrownBy(() -> text(maildrop, 1)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void refuseWithholdsOneMessage() throws IOException {
        practice.order("refuse 2");
        try (Pop3Client client = connect()) {
            RemoteMaildrop maildrop = login(client);
            assertThatThrownBy(() -> text(maildrop, 2))
                    .isInstanceOfSatisfying(
                            CommandFailedException.class,
                            e -> assertThat(e.code()).hasValue(ResponseCode.SYS_TEMP));
            assertThat(text(maildrop, 3)).isNotEmpty();
        }
    }

    @Test
    void slowLosesNothing() throws IOException {
        List<Listed> before;
        try (Pop3Client client = connect()) {
            before = login(client).listing().messages();
        }
        practice.order("slow");
        try (Pop3Client client = connect()) {
            assertThat(login(client).listing().messages()).isEqualTo(before);
        }
    }

    @Test
    void aLostQuitRemovesNothing() throws IOException {
        practice.order("quit-lost");
        markAndFailToQuit();
        assertThat(messages()).isEqualTo(MESSAGES);
    }

    @Test
    void anUnheardQuitHasRemoved() throws IOException {
        practice.order("quit-unheard");
        markAndFailToQuit();
        assertThat(messages()).isEqualTo(MESSAGES - 1);
    }

    private void markAndFailToQuit() throws IOException {
        try (Pop3Client client = connect()) {
            RemoteMaildrop maildrop = login(client);
            maildrop.mark(new MessageNumber(1));
            assertThatIOException().isThrownBy(maildrop::quit);
        }
    }

    @Test
    void loginsAreRefusedWithTheirCodes() throws IOException {
        refused("in-use", ResponseCode.IN_USE);
        practice.order("off");
        refused("login-delay", ResponseCode.LOGIN_DELAY);
    }

    private void refused(String order, ResponseCode code) throws IOException {
        practice.order(order);
        try (Pop3Client client = connect()) {
            assertThatThrownBy(() -> login(client))
                    .isInstanceOfSatisfying(
                            CommandFailedException.class, e -> assertThat(e.code()).hasValue(code));
        }
    }

    @Test
    void sizesAreWrongAndMessagesAreNot() throws IOException {
        practice.order("sizes");
        try (Pop3Client client = connect()) {
            RemoteMaildrop maildrop = login(client);
            Listed first = maildrop.listing().messages().getFirst();
            long octets = text(maildrop, 1).getBytes(StandardCharsets.UTF_8).length;
            assertThat(first.octets()).isEqualTo(OptionalLong.of(octets + 100));
        }
    }

    @Test
    void uniqueIdsRepeat() throws IOException {
        practice.order("same-ids");
        assertThat(said("UIDL 1")).isEqualTo("+OK 1 same");
        assertThat(said("UIDL 2")).isEqualTo("+OK 2 same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UIDL", "TOP"})
    void oldServersLackCommands(String command) throws IOException {
        practice.order("no-" + command);
        assertThat(said(command + " 1 0")).isEqualTo("-ERR unknown command");
        try (Pop3Client client = connect()) {
            assertThat(client.capabilities().has(command)).isFalse();
            assertThat(login(client).listing().messages()).hasSize(MESSAGES);
        }
    }

    @Test
    void oldServersCannotTellWhatTheyCan() throws IOException {
        practice.order("no-capa");
        try (Pop3Client client = connect()) {
            assertThat(client.capabilities().known()).isFalse();
        }
    }

    @Test
    void withoutStuffingAMessageEndsAtALineOfOneFullStop() throws IOException {
        practice.order("unstuffed");
        try (Pop3Client client = connect()) {
            RemoteMaildrop maildrop = login(client);
            assertThatThrownBy(() -> text(maildrop, 5)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void linesEndWithLineFeedsAlone() throws IOException {
        practice.order("line-feeds");
        try (Socket socket = socket()) {
            assertThat(line(socket.getInputStream())).startsWith("+OK").doesNotContain("\r");
        }
        practice.order("off");
        try (Socket socket = socket()) {
            assertThat(line(socket.getInputStream())).endsWith("\r");
        }
    }

    @Test
    void anotherProtocolAnswers() throws IOException {
        practice.order("not-pop3");
        assertThatThrownBy(this::connect).isInstanceOf(ProtocolException.class);
    }

    @Test
    void stlsIsTakenOutOfCapaAndThereAllTheSame() throws IOException {
        practice.order("hide-stls");
        assertThatThrownBy(() -> Pop3Client.connect(practice.server(Security.STLS)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("offers no STLS");
    }

    @Test
    void aLineInTheClearStandsInFrontOfTls() throws IOException {
        practice.order("inject");
        assertThatIOException()
                .isThrownBy(() -> Pop3Client.connect(practice.server(Security.STLS)));
        try (Socket socket = socket()) {
            line(socket.getInputStream());
            say(socket, "STLS");
            assertThat(line(socket.getInputStream())).startsWith("+OK");
            assertThat(line(socket.getInputStream())).isEqualTo("+OK said in the clear\r");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "other-name", "untrusted"})
    void certificatesAreNotToBeTrusted(String order) throws IOException {
        practice.order(order);
        for (Security security : List.of(Security.STLS, Security.TLS)) {
            assertThatThrownBy(() -> Pop3Client.connect(practice.server(security)))
                    .isInstanceOf(SSLException.class);
        }
        practice.order("off");
        Pop3Client.connect(practice.server(Security.TLS)).close();
    }

    @Test
    void severalAtOnceAddUpAndOffComesFirstIfItStandsFirst() throws IOException {
        assertThat(practice.order(" cut  3 In-Use ").lines()).hasSize(2);
        assertThat(practice.order("").lines().toList().getLast())
                .isEqualTo("Wrong now: cut 3, in-use");
        practice.order("off refuse 4");
        assertThat(practice.order("")).endsWith("Wrong now: refuse 4");
        assertThat(messages()).isEqualTo(MESSAGES);
        practice.order("off");
        assertThat(practice.order("")).endsWith("Nothing is wrong now.");
    }

    @Test
    void whatIsNoOrderChangesNothingAndSaysWhatIsAllowed() {
        assertThatThrownBy(() -> practice.order("in-use nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("There is no fault \"nonsense\"; there are cut, stall,")
                .hasMessageEndingWith(", off.");
        for (String order : List.of("cut", "cut 0", "cut 9", "cut 99999999999", "cut in-use")) {
            assertThatThrownBy(() -> practice.order(order))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "fault cut needs the number of a message, from 1 to 8: fault cut 1");
        }
        assertThat(practice.order("")).endsWith("Nothing is wrong now.");
    }

    @Test
    void whenAllIsRemovedThereIsNoMessageToOrderAFaultFor() throws IOException {
        try (Pop3Client client = connect()) {
            RemoteMaildrop maildrop = login(client);
            assertThat(maildrop.markAll(maildrop.listing().messages())).isEmpty();
            maildrop.quit();
        }
        assertThatThrownBy(() -> practice.order("cut 1")).hasMessageContaining("none is left");
    }

    @Test
    void everyOrderIsListedCompletedAndAnsweredInBothLanguages() throws IOException {
        assertThat(practice.words()).hasSize(Order.values().length + 1).endsWith("off");
        try (Practice french = Practice.start(Locale.FRENCH)) {
            for (Order each : Order.values()) {
                String order = each.word() + (each.takesMessage() ? " 1" : "");
                assertThat(practice.words()).contains(each.word());
                assertThat(practice.order("")).contains("\n  " + each.word() + " ");
                assertThat(practice.order(order)).isNotEqualTo(french.order(order));
                assertThat(french.order("")).contains(order);
            }
        }
    }

    /** The status line that answers a command of somebody who has logged in. */
    private String said(String command) throws IOException {
        try (Socket socket = socket()) {
            InputStream in = socket.getInputStream();
            line(in);
            say(socket, "USER " + practice.name());
            line(in);
            say(socket, "PASS " + practice.password());
            assertThat(line(in)).startsWith("+OK");
            say(socket, command);
            return line(in).strip();
        }
    }

    private Socket socket() throws IOException {
        Pop3Server server = practice.server(Security.CLEAR_TEXT);
        Socket socket = new Socket(server.host(), server.port());
        socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
        return socket;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Without its LF. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString();
    }
}

package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.ApopDigest;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.login.Account;
import org.restante.server.login.Policy;
import org.restante.spec.Chunking;
import org.restante.spec.Spec;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** APOP (RFC 1939 §7), where it is switched on. */
final class ApopTest {
    private static final Pattern GREETING =
            Pattern.compile("\\+OK mail\\.example\\.org POP3 ready (<[^<>@ ]+@[^<>@ ]+>)");

    private static Scene scene() {
        return Scene.octets(120).with(o -> o.withPop3(Settings::withApop));
    }

    private static String timestamp(Client client) throws IOException {
        Matcher greeting = GREETING.matcher(client.line());
        assertThat(greeting.matches()).isTrue();
        return greeting.group(1);
    }

    @Test
    @Spec({"P3-104", "RW-082"})
    void theTimestampIsTheSameInEachLocale() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            try (TestPostOffice office = scene().open();
                    Client client = new Client(office.pop3())) {
                assertThat(timestamp(client)).matches("<[0-9a-f]+\\.[0-9]+@mail\\.example\\.org>");
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String digest(String timestamp, String password) {
        return ApopDigest.of(timestamp, new Secret(password));
    }

    @Test
    @Spec({"P3-104", "P3-106", "P3-107"})
    void theDigestOfTheGreetingAndThePasswordLogsIn() throws IOException {
        try (TestPostOffice office = scene().open();
                Client client = new Client(office.pop3())) {
            String timestamp = timestamp(client);
            assertThat(client.command("APOP alice"))
                    .isEqualTo("-ERR APOP needs a name and a digest");
            assertThat(client.command("APOP alice zz"))
                    .isEqualTo("-ERR [AUTH] wrong name or password");
            assertThat(client.command("APOP alice " + digest(timestamp, "wrong")))
                    .isEqualTo("-ERR [AUTH] wrong name or password");
            assertThat(client.command("APOP nobody " + digest(timestamp, Scene.PASSWORD)))
                    .isEqualTo("-ERR [AUTH] wrong name or password");
            assertThat(client.command("APOP alice " + digest(timestamp, Scene.PASSWORD)))
                    .isEqualTo("+OK 1 message (120 octets)");
            assertThat(client.command("APOP alice " + digest(timestamp, Scene.PASSWORD)))
                    .isEqualTo("-ERR not after login");
        }
    }

    @Test
    @Spec("P3-112")
    void thePasswordMayBePreparedByEachOfItsProfiles() throws IOException {
        String password = "\u00bd\u2168";
        for (String prepared : List.of(password, "1\u20442IX")) {
            try (TestPostOffice office = scene().open();
                    Client client = new Client(office.pop3())) {
                office.accounts().put("alice", password);
                String timestamp = timestamp(client);
                assertThat(client.command("APOP alice " + digest(timestamp, prepared)))
                        .startsWith("+OK");
            }
        }
    }

    @Test
    @Spec("LK-001")
    void aLockedMaildropIsInUseByApopToo() throws IOException {
        try (TestPostOffice office = scene().open();
                Client first = new Client(office.pop3());
                Client second = new Client(office.pop3())) {
            for (Client client : List.of(first, second)) {
                String expected = client == first ? "+OK " : "-ERR [IN-USE] ";
                assertThat(
                                client.command(
                                        "APOP alice " + digest(timestamp(client), Scene.PASSWORD)))
                        .startsWith(expected);
            }
        }
    }

    @Test
    @Spec("P3-105")
    void noTwoGreetingsAreAlike() throws IOException {
        Set<String> timestamps = new HashSet<>();
        try (TestPostOffice office = scene().open()) {
            for (int i = 0; i < 200; i++) {
                try (Client client = new Client(office.pop3())) {
                    String timestamp = timestamp(client);
                    assertThat(timestamp).matches("<[0-9a-f]{32}\\.[0-9]+@mail\\.example\\.org>");
                    timestamps.add(timestamp);
                }
            }
        }
        assertThat(timestamps).hasSize(200);
    }

    @Test
    @Spec({"P3-104", "P3-110", "RW-021"})
    void byDefaultThereIsNoTimestampAndNoApop() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        """
                        S: +OK mail.example.org POP3 ready
                        C: APOP alice c4c9334bac560ecc979e58001b3e22fb
                        S: -ERR APOP is not offered here
                        """,
                        new Chunking.Lines());
    }

    @Test
    @Spec("P3-108")
    void anAccountCanBeForApopOnly() throws IOException {
        Policy apopOnly =
                new Policy(
                        Optional.empty(),
                        false,
                        List.of(),
                        Optional.of(Set.of("APOP")),
                        Optional.empty(),
                        Optional.empty());
        try (TestPostOffice office = scene().open();
                Client client = new Client(office.pop3())) {
            office.accounts().put("alice", Scene.PASSWORD, true, apopOnly);
            String timestamp = timestamp(client);
            assertThat(client.login()).isEqualTo("-ERR [AUTH] wrong name or password");
            assertThat(client.command("APOP alice " + digest(timestamp, Scene.PASSWORD)))
                    .startsWith("+OK");
        }
    }

    @Test
    void anAccountWithoutARecoverablePasswordIsToldInTheLogOnly()
            throws IOException, InterruptedException {
        try (TestPostOffice office = scene().open();
                Client client = new Client(office.pop3())) {
            office.accounts().put(new Account("alice", true, List.of(), MaildropName.of("alice")));
            String digest = digest(timestamp(client), Scene.PASSWORD);
            assertThat(client.command("APOP alice " + digest))
                    .isEqualTo("-ERR [AUTH] wrong name or password");
            assertThat(office.await(Event.LoginFailed.class, _ -> true).reason())
                    .isEqualTo("the account has no recoverable password, as APOP needs");
        }
    }
}

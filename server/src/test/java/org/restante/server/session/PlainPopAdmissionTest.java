package org.restante.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.server.TestPostOffice;
import org.restante.server.TestPostOffice.Options;
import org.restante.server.event.Event;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Policy;
import org.restante.server.login.Retention;
import org.restante.server.net.Admission;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.Refusal;
import org.restante.server.pop3.Client;
import org.restante.server.pop3.Settings;
import org.restante.spec.Spec;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who is served by POP2 and POP1, and who is let in. */
final class PlainPopAdmissionTest {
    /** The two versions, as far as a login goes. */
    enum Version {
        POP2,
        POP1;

        Client connected(TestPostOffice office) throws IOException {
            return new Client(this == POP2 ? office.pop2() : office.pop1());
        }

        /** What is said behind the greeting to alice's login with this password. */
        String login(Client client, String password) throws IOException {
            if (this == POP2) {
                return client.command("HELO alice " + password);
            }
            client.command("USER alice");
            return client.command("PASS " + password);
        }

        String refusal(Refusal why) {
            return (this == POP2 ? "- " : "-ERR ") + why.text() + "\r\n";
        }

        boolean isGranted(String reply) {
            return reply.startsWith(this == POP2 ? "#" : "+OK");
        }
    }

    private static Options behindProxy(Options options) {
        return options.withListener(
                new Listener.Rules(
                        List.of(Network.parse("127.0.0.1")),
                        Duration.ofMinutes(2),
                        Optional.empty()));
    }

    @ParameterizedTest
    @Spec({"P2-029", "P1-015"})
    @EnumSource
    void whoComesFromAfarIsSentAwayBeforeAPasswordIsSent(Version version) throws Exception {
        try (TestPostOffice office =
                        PlainScene.octets(20).with(PlainPopAdmissionTest::behindProxy).open();
                Client client = version.connected(office)) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.9 4711 109\r\n");
            assertThat(client.rest()).isEqualTo(version.refusal(Refusal.CLEAR_TEXT));
            Event.Refused refused = office.await(Event.Refused.class, _ -> true);
            assertThat(refused.peer()).isEqualTo("192.0.2.1:4711");
            assertThat(refused.listener()).isEqualTo(version.name().toLowerCase(Locale.ROOT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsOnThisMachineIsServed(Version version) throws Exception {
        try (TestPostOffice office =
                        PlainScene.octets(20).with(PlainPopAdmissionTest::behindProxy).open();
                Client client = version.connected(office)) {
            client.send("PROXY TCP4 127.0.0.1 127.0.0.1 4711 109\r\n").line();
            assertThat(version.isGranted(version.login(client, "secret"))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereItIsForcedEverybodyIsServed(Version version) throws Exception {
        try (TestPostOffice office =
                        PlainScene.octets(20)
                                .with(PlainPopAdmissionTest::behindProxy)
                                .with(o -> o.withPop3(s -> Settings.with(s, ClearTextLogin.ALWAYS)))
                                .open();
                Client client = version.connected(office)) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.9 4711 109\r\n").line();
            assertThat(version.isGranted(version.login(client, "secret"))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneConnectionTooManyIsToldSo(Version version) throws Exception {
        try (TestPostOffice office =
                        PlainScene.octets()
                                .with(o -> o.withRules(new Admission.Rules(1, 9, List.of())))
                                .open();
                Client first = version.connected(office)) {
            first.line();
            try (Client second = version.connected(office)) {
                assertThat(second.rest()).isEqualTo(version.refusal(Refusal.SESSIONS));
            }
        }
    }

    private static Policy policy(String which) {
        return new Policy(
                which.equals("listener") ? Optional.of(Set.of("pop3s")) : Optional.empty(),
                which.equals("tls"),
                which.equals("network") ? List.of(Network.parse("192.0.2.0/24")) : List.of(),
                which.equals("method") ? Optional.of(Set.of("PLAIN")) : Optional.empty(),
                which.equals("delay") ? Optional.of(Duration.ofHours(1)) : Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @Spec({"P2-005", "P1-003"})
    @CsvSource({
        "POP2, listener, the account may not log in at pop2",
        "POP2, tls, the account may not log in without TLS",
        "POP2, network, the account may not log in from this address",
        "POP2, method, the account may not log in by USER",
        "POP1, listener, the account may not log in at pop1",
        "POP1, tls, the account may not log in without TLS",
        "POP1, network, the account may not log in from this address",
        "POP1, method, the account may not log in by USER",
    })
    void anAccountsPolicyHolds(Version version, String which, String reason) throws Exception {
        try (TestPostOffice office = PlainScene.octets(20).open()) {
            office.accounts().put("alice", "secret", true, policy(which));
            try (Client client = version.connected(office)) {
                client.line();
                assertThat(version.login(client, "secret")).startsWith("-");
                assertThat(office.await(Event.LoginFailed.class, _ -> true).reason())
                        .isEqualTo(reason);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLoginTooSoonIsToldSo(Version version) throws Exception {
        try (TestPostOffice office = PlainScene.octets(20).open()) {
            office.accounts().put("alice", "secret", true, policy("delay"));
            try (Client client = new Client(office.pop2())) {
                client.line();
                client.command("HELO alice secret");
                client.command("QUIT");
                assertThat(client.rest()).isEmpty();
            }
            try (Client client = version.connected(office)) {
                client.line();
                assertThat(version.login(client, "secret"))
                        .contains(" too soon: wait 3600 seconds");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAccountSourceThatIsDownIsToldSo(Version version) throws Exception {
        try (TestPostOffice office = PlainScene.octets(20).open();
                Client client = version.connected(office)) {
            client.line();
            office.accounts().setDown(true);
            assertThat(version.login(client, "secret")).contains(" try again later");
            office.await(Event.Failed.class, _ -> true);
        }
    }

    /**
     * The same promise as to POP3's clients, in the same maildrop; folders were promised nothing.
     */
    @Test
    void whatWasKeptLongEnoughIsRemovedFromTheMaildropAndFromNoFolder() throws Exception {
        MemoryStore store = PlainScene.octets(20).folder("Old", 30).store();
        byte[] octets = {'a', '\r', '\n'};
        Instant longAgo = Instant.now().minus(Duration.ofDays(40));
        store.place(PlainScene.ALICE, new UniqueId("old"), octets, longAgo);
        store.place(PlainScene.folder("Old"), new UniqueId("old"), octets, longAgo);
        try (TestPostOffice office =
                        PlainScene.octets()
                                .with(o ->
                                        o.withPop3(s ->
                                                Settings.withRetention(s, new Retention.Days(30))))
                                .open(store);
                Client client = new Client(office.pop2())) {
            client.line();
            assertThat(client.command("HELO alice secret")).isEqualTo("#1 message");
            assertThat(client.command("FOLD Old")).isEqualTo("#2 messages");
            Event.Opened opened = office.await(Event.Opened.class, _ -> true);
            assertThat(opened.folder()).isEqualTo("Old");
            assertThat(opened.messages()).isEqualTo(2);
            assertThat(opened.octets()).isEqualTo(33);
        }
        assertThat(PlainScene.left(store)).containsExactly("m1");
        assertThat(PlainScene.left(store, PlainScene.folder("Old"))).containsExactly("m1", "old");
    }

    /** ACKS says that it is to be kept, and POP1's RETR as well. */
    @Test
    @Spec({"P2-017", "P1-004"})
    void whereNothingIsKeptForPop3WhatPop2AndPop1FetchIsKept() throws Exception {
        MemoryStore store = PlainScene.octets(20).store();
        try (TestPostOffice office =
                PlainScene.octets()
                        .with(o ->
                                o.withPop3(s -> Settings.withRetention(s, new Retention.Days(0))))
                        .open(store)) {
            try (Client client = new Client(office.pop2())) {
                client.line();
                client.command("HELO alice secret");
                client.command("READ");
                client.send("RETR\r\n").octets(20);
                client.command("ACKS");
                assertThat(client.command("QUIT")).isEqualTo("+ bye");
            }
            assertThat(PlainScene.left(store)).containsExactly("m1");
            try (Client client = new Client(office.pop1())) {
                client.line();
                client.command("USER alice");
                client.command("PASS secret");
                client.command("RETR inbox");
                client.send("RCEV\r\nRCVD\r\nQUIT\r\n");
                assertThat(client.rest()).endsWith("\r\n+OK\r\n+OK bye\r\n");
            }
            assertThat(PlainScene.left(store)).containsExactly("m1");
        }
    }

    @ParameterizedTest
    @Spec("P2-002")
    @ValueSource(strings = {"", "a b", "\u00E4.example", "a\r\n"})
    void aHostNameThatNoGreetingMayHaveIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new PlainPopSettings(
                                name,
                                ClearTextLogin.LOOPBACK,
                                new Retention.Never(),
                                OnDelete.REMOVE,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(10),
                                1,
                                1))
                .withMessageContaining("hostname");
    }
}

package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.net.Tls;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** CAPA (RFC 2449): what is announced is what works. */
final class CapabilitiesTest {
    private static Tls tls;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        tls = new Tls(TestTls.identity(folder, "EC"));
    }

    private static List<String> capa(Client client) throws IOException {
        return client.multiLine("CAPA").lines().toList();
    }

    private static Scene scene(ClearTextLogin clearTextLogin) {
        return Scene.octets(120)
                .with(o -> o.withTls(tls))
                .with(o -> o.withPop3(s -> Settings.with(s, clearTextLogin)));
    }

    private static Client secure(TestPostOffice office) throws IOException {
        Client client = new Client(TestTls.client(office.pop3s(), "TLSv1.3"));
        client.line();
        return client;
    }

    private static Client upgraded(TestPostOffice office) throws IOException {
        Client client = Client.greeted(office);
        assertThat(client.command("STLS")).isEqualTo("+OK begin TLS now");
        return new Client(TestTls.client(client.socket(), "TLSv1.3"));
    }

    @Test
    @Spec({
        "CA-001", "CA-007", "CA-012", "CA-013", "CA-014", "CA-032", "RW-010", "RW-024", "RW-076",
        "RW-078", "P3-039"
    })
    void whatIsAnnouncedFollowsTlsLoginAndSettings() throws IOException {
        List<String> always = List.of("TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING");
        for (ClearTextLogin clear : ClearTextLogin.values()) {
            boolean inClear = clear != ClearTextLogin.NEVER;
            try (TestPostOffice office = scene(clear).open();
                    Client plain = Client.greeted(office);
                    Client upgraded = upgraded(office);
                    Client secure = secure(office)) {
                List<String> before = new ArrayList<>(always);
                if (inClear) {
                    before.addAll(List.of("USER", "SASL PLAIN"));
                }
                before.addAll(
                        List.of(
                                "STLS",
                                "UTF8 USER",
                                "LANG",
                                "EXPIRE NEVER",
                                "IMPLEMENTATION Restante"));
                assertThat(capa(plain)).isEqualTo(before);
                if (inClear) {
                    plain.login();
                    before.remove("STLS");
                    assertThat(capa(plain)).isEqualTo(before);
                    plain.command("QUIT");
                    plain.rest();
                }
                List<String> inTls = new ArrayList<>(always);
                inTls.addAll(
                        List.of(
                                "USER",
                                "SASL PLAIN",
                                "UTF8 USER",
                                "LANG",
                                "EXPIRE NEVER",
                                "IMPLEMENTATION Restante"));
                for (Client client : List.of(upgraded, secure)) {
                    assertThat(capa(client)).isEqualTo(inTls);
                    assertThat(client.login()).startsWith("+OK");
                    assertThat(capa(client)).isEqualTo(inTls);
                    client.command("QUIT");
                    client.rest();
                }
            }
        }
    }

    @Test
    @Spec("CA-032")
    void withoutACertificateThereIsNoStls() throws IOException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            assertThat(capa(client)).doesNotContain("STLS");
            assertThat(client.command("STLS")).isEqualTo("-ERR TLS cannot be started here");
        }
    }

    @Test
    @Spec({"CA-002", "CA-005", "CA-008", "CA-036", "P3-111"})
    void everyLineIsATagAndItsArguments() throws IOException {
        try (TestPostOffice office = scene(ClearTextLogin.LOOPBACK).open();
                Client client = Client.greeted(office)) {
            List<String> lines = capa(client);
            assertThat(lines)
                    .allMatch(line -> line.matches("[!-,/-~-]+( [!-~]+)*"))
                    .allMatch(line -> line.length() <= 510);
            assertThat(lines.stream().map(line -> line.split(" ", -1)[0]))
                    .doesNotHaveDuplicates()
                    .isSubsetOf(
                            "TOP",
                            "UIDL",
                            "USER",
                            "SASL",
                            "STLS",
                            "RESP-CODES",
                            "AUTH-RESP-CODE",
                            "PIPELINING",
                            "UTF8",
                            "LANG",
                            "EXPIRE",
                            "IMPLEMENTATION");
        }
    }

    @Test
    @Spec({"CA-011", "CA-029", "CA-013", "CA-030"})
    void whatIsAnnouncedWorks() throws IOException {
        try (TestPostOffice office =
                        Scene.octets(120)
                                .with(o -> o.withPop3(Settings::withoutImplementation))
                                .open();
                Client client = Client.greeted(office)) {
            List<String> lines = capa(client);
            assertThat(lines).noneMatch(line -> line.startsWith("IMPLEMENTATION"));
            assertThat(lines).contains("TOP", "UIDL", "SASL PLAIN");
            assertThat(client.command("AUTH PLAIN")).isEqualTo("+ ");
            assertThat(client.command("*")).startsWith("-ERR");
            for (String other : new String[] {"CRAM-MD5", "EXTERNAL", "SCRAM-SHA-256", "LOGIN"}) {
                assertThat(client.command("AUTH " + other)).startsWith("-ERR");
            }
            client.login();
            assertThat(client.multiLine("TOP 1 0")).isEqualTo("A: b\r\n\r\n");
            assertThat(client.multiLine("UIDL")).isEqualTo("1 a1\r\n");
        }
    }

    @Test
    @Spec("CA-021")
    void tenThousandPipelinedCommandsDoNotBlockBothSides() throws Exception {
        try (TestPostOffice office = Scene.octets(2000).open();
                Client client = Client.loggedIn(office)) {
            Thread sending =
                    Thread.startVirtualThread(() -> {
                        try {
                            client.send("RETR 1\r\n".repeat(10_000));
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            for (int i = 0; i < 10_000; i++) {
                assertThat(client.line()).isEqualTo("+OK 2000 octets");
                assertThat(client.data()).hasSize(2000);
            }
            sending.join();
            assertThat(client.command("NOOP")).startsWith("+OK");
        }
    }
}

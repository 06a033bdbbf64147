package org.restante.server.login.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.restante.protocol.sasl.Scram;
import org.restante.server.login.sasl.Exchange.Progress;
import org.restante.spec.Spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** SCRAM against a client that others wrote. */
final class ScramPeerTest {
    private static final byte[] BINDING = Scene.octets("thirty-two octets that TLS gives");

    private final Scene scene = Scene.published();

    private Progress login(Mechanism mechanism, String name, String password, byte[] binding)
            throws Exception {
        scene.settings =
                new SaslSettings(
                        new MechanismChoice.Named(Scene.ALL),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of());
        boolean plus = mechanism.text().endsWith("-PLUS");
        var builder =
                ScramClient.builder()
                        .advertisedMechanisms(List.of(mechanism.text()))
                        .username(name)
                        .password(password.toCharArray())
                        .stringPreparation(StringPreparation.SASL_PREPARATION);
        ScramClient client =
                (plus ? builder.channelBinding("tls-exporter", binding) : builder).build();
        Exchange exchange =
                scene.mechanisms()
                        .begin(mechanism, plus ? Scene.bound(BINDING) : Scene.clear(), Scene.OPEN);
        Progress progress = exchange.respond(Scene.octets(client.clientFirstMessage().toString()));
        client.serverFirstMessage(((Progress.Challenge) progress).message());
        progress = exchange.respond(Scene.octets(client.clientFinalMessage().toString()));
        if (!(progress instanceof Progress.Challenge(String message))) {
            return progress;
        }
        client.serverFinalMessage(message);
        return exchange.respond(new byte[0]);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "SCRAM.*")
    @Spec({"SA-019", "SA-027", "SA-034"})
    void theClientLogsInAndBelievesTheServer(Mechanism mechanism) throws Exception {
        assertThat(login(mechanism, "user", "pencil", BINDING))
                .isEqualTo(new Progress.Proven("user", scene.account("user")));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "SCRAM.*")
    void aWrongPasswordAndAnUnknownNameAreDenied(Mechanism mechanism) throws Exception {
        assertThat(login(mechanism, "user", "pen", BINDING))
                .isEqualTo(new Progress.Denied("user", "wrong password"));
        assertThat(login(mechanism, "nobody", "pencil", BINDING))
                .isEqualTo(new Progress.Denied("nobody", "no such account"));
    }

    @Test
    @Spec({"SA-029", "SA-034"})
    void aClientOnAnotherConnectionIsDenied() throws Exception {
        assertThat(
                        login(
                                Mechanism.SCRAM_SHA_256_PLUS,
                                "user",
                                "pencil",
                                Scene.octets("the octets of somebody between")))
                .isEqualTo(new Progress.Denied("user", "the channel binding is another one"));
    }

    @Test
    @Spec("SA-028")
    void aNameWithCommaAndEqualsSignGetsThrough() throws Exception {
        scene.put("a,b=c", Scene.scram(Scram.SHA_256, "pencil", "AAAA"));
        assertThat(login(Mechanism.SCRAM_SHA_256, "a,b=c", "pencil", BINDING))
                .isInstanceOf(Progress.Proven.class);
    }
}

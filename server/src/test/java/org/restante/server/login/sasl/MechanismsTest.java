package org.restante.server.login.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.server.login.Survey;
import org.restante.spec.Spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class MechanismsTest {
    private static final byte[] BINDING = {1, 2, 3};

    private final Scene scene = new Scene();

    private List<String> offered(Channel channel, boolean clearText) {
        return scene.mechanisms().offered(channel, clearText).stream()
                .map(Mechanism::text)
                .toList();
    }

    private void named(Mechanism... mechanisms) {
        scene.settings =
                new SaslSettings(
                        new MechanismChoice.Named(Set.of(mechanisms)),
                        Optional.of(CertificateName.EMAIL),
                        Optional.empty(),
                        Set.of());
    }

    @Test
    @Spec({"SA-022", "SA-041", "SA-043"})
    void bySettingNothingThereIsPlainWherePasswordsAreAllowed() {
        scene.withTokens = false;
        assertThat(offered(Scene.clear(), false)).isEmpty();
        assertThat(offered(Scene.clear(), true)).containsExactly("PLAIN");
        assertThat(offered(Scene.tls(), true)).containsExactly("PLAIN");
        assertThat(offered(Scene.bound(BINDING), true)).containsExactly("PLAIN");
    }

    @Test
    @Spec("SA-034")
    void scramIsThereOnceEveryAccountHasItsKeysAndPlusOnceThereIsABinding() {
        scene.withTokens = false;
        scene.survey =
                new Survey(
                        Optional.of(
                                new Survey.Verifiers(
                                        2, Map.of("SCRAM-SHA-256", 2L, "SCRAM-SHA-1", 2L))),
                        Optional.empty(),
                        Optional.empty());
        assertThat(offered(Scene.clear(), false)).containsExactly("SCRAM-SHA-256");
        assertThat(offered(Scene.tls(), true)).containsExactly("SCRAM-SHA-256", "PLAIN");
        assertThat(offered(Scene.bound(BINDING), true))
                .containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN");
    }

    @Test
    @Spec("SA-036")
    void tokensAreTakenUnderTlsOnly() {
        assertThat(offered(Scene.clear(), true)).containsExactly("PLAIN");
        assertThat(offered(Scene.tls(), true)).containsExactly("OAUTHBEARER", "XOAUTH2", "PLAIN");
        named(Mechanism.OAUTHBEARER, Mechanism.XOAUTH2);
        assertThat(offered(Scene.clear(), true)).isEmpty();
    }

    @Test
    void mechanismsThatAreNamedAreOfferedAndNoOthers() {
        named(Mechanism.SCRAM_SHA_1, Mechanism.CRAM_MD5, Mechanism.LOGIN);
        assertThat(offered(Scene.clear(), false)).containsExactly("SCRAM-SHA-1", "CRAM-MD5");
        assertThat(offered(Scene.bound(BINDING), true))
                .containsExactly("SCRAM-SHA-1", "CRAM-MD5", "LOGIN");
    }

    @Test
    void whatCannotWorkOnAConnectionIsNotOfferedThoughItIsNamed() {
        named(Mechanism.values());
        assertThat(offered(Scene.clear(), true))
                .containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN");
        assertThat(offered(Scene.bound(BINDING), true)).hasSize(9).doesNotContain("EXTERNAL");
        scene.withTokens = false;
        assertThat(offered(Scene.tls(), true)).doesNotContain("OAUTHBEARER", "XOAUTH2", "EXTERNAL");
    }
}

package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.server.TestTls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.KeyAgreement;

final class HandshakeArithmeticTest {
    private static final String OURS = "RestanteHandshake";
    private static final String JDK = "SunEC";
    private static final int POINT_OCTETS = 32;

    @BeforeEach
    void install() throws IOException {
        TestTls.provider("mixed");
    }

    @Test
    void itIsThereOnceAndFirstUntilTheJdkIsToBeAlone() throws IOException {
        TestTls.provider("mixed");
        assertThat(Security.getProviders()[0].getName()).isEqualTo(OURS);
        assertThat(Security.getProviders())
                .filteredOn(provider -> provider.getName().equals(OURS))
                .hasSize(1);
        TestTls.provider("jsse");
        assertThat(Security.getProvider(OURS)).isNull();
    }

    @Test
    void withoutConscryptTheJdkIsAloneAndSomebodyIsTold() {
        List<IOException> told = new ArrayList<>();
        TlsProvider provider =
                TlsProvider.mixed(() -> Conscrypt.load("org.example.Missing"), told::add);
        assertThat(provider).hasToString("jsse");
        assertThat(told).singleElement().asString().contains("Conscrypt is not there");
        assertThat(Security.getProvider(OURS)).isNull();
    }

    /** Hands on, and counts what is asked for. */
    private static final class Counting extends Provider {
        private static final long serialVersionUID = 1;

        private final transient Map<String, Integer> counts = new ConcurrentHashMap<>();

        Counting(Provider counted) {
            super("Counting", "1", "counts");
            for (Service service : counted.getServices()) {
                putService(
                        new Service(
                                this,
                                service.getType(),
                                service.getAlgorithm(),
                                service.getClassName(),
                                List.of(),
                                Map.of()) {
                            @Override
                            public Object newInstance(@Nullable Object parameter)
                                    throws NoSuchAlgorithmException {
                                counts.merge(getType(), 1, Integer::sum);
                                return service.newInstance(parameter);
                            }
                        });
            }
        }
    }

    @Test
    void aHandshakeOfTheJdkAsksIt(@TempDir Path folder) throws Exception {
        TlsIdentity identity = TestTls.identity(folder, "EC");
        Tls tls = new Tls(TestTls.provider("mixed"), TlsPolicy.standard(), List.of(identity));
        Counting counting = new Counting(Conscrypt.load().provider());
        HandshakeArithmetic.remove();
        HandshakeArithmetic.install(counting);
        try (TlsRig rig = new TlsRig(new TlsOffer(tls, "pop3"))) {
            TlsClient.certificate(rig, new TlsClient.Hello().version("TLSv1.3"));
        } finally {
            HandshakeArithmetic.remove();
        }
        assertThat(counting.counts)
                .containsEntry("Signature", 1)
                .containsKeys("KeyPairGenerator", "KeyAgreement");
    }

    private static KeyPairGenerator pairs(String curve) throws GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("XDH");
        pairs.initialize(new NamedParameterSpec(curve));
        return pairs;
    }

    private static byte[] secret(KeyAgreement agreement, KeyPair own, PublicKey other)
            throws GeneralSecurityException {
        agreement.init(own.getPrivate());
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    @Test
    void bothSidesOfX25519ComeToTheSameSecretWhoeverComputes() throws Exception {
        KeyPairGenerator pairs = pairs("X25519");
        assertThat(pairs.getProvider().getName()).isEqualTo(OURS);
        KeyPair own = pairs.generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance("X25519", JDK).generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("XDH");
        byte[] ours = secret(agreement, own, other.getPublic());
        assertThat(agreement.getProvider().getName()).isEqualTo(OURS);
        KeyAgreement jdk = KeyAgreement.getInstance("XDH", JDK);
        assertThat(ours)
                .hasSize(POINT_OCTETS)
                .isEqualTo(secret(jdk, own, other.getPublic()))
                .isEqualTo(secret(jdk, other, own.getPublic()))
                .isEqualTo(secret(agreement, other, own.getPublic()));
        agreement.init(own.getPrivate());
        agreement.doPhase(other.getPublic(), true);
        assertThat(agreement.generateSecret("TlsPremasterSecret").getEncoded()).isEqualTo(ours);
        assertThat(pairs.generateKeyPair().getPublic()).isNotEqualTo(own.getPublic());
    }

    @Test
    void aPointThatGivesNoSecretIsRefused() throws Exception {
        KeyPair own = pairs("X25519").generateKeyPair();
        byte[] zero = own.getPublic().getEncoded();
        Arrays.fill(zero, zero.length - POINT_OCTETS, zero.length, (byte) 0);
        PublicKey point =
                KeyFactory.getInstance("XDH", JDK).generatePublic(new X509EncodedKeySpec(zero));
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", OURS);
        assertThatThrownBy(() -> secret(agreement, own, point))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void aSecretIsToldOnce() throws Exception {
        KeyPair own = pairs("X25519").generateKeyPair();
        KeyPair other = pairs("X25519").generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", OURS);
        secret(agreement, own, other.getPublic());
        assertThatIllegalStateException().isThrownBy(agreement::generateSecret);
        agreement.init(own.getPrivate());
        assertThatIllegalStateException().isThrownBy(agreement::generateSecret);
    }

    @Test
    void otherCurvesAreTheJdksStill() throws Exception {
        KeyPair own = pairs("X448").generateKeyPair();
        KeyPair other = pairs("X448").generateKeyPair();
        assertThat(secret(KeyAgreement.getInstance("XDH"), own, other.getPublic()))
                .isEqualTo(secret(KeyAgreement.getInstance("XDH"), other, own.getPublic()))
                .hasSize(56);
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1, SHA256withECDSA",
        "secp384r1, SHA384withECDSA",
        "secp521r1, SHA512withECDSA"
    })
    void whatItSignsTheJdkVerifies(String curve, String algorithm) throws Exception {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = pairs.generateKeyPair();
        byte[] text = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(pair.getPrivate());
        assertThat(signing.getProvider().getName()).isEqualTo(OURS);
        signing.update(text);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(pair.getPublic());
        assertThat(verifying.getProvider().getName()).isEqualTo(JDK);
        verifying.update(text);
        assertThat(verifying.verify(signature)).isTrue();
    }
}

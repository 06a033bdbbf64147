package org.restante.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

import javax.crypto.KeyAgreement;

final class HandshakeArithmeticTest {
    private static final String OURS = "RestanteHandshake";
    private static final String JDK = "SunEC";
    private static final int POINT_OCTETS = 32;

    @BeforeAll
    static void install() throws Exception {
        TlsProvider.mixed();
        TlsProvider.mixed();
    }

    @Test
    void itIsThereOnceAndFirst() {
        assertThat(Security.getProviders()[0].getName()).isEqualTo(OURS);
        assertThat(Security.getProviders())
                .filteredOn(provider -> provider.getName().equals(OURS))
                .hasSize(1);
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
        assertThatThrownBy(() -> secret(agreement, own, point)).isInstanceOf(Exception.class);
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

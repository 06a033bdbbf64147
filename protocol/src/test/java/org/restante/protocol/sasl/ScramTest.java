package org.restante.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.util.Arrays;
import java.util.Base64;

final class ScramTest {
    private static final Secret PENCIL = new Secret("pencil");
    private static final String AUTH_MESSAGE_256 =
            "n=user,r=rOprNGfwEbeRWgbNEkqO,"
                    + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                    + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                    + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String AUTH_MESSAGE_1 =
            "n=user,r=fyko+d2lbbFgONRv9qkxdawL,"
                    + "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,"
                    + "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static byte[] octets(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @Test
    @Spec("SA-027")
    void theExampleOfRfc7677IsComputed() {
        Scram scram = Scram.SHA_256;
        byte[] salted = scram.salted(PENCIL, octets("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        byte[] clientKey = scram.clientKey(salted);
        byte[] storedKey = scram.storedKey(clientKey);
        assertThat(base64(storedKey)).isEqualTo("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=");
        assertThat(base64(scram.serverKey(salted)))
                .isEqualTo("wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
        byte[] proof = scram.proof(clientKey, AUTH_MESSAGE_256);
        assertThat(base64(proof)).isEqualTo("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(scram.proves(proof, storedKey, AUTH_MESSAGE_256)).isTrue();
        assertThat(base64(scram.serverSignature(scram.serverKey(salted), AUTH_MESSAGE_256)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    @Spec("SA-027")
    void theExampleOfRfc5802IsComputed() {
        Scram scram = Scram.SHA_1;
        byte[] salted = scram.salted(PENCIL, octets("QSXCR+Q6sek8bf92"), 4096);
        byte[] clientKey = scram.clientKey(salted);
        byte[] proof = scram.proof(clientKey, AUTH_MESSAGE_1);
        assertThat(base64(proof)).isEqualTo("v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertThat(scram.proves(proof, scram.storedKey(clientKey), AUTH_MESSAGE_1)).isTrue();
        assertThat(base64(scram.serverSignature(scram.serverKey(salted), AUTH_MESSAGE_1)))
                .isEqualTo("rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }

    @Test
    @Spec("SA-027")
    void aProofOfOtherOctetsLengthOrMessageProvesNothing() {
        for (Scram scram : Scram.values()) {
            byte[] clientKey = scram.clientKey(scram.salted(PENCIL, new byte[] {1}, 1));
            byte[] storedKey = scram.storedKey(clientKey);
            byte[] proof = scram.proof(clientKey, "message");
            assertThat(proof).hasSize(scram.octets());
            assertThat(scram.proves(proof, storedKey, "message")).isTrue();
            assertThat(scram.proves(proof, storedKey, "massage")).isFalse();
            assertThat(scram.proves(new byte[0], storedKey, "message")).isFalse();
            assertThat(scram.proves(Arrays.copyOf(proof, 64), storedKey, "message")).isFalse();
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= 1;
                assertThat(scram.proves(proof, storedKey, "message")).isFalse();
                proof[i] ^= 1;
            }
        }
    }
}

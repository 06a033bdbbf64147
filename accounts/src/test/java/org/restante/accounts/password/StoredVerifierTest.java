package org.restante.accounts.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.security.SecureRandom;
import java.util.Base64;

/** The vectors were made by Dovecot 2.3.19's {@code doveadm pw -p pencil}. */
final class StoredVerifierTest {
    private static final Secret PENCIL = new Secret("pencil");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{SCRAM-SHA-256}4096,pvhOLVXLnEpdGTGD5BYl3A==,Uh0a6/vJGK2vYKrp7iR+FU8MCfj69pCuxkknqKe2MNk=,Ig+KkxiJ3LCihXKN0M8tpzAPNuoBxPrJC8Si8kvDPE8=",
                "{SCRAM-SHA-1}4096,iGU7PB2XV856rAT4n0o1Kw==,tfJVQJq1F3p2t4qT1c5ZwUMiL+k=,HadJDR4IY1iyAcBJ1Avp9Q0ru7s=",
                "{SHA512-CRYPT}$6$hdO/gznJBZtSe.sR$Xs006ILqkgJgcphA51OI8Jjt8WgorjyGIpDW7MM66Jar9eKDnYDJFqk6HlD8qWjuN/Q0bHVj2pZdUjLMq8ZKH/",
                "{SHA512-CRYPT}$6$rounds=1000$s1ly/qvcHBBUu56o$MQn45BrS8JNrOotkV.t1KyolIF4Vz.avwa/MT2cXCl.HwKiRNjAjtDLvRyUU7EaUGDJY45.GKPrPucvkBf/PZ0",
                "{CRYPT}$6$hdO/gznJBZtSe.sR$Xs006ILqkgJgcphA51OI8Jjt8WgorjyGIpDW7MM66Jar9eKDnYDJFqk6HlD8qWjuN/Q0bHVj2pZdUjLMq8ZKH/",
                "{SHA256-CRYPT}$5$KJejGLYGGcqhKd76$zTehyHu0knjaV81.GxgmniF5SaGK4aNUgq3.oBufvK6",
                "{MD5-CRYPT}$1$OgfoesdB$tipOUF8WS/6cMvR7Uknhf0",
                "{DES-CRYPT}mCVunsdLYXYrE",
                "{CRYPT}mCVunsdLYXYrE",
                "{CRYPT}$2y$05$ccfCUBo.rn2pJsgS3y.cf.9l4jtB0pWRFgqollUV5iTKcaMmJyPWq",
                "{BLF-CRYPT}$2y$05$06QyLDu8.Wj8f/YFAEArSuAioZrfkivK//1u1zPlE8YDeNcXubq4C",
                "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$AS5NzMqWceSxQBHLVYHlrQ$GF10HKOOk0YxJsho2Z2lAzybrG7TfgNWwcHnd9xBluE",
                "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$emtfoibYGgcf0Ymx8kUZNQ$iQJpIcgDgt/QyTO9nphO8XfGugrDLATHe2APbXfOb84",
                "{PBKDF2}$1$LDRu9WLp.l7davPD$5000$a2c91ff227f617e9a4aec0813097f7ab7aca9c10",
                "{SSHA}L+EqQbDbPSb69wK1JcGZ5lvvZdciyw/2",
                "{SSHA256}+tHZ5k4NFoU15LUsMRwne74zQ4ft5T0GErszW2g/KWrwQG3N",
                "{SSHA512}cSTZpXsCZDARLJ2bLm/PgnMYSTeuVRQymX+QNxA9AfemifVnwpxNKDMQ/iZ5DM1cmIkkI9O2/8HfLcJaJ1SeI6YLi44=",
                "{SHA}0vxRJJChUDZGC1SJQBQ51tpUB/o=",
                "{SHA1}0vxRJJChUDZGC1SJQBQ51tpUB/o=",
                "{SHA256}E4CWaPtDY4Zwb2fcsFLtWEoEuhaowCoX1m00ww/O2iE=",
                "{SHA256}13809668fb436386706f67dcb052ed584a04ba16a8c02a17d66d34c30fceda21",
                "{SHA512}Gd8Bqrgo+NUINrp1cJcTrtInM1344YZDkYXAbJF6Kn03cat24wfPo7a4nvGmaC1mgd3xGISHDl3hPnk/uVXu6w==",
                "{PLAIN-MD5}a8f6830bce790a8a67fc2e84e12093ba",
                "{LDAP-MD5}qPaDC855Copn/C6E4SCTug==",
                "{SMD5}j4XNKv+/FdpDfhKnqCNM3IMqncU=",
                "{PLAIN-MD5.B64}qPaDC855Copn/C6E4SCTug==",
                "{PLAIN}pencil",
                "{CLEARTEXT}pencil",
                "{CLEAR}pencil",
                "{SHA256.HEX}13809668fb436386706f67dcb052ed584a04ba16a8c02a17d66d34c30fceda21",
                "{SHA.B64}0vxRJJChUDZGC1SJQBQ51tpUB/o=",
                "{SSHA256.HEX}3726d60c2e09fb883deda7218f15ac33356639c13852abd2892ac95265a229825dc66f7d",
                "{SSHA.BASE64}2lKpkPxY4i2PIIVEHd3brq+UXLc6+Kiz",
                "{PLAIN.b64}cGVuY2ls",
                "{PLAIN.HEX}70656e63696c",
                "{SHA512-CRYPT.B64}JDYkVjZkNk9QNmRrMlFyMlhSMSQxdDFsbWx2ei8wcVpmTlc4dTRVaHBOLk1oTzhTUksyQ2xUQXJNNkNXenl5eXRvSUVZSWxnZml5aFZPYmxITmtuOFBYWFAuYXdiYUlXV2VPMWg0Y1d3MA=="
            })
    void theVerifiersOfDovecotProveTheirPasswordAndNoOther(String text) throws Exception {
        StoredVerifier verifier = StoredVerifier.parse(text, PasswordScheme.CRYPT);

        assertThat(verifier.matches(PENCIL)).isTrue();
        assertThat(verifier.matches(new Secret("pencim"))).isFalse();
        assertThat(verifier.matches(new Secret(""))).isFalse();
        assertThat(verifier.toString()).endsWith("}***").doesNotContain(verifier.value());
        StoredVerifier restored = StoredVerifier.restore(verifier.scheme(), verifier.value());
        assertThat(restored.stored()).isEqualTo(verifier.stored());
        assertThat(restored.matches(PENCIL)).isTrue();
    }

    @Test
    void passwordsOutsideAsciiAreTakenAsUtf8() throws Exception {
        StoredVerifier verifier =
                StoredVerifier.parse(
                        "{PBKDF2}$1$KRXB6ER6wZOGKZmV$5000$470f227fbb3ea5dd146a6f13f2a8db0d0b85d9f4",
                        PasswordScheme.CRYPT);

        assertThat(verifier.matches(new Secret("Gr\u00fc\u00dfe \u2603 s3cret"))).isTrue();
        assertThat(verifier.matches(new Secret("Gru\u0308\u00dfe \u2603 s3cret"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{NONSENSE}x",
                "{PLAIN",
                "{PLAIN}",
                "{PLAIN.rot13}x",
                "{PLAIN.hex}xyz",
                "{SHA256}AAAA",
                "{SSHA256}E4CWaPtDY4Zwb2fcsFLtWEoEuhaowCoX1m00ww/O2iE=",
                "{SCRAM-SHA-256}4096,AAAA,AAAA,AAAA",
                "{SCRAM-SHA-256}10000001,pvhOLVXLnEpdGTGD5BYl3A==,Uh0a6/vJGK2vYKrp7iR+FU8MCfj69pCuxkknqKe2MNk=,Ig+KkxiJ3LCihXKN0M8tpzAPNuoBxPrJC8Si8kvDPE8=",
                "{SHA512-CRYPT}$5$KJejGLYGGcqhKd76$zTehyHu0knjaV81.GxgmniF5SaGK4aNUgq3.oBufvK6",
                "{SHA256-CRYPT}$5$rounds=99999999999$KJejGLYGGcqhKd76$zTehyHu0knjaV81.GxgmniF5SaGK4aNUgq3.oBufvK6",
                "{BLF-CRYPT}$2y$31$06QyLDu8.Wj8f/YFAEArSuAioZrfkivK//1u1zPlE8YDeNcXubq4C",
                "{ARGON2ID}$argon2id$v=19$m=262145,t=3,p=1$AS5NzMqWceSxQBHLVYHlrQ$GF10HKOOk0YxJsho2Z2lAzybrG7TfgNWwcHnd9xBluE",
                "{PBKDF2}$1$LDRu9WLp.l7davPD$0$a2c91ff227f617e9a4aec0813097f7ab7aca9c10",
                "$y$j9T$abc$def",
                "$6"
            })
    void whatCannotBeCheckedIsRefusedWithoutBeingQuoted(String text) {
        assertThatThrownBy(() -> StoredVerifier.parse(text, PasswordScheme.CRYPT))
                .isInstanceOf(BadVerifierException.class)
                .message()
                .isNotEmpty()
                .doesNotContain(text);
    }

    @Test
    void aStoredVerifierOfAnUnknownSchemeNeverMatchesAndIsKept() {
        StoredVerifier verifier = StoredVerifier.restore("FUTURE-1", "pencil");

        assertThat(verifier.matches(PENCIL)).isFalse();
        assertThat(verifier.stored()).isEqualTo("{FUTURE-1}pencil");
        assertThat(verifier.toString()).isEqualTo("{FUTURE-1}***");
    }

    @Test
    void theKeysOfRfc7677AreThoseOfItsPassword() throws Exception {
        StoredVerifier verifier =
                StoredVerifier.parse(
                        "{SCRAM-SHA-256}4096,W22ZaJ0SNY7soEsUEjb6gQ==,"
                                + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,"
                                + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                        PasswordScheme.CRYPT);

        assertThat(verifier.matches(PENCIL)).isTrue();
        assertThat(verifier)
                .isInstanceOfSatisfying(
                        ScramVerifier.class,
                        scram -> {
                            assertThat(scram.iterations()).isEqualTo(4096);
                            assertThat(Base64.getEncoder().encodeToString(scram.salt()))
                                    .isEqualTo("W22ZaJ0SNY7soEsUEjb6gQ==");
                        });
    }

    @Test
    @Spec("SA-031")
    void aNewScramVerifierHasTenThousandIterationsAndASaltOfItsOwn() throws Exception {
        SecureRandom random = new SecureRandom();
        StoredVerifier one = PasswordScheme.SCRAM_SHA_256.make(PENCIL, random).orElseThrow();
        StoredVerifier other = PasswordScheme.SCRAM_SHA_256.make(PENCIL, random).orElseThrow();

        assertThat(one.value()).startsWith("10000,").isNotEqualTo(other.value());
        assertThat(one).isInstanceOf(ScramVerifier.class);
        assertThat(((ScramVerifier) one).salt())
                .hasSize(16)
                .isNotEqualTo(((ScramVerifier) other).salt());
        assertThat(one.matches(PENCIL)).isTrue();
        assertThat(StoredVerifier.restore(one.scheme(), one.value()).matches(PENCIL)).isTrue();
    }

    @Test
    void aPasswordThatNoClientCanSendIsRefused() {
        for (String password : new String[] {"", "a\nb", "a\rb", "a\0b"}) {
            assertThatThrownBy(() ->
                            PasswordScheme.PLAIN.make(new Secret(password), new SecureRandom()))
                    .isInstanceOf(BadVerifierException.class);
        }
    }

    @Test
    void aGeneratedPasswordHasFiveGroupsOfCharactersThatLookLikeNoOther() {
        SecureRandom random = new SecureRandom();
        String one = GeneratedPassword.make(random).reveal();

        assertThat(one).matches("[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){4}");
        assertThat(GeneratedPassword.make(random).reveal()).isNotEqualTo(one);
    }

    @Test
    void aMadeScramSha1VerifierProvesItsPasswordAlone() throws Exception {
        SecureRandom random = new SecureRandom();
        StoredVerifier made = PasswordScheme.SCRAM_SHA_1.make(PENCIL, random).orElseThrow();
        assertThat(made.scheme()).isEqualTo("SCRAM-SHA-1");
        StoredVerifier read = StoredVerifier.parse(made.stored(), PasswordScheme.PLAIN);
        assertThat(read.matches(PENCIL)).isTrue();
        assertThat(read.matches(new Secret("pencils"))).isFalse();
    }
}

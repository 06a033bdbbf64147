package org.restante.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The public keys with which an issuer signs (a JWK Set, RFC 7517 §5), and what they prove.
 * Immutable.
 *
 * <p>The algorithm is one of a fixed list and has to fit the key's own type, so that a token cannot
 * choose to be unsigned, nor to have a public key used as the secret of a MAC. Keys come from the
 * issuer alone: what a token's header brings or points at (jwk, jku, x5c, x5u) is not looked at.
 */
final class SigningKeys {
    /** RSA, RSA-PSS and ECDSA over the NIST curves (RFC 7518 §3.1), and EdDSA (RFC 8037 §3.1). */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512,
                    JWSAlgorithm.EdDSA,
                    JWSAlgorithm.Ed25519);

    /** RFC 7518 §3.3. */
    private static final int RSA_BITS_MIN = 2048;

    /** Issuers publish a handful. */
    private static final int KEYS_MAX = 100;

    /** A token that does not name its key is tried with so many; each costs a verification. */
    private static final int KEYS_TRIED_MAX = 8;

    /** What stands before the 32 octets of an Ed25519 key in X.509 form (RFC 8410 §4). */
    private static final String ED25519_PREFIX = "302a300506032b6570032100";

    private final List<JWK> keys;

    private SigningKeys(List<JWK> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Takes what can verify a signature; the rest is ignored (RFC 7517 §5).
     *
     * @throws IOException if this is no set of keys
     */
    static SigningKeys of(Map<String, Object> document) throws IOException {
        Map<String, Object>[] members;
        try {
            members = JSONObjectUtils.getJSONObjectArray(document, "keys");
        } catch (ParseException e) {
            throw new IOException("what should be a set of keys is none", e);
        }
        if (members == null || members.length > KEYS_MAX) {
            throw new IOException("what should be a set of at most " + KEYS_MAX + " keys is none");
        }
        List<JWK> keys = new ArrayList<>();
        for (Map<String, Object> member : members) {
            try {
                JWK key = JWK.parse(member);
                if (canVerify(key)) {
                    keys.add(key);
                }
            } catch (ParseException | IllegalArgumentException | IllegalStateException _) {
                // A kind of key that is not known, or a broken one: the others still count.
            }
        }
        return new SigningKeys(keys);
    }

    private static boolean canVerify(JWK key) {
        boolean forSignatures = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean toVerify =
                key.getKeyOperations() == null
                        || key.getKeyOperations().contains(KeyOperation.VERIFY);
        return forSignatures
                && toVerify
                && switch (key) {
                    case RSAKey rsa -> rsa.size() >= RSA_BITS_MIN;
                    case ECKey _ -> true;
                    case OctetKeyPair ed -> ed.getCurve().equals(Curve.Ed25519);
                    // A secret that is published is none.
                    default -> false;
                };
    }

    /** Whether a token may be signed by this algorithm at all. */
    static boolean isAllowed(JWSAlgorithm algorithm) {
        return ALGORITHMS.contains(algorithm);
    }

    /** Whether a token that names its key names one of these. */
    boolean has(JWSHeader header) {
        return !suitable(header).isEmpty();
    }

    /** Whether one of these keys has signed this; the algorithm is an allowed one. */
    boolean haveSigned(SignedJWT token) {
        return suitable(token.getHeader()).stream().anyMatch(key -> hasSigned(key, token));
    }

    private List<JWK> suitable(JWSHeader header) {
        String id = header.getKeyID();
        return keys.stream()
                .filter(key -> id == null || id.equals(key.getKeyID()))
                .filter(key -> fits(key, header.getAlgorithm()))
                .limit(KEYS_TRIED_MAX)
                .toList();
    }

    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        boolean fits =
                switch (key) {
                    case RSAKey _ -> JWSAlgorithm.Family.RSA.contains(algorithm);
                    case ECKey ec -> {
                        Set<Curve> curves = Curve.forJWSAlgorithm(algorithm);
                        yield curves != null && curves.contains(ec.getCurve());
                    }
                    case OctetKeyPair _ -> JWSAlgorithm.Family.ED.contains(algorithm);
                    default -> false;
                };
        // RFC 9864 gives EdDSA on this curve a second name.
        return fits
                && (key.getAlgorithm() == null
                        || key.getAlgorithm().equals(algorithm)
                        || key instanceof OctetKeyPair);
    }

    private static boolean hasSigned(JWK key, SignedJWT token) {
        try {
            return switch (key) {
                case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
                case ECKey ec -> token.verify(new ECDSAVerifier(ec.toECPublicKey()));
                case OctetKeyPair ed -> ed25519(ed, token);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException _) {
            // A signature that is no signature, or a key that is none.
            return false;
        }
    }

    // The library's own needs another library for what the JDK can do.
    private static boolean ed25519(OctetKeyPair key, SignedJWT token)
            throws GeneralSecurityException {
        byte[] prefix = HexFormat.of().parseHex(ED25519_PREFIX);
        byte[] point = key.getX().decode();
        byte[] encoded = new byte[prefix.length + point.length];
        System.arraycopy(prefix, 0, encoded, 0, prefix.length);
        System.arraycopy(point, 0, encoded, prefix.length, point.length);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(
                KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }
}

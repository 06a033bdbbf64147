package org.restante.oauth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;

import org.restante.protocol.Secret;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.TokenVerifier;

import java.io.IOException;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks signed tokens (RFC 7519, RFC 8725) against the keys that one issuer publishes. Asks nobody
 * as long as it knows the key. Thread-safe.
 */
final class JwtVerifier implements TokenVerifier {
    private final Kept<SigningKeys> keys;
    private final Optional<String> type;
    private final ClaimCheck claims;
    private final InstantSource clock;

    JwtVerifier(Kept<SigningKeys> keys, String issuer, Rules rules, InstantSource clock) {
        this.keys = keys;
        this.type = rules.type().map(JwtVerifier::plain);
        this.claims = new ClaimCheck(Optional.of(issuer), rules);
        this.clock = clock;
    }

    @Override
    public TokenVerdict verify(Secret token) throws InterruptedException {
        SignedJWT signed;
        try {
            // The library skips what is not base64url, and would take one token in many spellings.
            if (!token.reveal().chars().allMatch(JwtVerifier::isOfSignedTokens)) {
                return Refusal.token("is no signed token");
            }
            signed = SignedJWT.parse(token.reveal());
        } catch (ParseException | IllegalArgumentException | IllegalStateException _) {
            // Their messages would quote the token.
            return Refusal.token("is no signed token");
        }
        JWSHeader header = signed.getHeader();
        if (!SigningKeys.isAllowed(header.getAlgorithm())) {
            return Refusal.token("is signed by an algorithm that does not count");
        }
        // RFC 7515 §4.1.11: what must be understood and is not makes it invalid.
        if (header.getCriticalParams() != null) {
            return Refusal.token("has critical header parameters (crit)");
        }
        if (type.isPresent()
                && (header.getType() == null
                        || !type.get().equals(plain(header.getType().getType())))) {
            return Refusal.token("is of another type (typ)");
        }
        try {
            if (!isSigned(signed)) {
                return Refusal.token("is not signed by a key of its issuer");
            }
        } catch (IOException e) {
            return new TokenVerdict.Unavailable(e);
        }
        Map<String, Object> said = signed.getPayload().toJSONObject();
        return said == null
                ? Refusal.token("says nothing that can be read")
                : claims.signed(said, clock.instant());
    }

    private static boolean isOfSignedTokens(int character) {
        return character < 0x80
                && (Character.isLetterOrDigit(character) || "-_.".indexOf(character) >= 0);
    }

    private boolean isSigned(SignedJWT token) throws IOException, InterruptedException {
        SigningKeys known = keys.get();
        if (known.haveSigned(token)) {
            return true;
        }
        // A signature that is wrong for a key that is known proves enough. Otherwise the issuer
        // may have a new key.
        if (token.getHeader().getKeyID() != null && known.has(token.getHeader())) {
            return false;
        }
        SigningKeys newer = keys.newerThan(known);
        return newer != known && newer.haveSigned(token);
    }

    // RFC 7515 §4.1.9: what has no slash means application/…; media types know no letter case.
    private static String plain(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }
}

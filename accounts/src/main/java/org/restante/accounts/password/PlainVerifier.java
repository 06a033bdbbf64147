package org.restante.accounts.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.restante.protocol.Secret;
import org.restante.server.login.RecoverablePassword;

import java.security.MessageDigest;
import java.text.Normalizer;

/** The password itself, for the mechanisms that need it: APOP and CRAM-MD5. */
public final class PlainVerifier extends StoredVerifier implements RecoverablePassword {
    PlainVerifier(PasswordScheme scheme, String password) {
        super(scheme.text(), password);
    }

    static PlainVerifier read(PasswordScheme scheme, String value) throws BadVerifierException {
        if (value.isEmpty()) {
            throw new BadVerifierException("the password is empty");
        }
        return new PlainVerifier(scheme, value);
    }

    /** The one spelling of a new password: NFC (RFC 8265 §4.2 asks for the same form). */
    static String sendable(Secret password) throws BadVerifierException {
        String text = password.reveal();
        if (text.isEmpty()) {
            throw new BadVerifierException("the password is empty");
        }
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new BadVerifierException(
                    "the password holds a line end or NUL, which no client can send");
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    @Override
    public Secret password() {
        return new Secret(value());
    }

    @Override
    boolean proves(String password) {
        return MessageDigest.isEqual(password.getBytes(UTF_8), value().getBytes(UTF_8));
    }
}

package org.restante.server.login;

import com.ongres.stringprep.Tables;

import org.restante.protocol.Secret;

/**
 * Which characters no password holds (RFC 4013 §2.3). A password is otherwise compared as it came,
 * and in NFC: verifiers made elsewhere were made of whatever was typed there.
 */
final class PasswordCharacters {
    private PasswordCharacters() {}

    static boolean arePermitted(Secret password) {
        return password.reveal().codePoints().noneMatch(PasswordCharacters::isProhibited);
    }

    private static boolean isProhibited(int c) {
        // What is mapped to nothing is mapped before anything is prohibited (RFC 4013 §2.1).
        return !Tables.mapToNothing(c)
                && (Tables.prohibitionAsciiControl(c)
                        || Tables.prohibitionNonAsciiControl(c)
                        || Tables.prohibitionPrivateUse(c)
                        || Tables.prohibitionNonCharacterCodePoints(c)
                        || Tables.prohibitionSurrogateCodes(c)
                        || Tables.prohibitionInappropriatePlainText(c)
                        || Tables.prohibitionInappropriateCanonicalRepresentation(c)
                        || Tables.prohibitionChangeDisplayProperties(c)
                        || Tables.prohibitionTaggingCharacters(c));
    }
}

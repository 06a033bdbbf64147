package org.restante.accounts.password;

/** A stored verifier that this version cannot read; it is kept as it stands and never matches. */
final class UnusableVerifier extends StoredVerifier {
    UnusableVerifier(String scheme, String value) {
        super(scheme, value);
    }

    @Override
    boolean proves(String password) {
        return false;
    }
}

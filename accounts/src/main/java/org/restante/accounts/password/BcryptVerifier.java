package org.restante.accounts.password;

import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** bcrypt, as OpenBSD writes it. {@code $2x$} is left out: it marks hashes of a broken program. */
final class BcryptVerifier extends StoredVerifier {
    /** The binary logarithm of the rounds; 16 already takes a core some seconds. */
    private static final int COST_MAX = 16;

    private static final Pattern SHAPE =
            Pattern.compile("\\$2[aby]?\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

    private BcryptVerifier(PasswordScheme scheme, String value) {
        super(scheme.text(), value);
    }

    static BcryptVerifier read(PasswordScheme scheme, String value) throws BadVerifierException {
        Matcher matcher = SHAPE.matcher(value);
        if (!matcher.matches()) {
            throw new BadVerifierException(
                    "a bcrypt value is $2y$, two digits of cost, $ and 53 characters");
        }
        if (bounded("bcrypt's cost", matcher.group(1), COST_MAX) < 4) {
            throw new BadVerifierException("bcrypt's cost is " + matcher.group(1) + ", must be 4+");
        }
        return new BcryptVerifier(scheme, value);
    }

    @Override
    boolean proves(String password) {
        return OpenBSDBCrypt.checkPassword(value(), password.getBytes(StandardCharsets.UTF_8));
    }
}

package org.restante.server.login;

import java.util.Optional;

/**
 * A login name in its two parts: whose mail, and which view of it. {@code alice+recent}, {@code
 * alice+recent@example.org} and {@code alice@example.org+recent} are views of the same account.
 *
 * @param account without the view
 * @param view what stands behind the first {@code +}, which may be no view's name
 */
public record ViewedName(String account, Optional<String> view) {
    /** Parts a name; one without {@code +} is an account's. */
    public static ViewedName of(String name) {
        int plus = name.indexOf('+');
        if (plus < 0) {
            return new ViewedName(name, Optional.empty());
        }
        int at = name.lastIndexOf('@');
        boolean domainBehind = at > plus && name.indexOf('@') > plus;
        return new ViewedName(
                name.substring(0, plus) + (domainBehind ? name.substring(at) : ""),
                Optional.of(name.substring(plus + 1, domainBehind ? at : name.length())));
    }
}

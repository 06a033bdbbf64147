package org.restante.server.login;

import org.restante.server.net.Network;

import java.time.Duration;
import java.util.List;

/**
 * How guessing is slowed; checked here.
 *
 * @param delayFirst how long the answer to a first failed login waits; each next one twice that
 * @param delayMax the longest such wait
 * @param addressFailuresMax so many failures from one address within the window ban it
 * @param accountFailuresMax so many failures for one account within the window ban everybody from
 *     it who is not known to belong there
 * @param window how long a failure counts, from the first of its row on
 * @param banFor how long a ban lasts; zero: nobody is banned, and only the waits are left
 * @param knownGoodFor how long an address that logged in to an account is known to belong there;
 *     zero: never
 * @param trusted networks whose addresses are not counted; the accounts are all the same
 * @param ipv6PrefixBits how much of an IPv6 address counts as one address
 */
public record ThrottleSettings(
        Duration delayFirst,
        Duration delayMax,
        int addressFailuresMax,
        int accountFailuresMax,
        Duration window,
        Duration banFor,
        Duration knownGoodFor,
        List<Network> trusted,
        int ipv6PrefixBits) {
    public ThrottleSettings {
        trusted = List.copyOf(trusted);
        if (delayFirst.isNegative() || delayMax.compareTo(delayFirst) < 0) {
            throw new IllegalArgumentException(
                    "failed-login-delay-max is "
                            + delayMax
                            + ", must be failed-login-delay, "
                            + delayFirst
                            + ", or more");
        }
        if (addressFailuresMax < 1 || accountFailuresMax < 1) {
            throw new IllegalArgumentException("limits on failed logins must be 1 or more");
        }
        if (!window.isPositive() || banFor.isNegative() || knownGoodFor.isNegative()) {
            throw new IllegalArgumentException(
                    "failed-login-window must be more than 0s, the other times not negative");
        }
        if (ipv6PrefixBits < 1 || ipv6PrefixBits > 128) {
            throw new IllegalArgumentException("ipv6-prefix must be 1 to 128");
        }
    }
}

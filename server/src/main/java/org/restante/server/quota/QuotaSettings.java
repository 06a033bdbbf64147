package org.restante.server.quota;

import org.restante.server.login.Quota;

import java.util.Map;

/**
 * What holds for all accounts that say nothing else.
 *
 * @param account of each account
 * @param domains by domain, of all accounts together whose names end with it
 * @param defer whether a message that is too much is put off, so that its sender's server tries
 *     again, or refused
 * @param warningPercent so full a maildrop is worth a warning; 0: none
 */
public record QuotaSettings(
        Quota account, Map<String, Quota> domains, boolean defer, int warningPercent) {
    /** No limits. */
    public static final QuotaSettings NONE = new QuotaSettings(Quota.NONE, Map.of(), false, 0);

    public QuotaSettings {
        domains = Map.copyOf(domains);
    }
}

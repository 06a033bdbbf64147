package org.restante.accounts;

import org.restante.server.login.Account;
import org.restante.server.login.Policy;
import org.restante.server.login.Verifier;
import org.restante.server.net.Network;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An account as another program's file, directory or database tells it, checked. */
public final class SourceAccount {
    private SourceAccount() {}

    /**
     * The account.
     *
     * @param source for the message
     * @param maildrop its path
     * @throws IOException if it cannot be an account here: its name or path is not allowed. To say
     *     that it is unknown would let another source answer for it.
     */
    public static Account of(
            String source,
            String name,
            boolean enabled,
            List<? extends Verifier> verifiers,
            Optional<String> maildrop,
            List<Network> networks)
            throws IOException {
        try {
            String canonical = AccountName.parse(name);
            Optional<Path> place =
                    maildrop.isEmpty() ? Optional.empty() : Optional.of(place(maildrop.get()));
            return new Account(
                    canonical,
                    enabled,
                    List.copyOf(verifiers),
                    new MaildropName(canonical, place),
                    policy(networks));
        } catch (RefusedException e) {
            throw new IOException(source + ": " + e.reason(), e);
        }
    }

    /** Networks as {@code allow_nets} lists them, with commas or spaces between. */
    public static List<Network> networks(String text) throws RefusedException {
        List<Network> networks = new ArrayList<>();
        for (String each : text.strip().split("[,\\s]+", -1)) {
            try {
                networks.add(Network.parse(each));
            } catch (IllegalArgumentException e) {
                // To leave it out could open the account to everybody.
                throw new RefusedException("the network \"" + each + "\": " + e.getMessage());
            }
        }
        return networks;
    }

    /** A policy of networks alone. */
    static Policy policy(List<Network> networks) {
        return new Policy(
                Optional.empty(),
                false,
                networks,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** An absolute path of a maildrop. */
    static Path place(String text) throws RefusedException {
        try {
            Path path = Path.of(text).normalize();
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException _) {
            // Told below.
        }
        throw new RefusedException("the maildrop \"" + text + "\" is no absolute path");
    }
}

package org.restante.cli.account;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.accounts.AccountDatabase;
import org.restante.accounts.StoredAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ExitCode;
import org.restante.cli.config.Nearest;
import org.restante.cli.control.ControlClient;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The account file, open, with what the configuration says about its accounts. */
record OpenAccounts(Configuration configuration, AccountDatabase file) implements AutoCloseable {
    /**
     * The account of that name.
     *
     * @throws CommandException if there is none, with the nearest name
     */
    StoredAccount named(String name) throws IOException, CommandException {
        Optional<StoredAccount> found = file.show(name);
        if (found.isPresent()) {
            return found.get();
        }
        List<String> names = file.list().stream().map(StoredAccount::name).toList();
        throw new CommandException(
                ExitCode.NO_USER,
                "there is no account "
                        + name
                        + Nearest.to(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
    }

    /** Where the account's maildrop lies, or will lie once there is mail. */
    Path maildrop(StoredAccount account) {
        return account.maildrop()
                .orElseGet(() ->
                        configuration.maildirLayout().folder(MaildropName.of(account.name())));
    }

    /** The account for {@code --json}; no secret in it. */
    JsonObject json(StoredAccount account) {
        JsonObject json = new JsonObject();
        json.addProperty("name", account.name());
        json.addProperty("enabled", account.enabled());
        json.addProperty("created", account.created().toString());
        json.addProperty("maildrop", maildrop(account).toString());
        json.add("schemes", array(account.schemes()));
        json.add("addresses", array(account.addresses()));
        json.add("policy", PolicyText.json(account.policy()));
        return json;
    }

    static JsonArray array(List<String> words) {
        JsonArray array = new JsonArray();
        words.forEach(array::add);
        return array;
    }

    /**
     * Makes a running server ask again whatever its sources remember. No session ends.
     *
     * @param done what has been changed, for the message if the server cannot be told
     * @throws CommandException if a server runs and does not do it
     */
    void forgetAnswers(String done) throws CommandException {
        try {
            var _ = ControlClient.ask(configuration.data(), ControlClient.request("forget"));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE,
                    done
                            + ", but a server that remembers answers (cache) may go by the old ones"
                            + " for a while: "
                            + e.getMessage());
        }
    }

    /**
     * Makes a running server end the account's sessions, without UPDATE.
     *
     * @param done what has been changed, for the message if the server cannot be told
     * @return how many ended; empty if no server runs
     * @throws CommandException if a server runs and does not do it
     */
    OptionalInt endSessions(String account, String done) throws CommandException {
        JsonObject request = ControlClient.request("forget");
        request.addProperty("account", account);
        try {
            return ControlClient.ask(configuration.data(), request).stream()
                    .mapToInt(reply -> reply.get("ended").getAsInt())
                    .findFirst();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE,
                    done + ", but sessions that are open may go on: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        file.close();
    }
}

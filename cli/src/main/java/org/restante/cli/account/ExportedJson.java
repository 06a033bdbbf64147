package org.restante.cli.account;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.restante.accounts.ImportedAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code account export --json} printed, read again. */
final class ExportedJson {
    private ExportedJson() {}

    /**
     * The accounts in their order.
     *
     * @param source for the message
     */
    static List<ImportedAccount> read(String source, String text) throws CommandException {
        List<ImportedAccount> accounts = new ArrayList<>();
        try {
            for (JsonElement each :
                    JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("accounts")) {
                accounts.add(account(each.getAsJsonObject()));
            }
        } catch (RuntimeException _) {
            // Gson's message would quote what may be a password; ours tells where.
            throw new CommandException(
                    ExitCode.DATA,
                    source
                            + ": account "
                            + (accounts.size() + 1)
                            + " is not as account export --json writes it");
        }
        return accounts;
    }

    private static ImportedAccount account(JsonObject json) {
        return new ImportedAccount(
                json.get("name").getAsString(),
                json.get("enabled").getAsBoolean(),
                PolicyText.texts(json.getAsJsonArray("verifiers")),
                Optional.ofNullable(json.get("maildrop")).map(it -> Path.of(it.getAsString())),
                PolicyText.texts(json.getAsJsonArray("addresses")),
                PolicyText.read(json.getAsJsonObject("policy")));
    }
}

package org.restante.cli.account;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.accounts.StoredAccount;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code restante account export}. */
@Command(
        name = "export",
        description = {
            "Print accounts as a passwd-file; with --json their addresses, maildrops and policies too.",
            "The output holds password hashes, and passwords that are stored as PLAIN: keep it as"
                    + " secret as the account file."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Only these accounts (default: all).")
    private List<String> names = new ArrayList<>();

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        try (OpenAccounts open = accounts.open()) {
            Set<String> wanted = new LinkedHashSet<>();
            for (String name : names) {
                wanted.add(open.named(name).name());
            }
            Map<String, List<String>> lines = new LinkedHashMap<>();
            for (String line : open.file().exportLines()) {
                // A name holds no colon.
                String name = line.substring(0, line.indexOf(':'));
                if (wanted.isEmpty() || wanted.contains(name)) {
                    lines.computeIfAbsent(name, _ -> new ArrayList<>()).add(line);
                }
            }
            if (accounts.json()) {
                accounts.print(json(open.file().list(), lines));
            } else {
                lines.values().forEach(each -> each.forEach(accounts::print));
            }
        }
        return ExitCode.OK.code();
    }

    private static JsonObject json(List<StoredAccount> all, Map<String, List<String>> lines) {
        JsonArray list = new JsonArray();
        for (StoredAccount account : all) {
            if (!lines.containsKey(account.name())) {
                continue;
            }
            JsonObject each = new JsonObject();
            each.addProperty("name", account.name());
            each.addProperty("enabled", account.enabled());
            each.addProperty("created", account.created().toString());
            // Only a place of its own: where the others lie is for the next configuration to say.
            account.maildrop().ifPresent(it -> each.addProperty("maildrop", it.toString()));
            each.add("addresses", OpenAccounts.array(account.addresses()));
            each.add("policy", PolicyText.json(account.policy()));
            each.add(
                    "verifiers",
                    OpenAccounts.array(
                            lines.getOrDefault(account.name(), List.of()).stream()
                                    .map(line -> line.split(":", 3)[1])
                                    .filter(verifier -> !verifier.equals("*"))
                                    .toList()));
            list.add(each);
        }
        JsonObject whole = new JsonObject();
        whole.add("accounts", list);
        return whole;
    }
}

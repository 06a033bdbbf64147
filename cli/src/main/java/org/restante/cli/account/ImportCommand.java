package org.restante.cli.account;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.accounts.ImportResult;
import org.restante.accounts.ImportedAccount;
import org.restante.accounts.password.PasswordScheme;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante account import}. */
@Command(
        name = "import",
        description = {
            "Take accounts over from a passwd-file, as Dovecot and Restante write it: all of them,"
                    + " or none if any line is bad.",
            "A line is name:{SCHEME}verifier::::::; several lines of one name are several verifiers"
                    + " of its password.",
            "What account export --json wrote is taken too, with addresses, maildrops and policies."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
    private String source;

    @Option(
            names = "--skip-existing",
            description = "Leave accounts that are there as they are; else they are an error.")
    private boolean skipExisting;

    @Option(
            names = "--default-scheme",
            paramLabel = "SCHEME",
            defaultValue = "CRYPT",
            converter = SchemeConverter.class,
            description = "What a verifier without {SCHEME} is (default: ${DEFAULT-VALUE}).")
    private PasswordScheme unprefixed = PasswordScheme.CRYPT;

    @Mixin private final AccountsOptions accounts = new AccountsOptions();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        List<String> lines = lines();
        boolean json =
                lines.stream()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .filter(line -> line.startsWith("{") && !line.contains(":{"))
                        .isPresent();
        List<ImportedAccount> whole =
                json ? ExportedJson.read(source, String.join("\n", lines)) : List.of();
        try (OpenAccounts open = accounts.openOrMake()) {
            ImportResult result =
                    json
                            ? open.file().importAccounts(whole, skipExisting)
                            : open.file().importLines(lines, unprefixed, skipExisting);
            return switch (result) {
                case ImportResult.Imported imported -> tell(imported);
                case ImportResult.Refused refused -> tell(refused);
            };
        }
    }

    private List<String> lines() throws IOException, CommandException {
        try {
            return source.equals("-") ? standardInput() : Files.readAllLines(Path.of(source));
        } catch (NoSuchFileException _) {
            throw new CommandException(ExitCode.NO_INPUT, "there is no file " + source);
        } catch (CharacterCodingException _) {
            throw new CommandException(ExitCode.DATA, source + " is not text in UTF-8");
        }
    }

    private static List<String> standardInput() throws IOException {
        // A reader that is made of a decoder tells malformed input, one of a charset hides it.
        return new BufferedReader(
                        new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder()))
                .readAllLines();
    }

    private int tell(ImportResult.Imported imported) {
        if (accounts.json()) {
            JsonObject json = new JsonObject();
            json.add("added", OpenAccounts.array(imported.added()));
            json.add("skipped", OpenAccounts.array(imported.skipped()));
            accounts.print(json);
        } else {
            accounts.print(
                    "added "
                            + imported.added().size()
                            + (skipExisting ? ", skipped " + imported.skipped().size() : ""));
        }
        return ExitCode.OK.code();
    }

    private int tell(ImportResult.Refused refused) {
        JsonArray problems = new JsonArray();
        for (ImportResult.BadLine line : refused.lines()) {
            if (accounts.json()) {
                JsonObject each = new JsonObject();
                each.addProperty("file", source);
                each.addProperty("line", line.number());
                each.addProperty("message", line.reason());
                problems.add(each);
            } else {
                accounts.complain(source + ":" + line.number() + ": " + line.reason());
            }
        }
        if (accounts.json()) {
            JsonObject json = new JsonObject();
            json.addProperty("ok", false);
            json.add("problems", problems);
            accounts.print(json);
        }
        return ExitCode.DATA.code();
    }
}

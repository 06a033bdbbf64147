package org.restante.collect.tokens;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A second process that uses the same tokens: for locks that hold between processes. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader says;

    private OtherProcess(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherProcess.class.getName()));
        command.addAll(List.of(arguments));
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        says = process.inputReader();
    }

    /** One that has the lock of an account when this returns, until it is closed. */
    static OtherProcess locking(Path folder) throws IOException {
        OtherProcess other = new OtherProcess("lock", folder.toString());
        other.says.readLine();
        return other;
    }

    /** One that asks for a token. */
    static OtherProcess asking(Path folder, TestAuthorizationServer server) throws IOException {
        return new OtherProcess("token", folder.toString(), server.url(), server.now().toString());
    }

    /** The next line that it says. */
    String line() throws IOException {
        return says.readLine();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    static TokenFolder folder(Path folder, Pause pause) {
        return new TokenFolder(
                folder.resolve("tokens"),
                folder.resolve("elsewhere/key"),
                new SecureRandom(),
                pause);
    }

    /** {@code lock FOLDER} or {@code token FOLDER URL TIME}. */
    public static void main(String[] arguments) throws IOException {
        TokenFolder folder = folder(Path.of(arguments[1]), _ -> Thread.onSpinWait());
        if (arguments[0].equals("lock")) {
            try (TokenLock _ = folder.lock("work")) {
                System.out.println("locked");
                System.in.read();
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        } else {
            Instant now = Instant.parse(arguments[3]);
            AccountTokens tokens =
                    new AccountTokens(
                            "work",
                            "restante collect login work",
                            new AuthorizationServer(
                                    arguments[2],
                                    new OauthClient("restante", Optional::empty),
                                    MailProtocol.POP,
                                    List.of(),
                                    () -> now,
                                    new SecureRandom()),
                            AccountTokens.Grant.PERSON,
                            folder(Path.of(arguments[1]), time -> Thread.sleep(time)),
                            () -> now);
            System.out.println(tokens.credentials("alice").tokens().token(false).reveal());
        }
    }
}

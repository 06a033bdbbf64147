package org.restante.cli.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A POP3 client that others wrote, made to fetch all of a maildrop and leave it there. */
interface Client {
    /** All there are. */
    List<Client> ALL =
            List.of(
                    new Curl(),
                    new Fetchmail(),
                    new Getmail(),
                    new Mpop(),
                    new NetPop3(),
                    new Poplib());

    /** Its name, as the table of what it does not carry has it. */
    @Override
    String toString();

    Set<Security> securities();

    /**
     * Fetches.
     *
     * @param login who logs in; the way is the client's
     * @param folder empty, for its configuration and what it fetches
     * @return the messages as the client wrote them, in any order, without the trace fields that it
     *     adds; octets as characters
     * @throws AssertionError if it is not installed
     */
    Fetched fetch(ServerProcess server, Security security, Login login, Path folder)
            throws IOException, InterruptedException;

    /** Who logs in, and what proves it: a password mostly. */
    record Login(String account, String secret) {
        /** With {@link ServerProcess#PASSWORD}. */
        static Login of(String account) {
            return new Login(account, ServerProcess.PASSWORD);
        }
    }

    /** The messages, and what the client said, for a person to read. */
    record Fetched(List<String> messages, int exit, String said) {
        static Fetched files(Path folder, Program.Result result, String... traceFields)
                throws IOException {
            List<String> messages = new ArrayList<>();
            try (var files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    messages.add(
                            withoutTrace(
                                    Files.readString(file, StandardCharsets.ISO_8859_1),
                                    Set.of(traceFields)));
                }
            }
            return new Fetched(messages, result.exit(), result.out());
        }

        /** Without the fields of these names that stand on top, continuation lines included. */
        private static String withoutTrace(String message, Set<String> fields) {
            int start = 0;
            while (fields.contains(fieldName(message, start))) {
                do {
                    start = message.indexOf('\n', start) + 1;
                } while (start > 0
                        && start < message.length()
                        && " \t".indexOf(message.charAt(start)) >= 0);
            }
            return message.substring(start);
        }

        private static String fieldName(String message, int start) {
            int colon = message.indexOf(':', start);
            int end = message.indexOf('\n', start);
            return colon > 0 && colon < end ? message.substring(start, colon) : "";
        }
    }
}

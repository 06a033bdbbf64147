package org.restante.cli.interop;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A message that a client changes or does not fetch, whatever the server does. Tests see to it that
 * all others come through, and that these do not.
 */
record Uncarried(String client, String sample, String why) {
    static final List<Uncarried> ALL =
            List.of(
                    new Uncarried("curl", "empty", "writes an empty line"),
                    new Uncarried("fetchmail", "all octets", "drops every bare CR"),
                    new Uncarried("fetchmail", "bare CR", "drops every bare CR"),
                    new Uncarried("fetchmail", "CR at the end", "drops every bare CR"),
                    new Uncarried("fetchmail", "dots between bare CRs", "drops every bare CR"),
                    new Uncarried(
                            "fetchmail",
                            "dot in the first line",
                            "no header field: skipped, stays on the server"),
                    new Uncarried(
                            "fetchmail",
                            "only dots",
                            "no header field: skipped, stays on the server"),
                    new Uncarried(
                            "fetchmail",
                            "no header",
                            "no header field: skipped, stays on the server"),
                    new Uncarried("fetchmail", "empty", "writes a header of its own"),
                    new Uncarried(
                            "fetchmail", "header alone", "adds the empty line after the header"),
                    new Uncarried(
                            "fetchmail",
                            "line of 100 KB",
                            "puts octets that are not in the message into lines of more than 8 KB"),
                    new Uncarried("getmail6", "all octets", "makes a line end of every bare CR"),
                    new Uncarried("getmail6", "bare CR", "makes a line end of every bare CR"),
                    new Uncarried("getmail6", "CR at the end", "makes a line end of every bare CR"),
                    new Uncarried(
                            "getmail6",
                            "dots between bare CRs",
                            "makes a line end of every bare CR"),
                    new Uncarried(
                            "getmail6", "dot in the first line", "puts an empty line before it"),
                    new Uncarried("getmail6", "only dots", "puts an empty line before it"),
                    new Uncarried("getmail6", "no header", "puts an empty line before it"),
                    new Uncarried("getmail6", "empty", "writes an empty line"),
                    new Uncarried(
                            "getmail6", "header alone", "adds the empty line after the header"),
                    new Uncarried("getmail6", "long header line", "folds it"),
                    new Uncarried("mpop", "bare CR", "drops a CR before a CRLF"),
                    new Uncarried("mpop", "CR at the end", "drops a CR before a CRLF"),
                    new Uncarried("Net::POP3", "bare CR", "drops a CR before a CRLF"),
                    new Uncarried("Net::POP3", "CR at the end", "drops a CR before a CRLF"),
                    new Uncarried(
                            "poplib",
                            "line of 2047",
                            "gives up on a line of more than 2048 octets, its CRLF counted"),
                    new Uncarried(
                            "poplib",
                            "line of 100 KB",
                            "gives up on a line of more than 2048 octets, its CRLF counted"),
                    new Uncarried(
                            "poplib",
                            "long header line",
                            "gives up on a line of more than 2048 octets, its CRLF counted"));

    static boolean contains(Client client, Sample sample) {
        return ALL.stream()
                .anyMatch(each ->
                        each.client.equals(client.toString()) && each.sample.equals(sample.name()));
    }

    /** As it stands in the page. */
    static String table() {
        return ALL.stream()
                .map(each -> "| %s | %s | %s |\n".formatted(each.client, each.sample, each.why))
                .collect(
                        Collectors.joining(
                                "", "| client | message | what it does |\n|---|---|---|\n", ""));
    }
}

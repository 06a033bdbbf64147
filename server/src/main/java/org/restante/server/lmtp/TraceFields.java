package org.restante.server.lmtp;

import org.restante.server.net.Peer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The fields that final delivery puts on top of a message (RFC 5321 §4.4, RFC 3848). */
final class TraceFields {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private TraceFields() {}

    /** Return-Path, Delivered-To and Received, each ended CRLF. */
    static byte[] of(
            Transaction.Open transaction,
            Transaction.Recipient recipient,
            Peer peer,
            String hostname,
            String id,
            Instant now) {
        String address =
                peer.address()
                        .map(a -> (a.getAddress().length == 16 ? "IPv6:" : "") + a.getHostAddress())
                        .map(literal -> "[" + literal + "]")
                        .orElse("local socket");
        String fields =
                "Return-Path: <"
                        + transaction.sender().text()
                        + ">\r\n"
                        + "Delivered-To: "
                        + recipient.path().text()
                        + "\r\nReceived: from "
                        + transaction.client()
                        + " ("
                        + address
                        + ")\r\n\tby "
                        + hostname
                        + " with "
                        + (transaction.utf8() ? "UTF8LMTP" : "LMTP")
                        + " id "
                        + id
                        + "\r\n\tfor <"
                        + recipient.path().text()
                        + ">; "
                        + DATE.format(now)
                        + "\r\n";
        return fields.getBytes(StandardCharsets.UTF_8);
    }
}

package org.restante.server.lmtp;

import org.restante.server.net.Peer;

import java.net.Inet6Address;
import java.net.InetAddress;
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
        String address = peer.address().map(TraceFields::literal).orElse("local socket");
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

    /** An address literal (RFC 5321 §4.1.3), which has no room for an interface behind a %. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return "[" + (address instanceof Inet6Address ? "IPv6:" : "") + text + "]";
    }
}

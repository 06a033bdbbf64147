package org.restante.collect.transfer;

/** How mail is handed to a server. */
public enum Protocol {
    /** RFC 5321: one answer for the message. */
    SMTP,
    /** RFC 2033: one answer for each recipient. */
    LMTP
}

package org.restante.collect.tokens;

/** What a token is to log in by: providers have a scope for each. */
public enum MailProtocol {
    /** To fetch. */
    POP,
    /** To append. */
    IMAP,
    /** To send. */
    SMTP
}

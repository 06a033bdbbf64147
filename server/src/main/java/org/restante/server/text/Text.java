package org.restante.server.text;

import java.util.Locale;

/**
 * Something a POP3 session says; the arguments of each stand as {@code {0}} in its words. What
 * programs read of a reply (indicators, response codes, listings) is none of it (RFC 2449 §8).
 */
public enum Text {
    /** Host name. */
    READY,
    BYE,
    /** Messages left. */
    BYE_LEFT,
    CAPABILITIES,
    BEGIN_TLS,
    NO_TLS,
    TLS_BEFORE_UTF8,
    NOW_THE_PASSWORD,
    NEEDS_TLS,
    USER_FIRST,
    LOG_IN_FIRST,
    NOT_AFTER_LOGIN,
    NO_SUCH_MECHANISM,
    SERVER_SPEAKS_FIRST,
    CANCELLED,
    MALFORMED_RESPONSE,
    LOGIN_FAILED,
    /** Minutes. */
    LOGIN_TOO_SOON,
    TOO_MANY_FAILED_LOGINS,
    NO_APOP,
    TRY_LATER,
    BROKEN_MAILDROP,
    NO_SUCH_FOLDER,
    IN_USE,
    /** Messages, octets. */
    MAILDROP,
    UNIQUE_IDS,
    /** Octets. */
    OCTETS,
    TOP,
    NO_SUCH_MESSAGE,
    MESSAGE_MOVED,
    NEEDS_UTF8,
    /** Message number. */
    DELETED,
    /** Message number. */
    ALREADY_DELETED,
    NOTHING_DONE,
    /** How many were not removed, of how many. */
    NOT_REMOVED,
    PERHAPS_NOT_REMOVED,
    UTF8_MODE,
    LANGUAGES,
    LANGUAGE_CHOSEN,
    NO_SUCH_LANGUAGE,
    UNKNOWN_COMMAND,
    OTHER_PROTOCOL,
    LINE_TOO_LONG,
    NOT_ASCII,
    NOT_UTF8,
    NO_ARGUMENTS_ALLOWED,
    MESSAGE_NUMBER_WANTED,
    TOP_ARGUMENTS_WANTED,
    NAME_WANTED,
    PASSWORD_WANTED,
    APOP_ARGUMENTS_WANTED,
    MECHANISM_WANTED,
    ONE_INITIAL_RESPONSE_ALLOWED,
    ONE_LANGUAGE_ALLOWED;

    /** Its name in the files of languages. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package org.restante.protocol.pop3;

/** What is wrong with a request line that is no {@link Command}. */
public enum Mistake {
    UNKNOWN_COMMAND,
    /** What a web browser says: a page may have made it send commands behind that. */
    OTHER_PROTOCOL,
    LINE_TOO_LONG,
    /** A control character, or octets outside ASCII where only that is allowed. */
    NOT_ASCII,
    /** A name or a password that is not well-formed UTF-8. */
    NOT_UTF8,
    NO_ARGUMENTS_ALLOWED,
    MESSAGE_NUMBER_WANTED,
    TOP_ARGUMENTS_WANTED,
    NAME_WANTED,
    PASSWORD_WANTED,
    APOP_ARGUMENTS_WANTED,
    MECHANISM_WANTED,
    ONE_INITIAL_RESPONSE_ALLOWED,
    ONE_LANGUAGE_ALLOWED
}

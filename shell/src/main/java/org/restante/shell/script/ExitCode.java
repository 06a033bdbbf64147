package org.restante.shell.script;

/** What the shell tells its caller: the codes of sysexits.h where there is one. */
public enum ExitCode {
    /** The session ended as it should, and in a script all checks held. */
    OK(0, "all checks held"),
    /** A check did not hold, or there was an -ERR that no check follows. */
    FAILED(1, "a check of the script failed, or an -ERR was not expected"),
    /** EX_USAGE. */
    USAGE(64, "the command was used wrongly"),
    /** EX_NOINPUT, also for a script that is not in the notation. */
    NO_INPUT(66, "the script cannot be read"),
    /** EX_UNAVAILABLE. */
    UNAVAILABLE(69, "the server cannot be reached"),
    /** EX_PROTOCOL. */
    PROTOCOL(76, "the server broke the protocol, or hung up unexpectedly"),
    /** EX_NOPERM. */
    PERMISSION(77, "the login was refused");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** What the process returns, 0 to 77. */
    public int code() {
        return code;
    }

    /** For the end of a help text, in English as all of it. */
    public String meaning() {
        return meaning;
    }
}

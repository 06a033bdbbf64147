package org.restante.cli.maildrop;

/** Numbers as a person reads them. */
final class Words {
    private Words() {}

    /** {@code 1 message}, {@code 2 messages}. */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}

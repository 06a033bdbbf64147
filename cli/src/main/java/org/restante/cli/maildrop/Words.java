package org.restante.cli.maildrop;

/** Numbers and names as a person reads them. */
final class Words {
    private Words() {}

    /** {@code 1 message}, {@code 2 messages}. */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** What a stranger named, without what a terminal would act upon. */
    static String plain(String name) {
        return name.replaceAll("\\p{Cntrl}|[\\x80-\\x9F]", "?");
    }
}

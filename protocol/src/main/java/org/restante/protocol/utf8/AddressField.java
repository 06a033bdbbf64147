package org.restante.protocol.utf8;

/**
 * A field of addresses without what is not ASCII (RFC 6858 §2.1). Display names, names of groups
 * and comments become encoded words. An address that is not ASCII, in its local part or its domain,
 * becomes text in front of one address that belongs to nobody: an A-label would lead a reply to a
 * host, but to whom there is for that host to say. What cannot be parsed is text likewise; an
 * address that is ASCII stays.
 */
final class AddressField {
    /** RFC 2606 §2: nobody will ever have it. */
    static final String NOBODY = "<invalid@internationalized-address.invalid>";

    private final FoldedField out;

    /** What stood behind the element before. */
    private String before = "";

    private AddressField(FoldedField out) {
        this.out = out;
    }

    static void write(String value, FoldedField out) {
        new AddressField(out).list(value);
    }

    private void list(String value) {
        int at = 0;
        while (at < value.length()) {
            int end = Structured.find(value, at, ",;:");
            String mark = end < value.length() ? value.substring(end, end + 1) : "";
            element(Ascii.strip(value.substring(at, end)), mark);
            before = mark;
            at = end + 1;
        }
    }

    /** One address, or a group's name, and what stands behind it. */
    private void element(String element, String mark) {
        if (element.isEmpty()) {
            // An empty place between commas is nothing (RFC 5322 §4.4).
            if (!mark.isEmpty() && (!mark.equals(",") || before.equals(";"))) {
                out.mark(mark.charAt(0));
            }
        } else if (Ascii.isAll(element)) {
            out.text(element + mark);
        } else if (mark.equals(":")) {
            out.encoded(" ", Structured.text(element));
            // RFC 2047 §5 (3): white space stands between an encoded word and a special.
            out.word(" ", ":");
        } else {
            mailbox(element, mark);
        }
    }

    private void mailbox(String element, String mark) {
        int open = Structured.find(element, 0, "<");
        if (open == element.length()) {
            bare(element, mark);
            return;
        }
        int close = Structured.end(element, open);
        String phrase = Ascii.strip(element.substring(0, open));
        String address = element.substring(open, close);
        String behind = Structured.withEncodedComments(Ascii.strip(element.substring(close)));
        boolean whole = address.endsWith(">") && (behind.isEmpty() || behind.startsWith("("));
        if (!whole || !Ascii.isAll(behind)) {
            nobody(Structured.text(element), mark);
        } else if (!Ascii.isAll(address)) {
            String inner = address.substring(1, address.length() - 1);
            String name = Structured.text(phrase);
            nobody(name.isEmpty() ? inner : name + " (" + inner + ")", mark);
        } else {
            if (Ascii.isAll(phrase)) {
                out.text(phrase);
            } else {
                out.encoded(" ", Structured.text(phrase));
            }
            out.text(behind.isEmpty() ? address + mark : address + " " + behind + mark);
        }
    }

    /** An address without angle brackets. */
    private void bare(String element, String mark) {
        String ascii = Structured.withEncodedComments(element);
        if (Ascii.isAll(ascii)) {
            out.text(ascii + mark);
        } else {
            nobody(Structured.text(element), mark);
        }
    }

    private void nobody(String text, String mark) {
        out.encoded(" ", text);
        out.word(" ", NOBODY + mark);
    }
}

package org.restante.shell.mail;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTML as text: tags dropped, character references resolved, block elements on lines of their own,
 * a link's address behind its words, so that a person sees where it leads. No layout, no errors:
 * whatever comes is text or a tag. Takes memory for the text that comes out; the caller bounds what
 * goes in.
 */
final class HtmlText {
    /** Of a tag, more is not looked at: addresses of images may hold the image itself. */
    private static final int TAG_CHARS_MAX = 8 * 1024;

    /** The longest that mean anything have 10; longer ones are text. */
    private static final int REFERENCE_CHARS_MAX = 16;

    /** What is behind it in an address is the sender's bookkeeping. */
    private static final int ADDRESS_CHARS_MAX = 500;

    private static final int END = -1;
    private static final int NOTHING = -2;

    private static final Set<String> LINES =
            Set.of(
                    "address",
                    "article",
                    "aside",
                    "body",
                    "br",
                    "center",
                    "dd",
                    "div",
                    "dl",
                    "dt",
                    "fieldset",
                    "figure",
                    "footer",
                    "form",
                    "header",
                    "hr",
                    "li",
                    "main",
                    "nav",
                    "section",
                    "tr");

    private static final Set<String> PARAGRAPHS =
            Set.of(
                    "blockquote",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ol",
                    "p",
                    "pre",
                    "table",
                    "ul");

    /** What stands in them is not for reading, and no tag in them counts. */
    private static final Set<String> HIDDEN = Set.of("script", "style", "title");

    /** They are taken in order, so that none is found in the value of another. */
    private static final Pattern ATTRIBUTE =
            Pattern.compile(
                    "([^\\s=]++)(?:\\s*+=\\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\\s\"']\\S*+)))?+");

    private static final Pattern REFERENCE =
            Pattern.compile("&(#?[A-Za-z0-9]{1," + REFERENCE_CHARS_MAX + "});?");

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private static final Map<String, String> CHARACTERS = characters();

    private final Reader html;
    private final StringBuilder text = new StringBuilder();
    private int pushedBack = NOTHING;
    private int lineEnds;
    private boolean space;
    private int preformatted;
    private String address = "";
    private int addressFrom;

    private HtmlText(Reader html) {
        this.html = html;
    }

    /** Reads to the end; lines end with LF. */
    static String of(Reader html) throws IOException {
        HtmlText text = new HtmlText(html);
        text.run();
        return text.text.toString();
    }

    private void run() throws IOException {
        for (int c; (c = read()) != END; ) {
            switch (c) {
                case '<' -> markup();
                case '&' -> text(reference());
                default -> text((char) c);
            }
        }
        endLink();
    }

    private int read() throws IOException {
        int c = pushedBack == NOTHING ? html.read() : pushedBack;
        pushedBack = NOTHING;
        return c;
    }

    private void unread(int c) {
        pushedBack = c;
    }

    private void text(String words) {
        words.chars().forEach(c -> text((char) c));
    }

    private void text(char c) {
        if (preformatted > 0 && c == '\n') {
            breakLine(lineEnds + 1);
        } else if (preformatted == 0 && (c == ' ' || (c >= '\t' && c <= '\r'))) {
            space = true;
        } else if (c != '\r') {
            if (text.isEmpty()) {
                lineEnds = 0;
            }
            if (lineEnds > 0) {
                text.append("\n".repeat(lineEnds));
            } else if (space && !text.isEmpty()) {
                text.append(' ');
            }
            lineEnds = 0;
            space = false;
            text.append(c);
        }
    }

    private void breakLine(int ends) {
        lineEnds = Math.max(lineEnds, ends);
        space = false;
    }

    private void markup() throws IOException {
        int c = read();
        if (c == '!') {
            declaration();
        } else if (c == '/' || c == '?' || Character.isLetter(c)) {
            unread(c);
            tag(insideTag());
        } else {
            unread(c);
            text('<');
        }
    }

    /** A comment ends at {@code -->}, anything else at {@code >}. */
    private void declaration() throws IOException {
        int first = read();
        int second = first == '-' ? read() : NOTHING;
        boolean comment = second == '-';
        if (!comment && (first == '>' || second == '>')) {
            return;
        }
        int dashes = comment ? 2 : 0;
        for (int c; (c = read()) != END; ) {
            if (c == '>' && (!comment || dashes >= 2)) {
                return;
            }
            dashes = c == '-' ? dashes + 1 : 0;
        }
    }

    /** What stands between the angle brackets; one in quotes is no end. */
    private String insideTag() throws IOException {
        StringBuilder inside = new StringBuilder();
        int quote = NOTHING;
        int last = NOTHING;
        for (int c; (c = read()) != END && (c != '>' || quote != NOTHING); ) {
            // A quotation mark anywhere else is a slip, and must not hide the rest of the message.
            if (quote == NOTHING && (c == '"' || c == '\'') && last == '=') {
                quote = c;
            } else if (c == quote) {
                quote = NOTHING;
            }
            if (!Character.isWhitespace(c)) {
                last = c;
            }
            if (inside.length() < TAG_CHARS_MAX) {
                inside.append((char) c);
            }
        }
        return inside.toString();
    }

    private void tag(String inside) throws IOException {
        boolean end = inside.startsWith("/");
        int from = end ? 1 : 0;
        int to = from;
        while (to < inside.length() && Character.isLetterOrDigit(inside.charAt(to))) {
            to++;
        }
        String name = inside.substring(from, to).toLowerCase(Locale.ROOT);
        if (PARAGRAPHS.contains(name)) {
            breakLine(2);
        } else if (LINES.contains(name)) {
            breakLine(name.equals("br") ? Math.min(2, lineEnds + 1) : 1);
        }
        if (HIDDEN.contains(name) && !end) {
            skipTo("</" + name);
            return;
        }
        switch (name) {
            case "a" -> {
                endLink();
                if (!end) {
                    address = value("href", inside);
                    addressFrom = text.length();
                }
            }
            case "img" -> text(value("alt", inside));
            case "li" -> {
                if (!end) {
                    text('*');
                    space = true;
                }
            }
            case "pre" -> preformatted = Math.max(0, preformatted + (end ? -1 : 1));
            case "td", "th" -> space = true;
            default -> {
                // Others change the looks alone.
            }
        }
    }

    private void endLink() {
        if (address.isEmpty()) {
            return;
        }
        String words = text.substring(addressFrom).strip();
        String shown = address.strip();
        address = "";
        // Within the page, and what only a browser can follow, leads nowhere from here.
        if (shown.isEmpty()
                || words.isEmpty()
                || shown.startsWith("#")
                || shown.regionMatches(true, 0, "javascript:", 0, 11)
                || shown.equals(words)
                || shown.equals("mailto:" + words)) {
            return;
        }
        text(
                " ("
                        + (shown.length() > ADDRESS_CHARS_MAX
                                ? shown.substring(0, ADDRESS_CHARS_MAX) + "…"
                                : shown)
                        + ")");
    }

    private void skipTo(String endTag) throws IOException {
        int matched = 0;
        for (int c; (c = read()) != END; ) {
            if (Character.toLowerCase(c) == endTag.charAt(matched)) {
                matched++;
            } else {
                matched = c == '<' ? 1 : 0;
            }
            if (matched == endTag.length()) {
                insideTag();
                return;
            }
        }
    }

    /** An attribute of a tag, empty if it has none of this name. */
    private static String value(String name, String tag) {
        Matcher matcher = ATTRIBUTE.matcher(tag);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(name)) {
                for (int i = 2; i <= matcher.groupCount(); i++) {
                    if (matcher.group(i) != null) {
                        return resolved(matcher.group(i));
                    }
                }
            }
        }
        return "";
    }

    private static String resolved(String value) {
        return REFERENCE
                .matcher(value)
                .replaceAll(found ->
                        Matcher.quoteReplacement(character(found.group(1)).orElse(found.group())));
    }

    /** Behind an ampersand: the character, or what stands there if it means none. */
    private String reference() throws IOException {
        StringBuilder name = new StringBuilder();
        int c = read();
        while (name.length() < REFERENCE_CHARS_MAX
                && (isAsciiAlphanumeric(c) || (c == '#' && name.isEmpty()))) {
            name.append((char) c);
            c = read();
        }
        Optional<String> character = character(name.toString());
        if (character.isPresent() && c == ';') {
            return character.get();
        }
        unread(c);
        return character.orElse("&" + name);
    }

    private static boolean isAsciiAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static Optional<String> character(String name) {
        return name.startsWith("#")
                ? numbered(name.substring(1))
                : Optional.ofNullable(CHARACTERS.get(name));
    }

    private static Optional<String> numbered(String number) {
        boolean hex = number.startsWith("x") || number.startsWith("X");
        try {
            int c =
                    hex
                            ? Integer.parseInt(number, 1, number.length(), 16)
                            : Integer.parseInt(number);
            if (c >= 0x80 && c <= 0x9F) {
                // Written by those who mean that character set.
                return Optional.of(new String(new byte[] {(byte) c}, WINDOWS_1252));
            }
            boolean none = !Character.isValidCodePoint(c) || (c >= 0xD800 && c <= 0xDFFF);
            return Optional.of(none ? "\uFFFD" : Character.toString(c));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** The names of HTML that mail uses: Latin letters and typography. */
    private static Map<String, String> characters() {
        Map<String, String> characters = new HashMap<>();
        String[] latin =
                """
                nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr
                deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12
                frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute
                Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml
                times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde
                auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth
                ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml
                yacute thorn yuml
                """
                        .strip()
                        .split("\\s+", -1);
        for (int i = 0; i < latin.length; i++) {
            characters.put(latin[i], Character.toString(0xA0 + i));
        }
        String[] others = {
            "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "OElig", "Œ", "oelig", "œ",
            "Scaron", "Š", "scaron", "š", "Yuml", "Ÿ", "circ", "ˆ", "tilde", "˜", "ensp", " ",
            "emsp", " ", "thinsp", " ", "zwnj", "\u200C", "zwj", "\u200D", "ndash", "–", "mdash",
            "—", "lsquo", "‘", "rsquo", "’", "sbquo", "‚", "ldquo", "“", "rdquo", "”", "bdquo", "„",
            "dagger", "†", "Dagger", "‡", "bull", "•", "hellip", "…", "permil", "‰", "lsaquo", "‹",
            "rsaquo", "›", "euro", "€", "trade", "™", "larr", "←", "uarr", "↑", "rarr", "→", "darr",
            "↓", "minus", "−", "infin", "∞", "ne", "≠", "le", "≤", "ge", "≥"
        };
        for (int i = 0; i < others.length; i += 2) {
            characters.put(others[i], others[i + 1]);
        }
        return Map.copyOf(characters);
    }
}

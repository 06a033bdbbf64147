package org.restante.protocol.sasl;

import java.text.Normalizer;
import java.util.Optional;

/**
 * SASLprep (RFC 4013), the preparation of names and passwords that SASL mechanisms name, with the
 * JDK's Unicode data: a code point that is newer than Unicode 3.2 passes, as in a query.
 */
public final class Saslprep {
    private Saslprep() {}

    /** The prepared text, perhaps empty; or nothing, if it holds what is prohibited. */
    public static Optional<String> prepare(String text) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isMappedToNothing(c))
                .map(c -> isSpace(c) ? ' ' : c)
                .forEach(mapped::appendCodePoint);
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return prepared.codePoints().anyMatch(Saslprep::isProhibited) || !isOneWay(prepared)
                ? Optional.empty()
                : Optional.of(prepared);
    }

    /** Whether no character of it is prohibited once it is mapped (RFC 4013 §2.1, §2.3). */
    public static boolean isPermitted(String text) {
        return text.codePoints().noneMatch(c -> !isMappedToNothing(c) && isProhibited(c));
    }

    /** RFC 3454 table B.1. */
    private static boolean isMappedToNothing(int c) {
        return switch (c) {
            case 0x00AD, 0x034F, 0x1806, 0x180B, 0x180C, 0x180D, 0x2060, 0xFEFF -> true;
            default -> isIn(c, 0x200B, 0x200D) || isIn(c, 0xFE00, 0xFE0F);
        };
    }

    /** RFC 3454 table C.1.2. */
    private static boolean isSpace(int c) {
        return switch (c) {
            case 0x00A0, 0x1680, 0x202F, 0x205F, 0x3000 -> true;
            default -> isIn(c, 0x2000, 0x200B);
        };
    }

    /** RFC 3454 tables C.2.1 to C.9. */
    private static boolean isProhibited(int c) {
        return Character.isISOControl(c)
                || switch (c) {
                    case 0x06DD, 0x070F, 0x180E, 0x2028, 0x2029 -> true;
                    case 0x0340, 0x0341, 0x200E, 0x200F, 0xE0001 -> true;
                    default -> false;
                }
                || isIn(c, 0x2061, 0x2063)
                || isIn(c, 0x1D173, 0x1D17A)
                || Character.getType(c) == Character.PRIVATE_USE
                || Character.getType(c) == Character.SURROGATE
                || isIn(c, 0xFDD0, 0xFDEF)
                || (c & 0xFFFE) == 0xFFFE
                || isIn(c, 0xFFF9, 0xFFFD)
                || isIn(c, 0x2FF0, 0x2FFB)
                || isIn(c, 0x202A, 0x202E)
                || isIn(c, 0x206A, 0x206F)
                || isIn(c, 0xE0020, 0xE007F);
    }

    /**
     * RFC 3454 §6: text from right to left has nothing of the other way, and begins and ends so.
     */
    private static boolean isOneWay(String text) {
        if (text.codePoints().noneMatch(Saslprep::isRightToLeft)) {
            return true;
        }
        return isRightToLeft(text.codePointAt(0))
                && isRightToLeft(text.codePointBefore(text.length()))
                && text.codePoints()
                        .noneMatch(c ->
                                Character.getDirectionality(c)
                                        == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static boolean isIn(int c, int first, int last) {
        return first <= c && c <= last;
    }
}

package org.restante.spec;

/**
 * One item of {@code docs/rfc/requirements.md}.
 *
 * @param id such as {@code P3-024}; its first two characters are the prefix
 * @param section the heading it stands under, such as {@code 19.1 Wire}
 * @param level a BCP 14 key word
 * @param who {@code server}, {@code client} or {@code both}
 */
record Requirement(String id, String section, String level, String who) {
    String prefix() {
        return id.substring(0, 2);
    }

    int number() {
        return Integer.parseInt(id.substring(3));
    }
}

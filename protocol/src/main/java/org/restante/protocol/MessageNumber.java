package org.restante.protocol;

/** A message's place in the maildrop as this session sees it; the first is 1 (RFC 1939 §4). */
public record MessageNumber(int value) {
    public MessageNumber {
        if (value < 1) {
            throw new IllegalArgumentException("message numbers start at 1, not " + value);
        }
    }
}

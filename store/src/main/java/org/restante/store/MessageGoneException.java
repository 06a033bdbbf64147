package org.restante.store;

import java.io.IOException;

/**
 * A listed message is not there any more as it was listed: another program removed or replaced it.
 * The maildrop stays usable; the next login lists what is there.
 */
public final class MessageGoneException extends IOException {
    private static final long serialVersionUID = 1;

    public MessageGoneException(String message) {
        super(message);
    }
}

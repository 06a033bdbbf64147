package org.restante.shell.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that returns at least one octet, as mime4j's decoders do not always do: JDK readers take
 * none for an error.
 */
final class Patient extends FilterInputStream {
    Patient(InputStream in) {
        super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int first = in.read();
        if (first < 0) {
            return -1;
        }
        target[offset] = (byte) first;
        return length == 1 ? 1 : 1 + Math.max(0, in.read(target, offset + 1, length - 1));
    }
}

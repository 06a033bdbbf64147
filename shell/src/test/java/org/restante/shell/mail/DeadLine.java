package org.restante.shell.mail;

import java.io.IOException;
import java.io.InputStream;

/** A stream that fails. */
final class DeadLine extends InputStream {
    @Override
    public int read() throws IOException {
        throw new IOException("the line is dead");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return read();
    }
}

package org.restante.store.maildir;

import org.restante.store.Scan;

import java.io.IOException;

/** The listed messages of a maildrop and behind them the hidden ones; owns both. */
record Joined(Messages listed, Messages hidden) implements Messages {
    @Override
    public int count() {
        return listed.count() + hidden.count();
    }

    @Override
    public long octets() {
        return listed.octets() + hidden.octets();
    }

    @Override
    public StoredMessage message(int place) throws IOException {
        return place < listed.count()
                ? listed.message(place)
                : hidden.message(place - listed.count());
    }

    @Override
    public Reader ahead() {
        Reader first = listed.ahead();
        Reader second = hidden.ahead();
        return place ->
                place < listed.count()
                        ? first.message(place)
                        : second.message(place - listed.count());
    }

    @Override
    public Scan scan() {
        Scan first = listed.scan();
        Scan second = hidden.scan();
        return new Scan() {
            private Scan now = first;

            @Override
            public boolean next() throws IOException {
                if (now.next()) {
                    return true;
                }
                now = second;
                return now.next();
            }

            @Override
            public long octets() {
                return now.octets();
            }

            @Override
            public int id(byte[] target) {
                return now.id(target);
            }
        };
    }

    /** The head of the listed ones decides whether files are looked at. */
    @Override
    public void doubt() {
        listed.doubt();
    }

    @Override
    public void close() {
        listed.close();
        hidden.close();
    }
}

package org.restante.server.pop2;

import org.restante.server.session.PlainPopSettings;
import org.restante.server.session.PopProtocol;
import org.restante.server.session.PopServices;

import java.util.function.Supplier;

/** POP2 at a listener. */
public final class Pop2Protocol {
    private Pop2Protocol() {}

    /**
     * POP2 under the name {@code pop2}.
     *
     * @param settings asked at the start of each session
     */
    public static PopProtocol of(PopServices services, Supplier<PlainPopSettings> settings) {
        return new PopProtocol(
                "pop2",
                services,
                (connection, visit, refusal) ->
                        new Pop2Session(connection, visit, services, settings.get(), refusal)::run);
    }
}

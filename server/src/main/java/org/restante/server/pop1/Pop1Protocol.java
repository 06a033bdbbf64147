package org.restante.server.pop1;

import org.restante.server.session.PlainPopSettings;
import org.restante.server.session.PopProtocol;
import org.restante.server.session.PopServices;

import java.util.function.Supplier;

/** POP1 at a listener. */
public final class Pop1Protocol {
    private Pop1Protocol() {}

    /**
     * POP1 under the name {@code pop1}.
     *
     * @param settings asked at the start of each session
     */
    public static PopProtocol of(PopServices services, Supplier<PlainPopSettings> settings) {
        return new PopProtocol(
                "pop1",
                services,
                (connection, visit, refusal) ->
                        new Pop1Session(connection, visit, services, settings.get(), refusal)::run);
    }
}

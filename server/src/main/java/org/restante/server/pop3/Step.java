package org.restante.server.pop3;

import org.restante.protocol.pop3.Reply;

/** What one line led to. */
sealed interface Step {
    Reply reply();

    /** A reply, and the state behind it. */
    record Answer(Reply reply, State next) implements Step {}

    /** A reply in the clear, and then the handshake; the state starts anew. */
    record StartTls(Reply reply) implements Step {}
}

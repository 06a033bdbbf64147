package org.restante.server.lmtp;

import org.restante.protocol.smtp.MailPath;
import org.restante.server.login.Account;

import java.util.List;

/** A message's envelope as far as it is known (RFC 5321 §3.3). */
sealed interface Transaction {
    /** Before LHLO. */
    record Unknown() implements Transaction {}

    /** Behind LHLO, without a message under way. */
    record Ready(String client) implements Transaction {}

    /**
     * MAIL was accepted.
     *
     * @param octets the size of the message, as its sender says; 0 if he does not
     * @param recipients those accepted, in the order of their RCPT commands, repeats included
     */
    record Open(
            String client, MailPath sender, boolean utf8, long octets, List<Recipient> recipients)
            implements Transaction {}

    /** The session is over. */
    record Closed() implements Transaction {}

    /** One accepted RCPT. */
    record Recipient(MailPath path, Account account) {}
}

/**
 * SASL as a server sees it (RFC 4422, RFC 5034): which mechanisms there are, and one exchange of
 * each. An exchange knows nothing of the protocol around it; what it needs of the connection comes
 * as a {@link org.restante.server.login.sasl.Channel}. Start reading at {@link
 * org.restante.server.login.sasl.Exchange}.
 */
@NullMarked
package org.restante.server.login.sasl;

import org.jspecify.annotations.NullMarked;

/**
 * The PROXY protocol, with which a load balancer tells for whom it connects: octets in, a {@link
 * org.restante.protocol.proxy.ProxyHeader} out. Versions 1 and 2 of HAProxy's {@code
 * proxy-protocol.txt}.
 */
@NullMarked
package org.restante.protocol.proxy;

import org.jspecify.annotations.NullMarked;

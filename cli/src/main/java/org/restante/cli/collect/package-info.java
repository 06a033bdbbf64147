/** {@code restante collect}: fetch mail from other POP3 servers. */
@NullMarked
package org.restante.cli.collect;

import org.jspecify.annotations.NullMarked;

/** What the sessions of all protocols share: how a failure of the disk is told. */
@NullMarked
package org.restante.server;

import org.jspecify.annotations.NullMarked;

/**
 * Fuzz targets: each takes octets as a stranger might send them and asserts what must be true of
 * whatever becomes of them. A plain build replays the inputs that are kept in the resources; {@code
 * build/fuzz} looks for new ones. Start with {@link org.restante.fuzz.LinesFuzzTest}.
 */
@NullMarked
package org.restante.fuzz;

import org.jspecify.annotations.NullMarked;

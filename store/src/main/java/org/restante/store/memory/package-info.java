/** */
@NullMarked
package org.restante.store.memory;

import org.jspecify.annotations.NullMarked;

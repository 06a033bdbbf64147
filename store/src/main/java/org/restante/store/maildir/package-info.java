/** */
@NullMarked
package org.restante.store.maildir;

import org.jspecify.annotations.NullMarked;

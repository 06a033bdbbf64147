/**
 * How commands talk to a running server: a unix-domain socket in the data folder, one JSON object a
 * line in each direction.
 *
 * <p>A request is {@code {"do":"status"}}; a reply has {@code "ok"}, and {@code "error"} when that
 * is false. Whoever may open the socket may do anything: its file is its owner's alone. Start
 * reading at {@link org.restante.cli.control.ControlServer}.
 */
@NullMarked
package org.restante.cli.control;

import org.jspecify.annotations.NullMarked;

/**
 * A server to practise with, in this process: sample mail, and faults to order. Start with {@link
 * org.restante.shell.practice.Practice}.
 */
@NullMarked
package org.restante.shell.practice;

import org.jspecify.annotations.NullMarked;

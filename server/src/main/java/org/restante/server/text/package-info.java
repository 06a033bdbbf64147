/**
 * What sessions say to people, in each language that there is a file for (RFC 6856 §3): a {@link
 * org.restante.server.text.Text} and its arguments go in, words come out. A language is one file of
 * resources, named after its tag; no code knows which there are.
 */
@NullMarked
package org.restante.server.text;

import org.jspecify.annotations.NullMarked;

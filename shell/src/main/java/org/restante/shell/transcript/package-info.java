/**
 * The record of a session as a file: what was sent and received, octet by octet, with the shell's
 * explanations. {@link org.restante.shell.transcript.TranscriptRecorder} hears it as it happens and
 * keeps it within bounds; each form of file is a {@code TranscriptFormat}.
 */
@NullMarked
package org.restante.shell.transcript;

import org.jspecify.annotations.NullMarked;

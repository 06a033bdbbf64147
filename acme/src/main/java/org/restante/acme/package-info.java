/**
 * Certificates of an authority that speaks ACME (RFC 8555), ordered, kept in a folder and renewed.
 *
 * <p>Start with {@link org.restante.acme.AcmeCertificates}: one thread that sleeps until a
 * certificate is due, has a {@code CertificateOrder} make one, hands it to the server and writes it
 * down in the {@code CertificateFolder}. The authority proves that a name is ours by asking for a
 * token at port 80 of it (http-01); {@code Challenges} holds the tokens of the order in progress
 * and answers at a {@link org.restante.server.net.Listener} like any other.
 *
 * <p>acme4j makes and signs the requests; of it, {@code CertificateOrder} and {@code
 * BoundedProvider} alone know.
 */
@NullMarked
package org.restante.acme;

import org.jspecify.annotations.NullMarked;

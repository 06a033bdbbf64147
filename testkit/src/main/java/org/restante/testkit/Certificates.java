package org.restante.testkit;

import org.restante.server.net.Tls;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.TlsOffer;

import java.util.EnumMap;
import java.util.Map;

/** The certificates of all servers of this process; each is made when it is first wanted. */
final class Certificates {
    private static final Authority TRUSTED = new Authority("Restante testkit");
    private static final Trust TRUST = new Trust(TRUSTED.certificate());

    /** Guarded by itself. */
    private static final Map<CertificateKind, TlsOffer> OFFERS =
            new EnumMap<>(CertificateKind.class);

    private Certificates() {}

    /** What clients are told to trust. */
    static Trust trust() {
        return TRUST;
    }

    /** TLS with a certificate of that kind. */
    static TlsOffer offer(CertificateKind kind) {
        synchronized (OFFERS) {
            return OFFERS.computeIfAbsent(kind, Certificates::make);
        }
    }

    private static TlsOffer make(CertificateKind kind) {
        TlsIdentity identity =
                switch (kind) {
                    case VALID -> TRUSTED.local();
                    case EXPIRED -> TRUSTED.expired();
                    case OTHER_NAME -> TRUSTED.other();
                    // It calls itself the same: only the key tells.
                    case UNTRUSTED -> new Authority("Restante testkit").local();
                };
        return new TlsOffer(new Tls(identity), "pop3");
    }
}

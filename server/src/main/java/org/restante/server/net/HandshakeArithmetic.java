package org.restante.server.net;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.XECKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Map;

import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;

/**
 * What the JDK's TLS has computed elsewhere in a handshake: X25519 (RFC 7748) and signing by ECDSA,
 * both by another provider's native code. Keys are the JDK's own. Whatever else is asked for is
 * refused, and then the JDK's own providers are asked. Serves any number of threads.
 */
final class HandshakeArithmetic extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "RestanteHandshake";
    private static final String XDH = "XDH";
    private static final String EC_PROVIDER = "SunEC";

    private final transient Provider computing;

    private HandshakeArithmetic(Provider computing) {
        super(NAME, "1", "X25519 and ECDSA of TLS handshakes, by " + computing.getName());
        this.computing = computing;
        putService(
                new Computed("KeyPairGenerator", XDH, Pairs.class.getName(), Map.of()) {
                    @Override
                    public Object newInstance(@Nullable Object parameter) {
                        return new Pairs();
                    }
                });
        putService(
                new Computed(
                        "KeyAgreement",
                        XDH,
                        Agreement.class.getName(),
                        Map.of("SupportedKeyClasses", "java.security.interfaces.XECPrivateKey")) {
                    @Override
                    public Object newInstance(@Nullable Object parameter) {
                        return new Agreement();
                    }
                });
        for (String algorithm : List.of("SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA")) {
            Service service = computing.getService("Signature", algorithm);
            if (service != null) {
                putService(
                        new Computed(
                                "Signature",
                                algorithm,
                                service.getClassName(),
                                // Not for verifying.
                                Map.of(
                                        "SupportedKeyClasses",
                                        "java.security.interfaces.ECPrivateKey")) {
                            @Override
                            public Object newInstance(@Nullable Object parameter)
                                    throws NoSuchAlgorithmException {
                                return service.newInstance(parameter);
                            }
                        });
            }
        }
    }

    /**
     * Puts it in front of the JVM's providers, unless it is there.
     *
     * @param computing does the work; has X25519 under the name XDH
     */
    static void install(Provider computing) {
        Security.insertProviderAt(new HandshakeArithmetic(computing), 1);
    }

    /** Takes it away again. */
    static void remove() {
        Security.removeProvider(NAME);
    }

    private abstract class Computed extends Service {
        Computed(String type, String algorithm, String spi, Map<String, String> attributes) {
            super(HandshakeArithmetic.this, type, algorithm, spi, List.of(), attributes);
        }

        @Override
        public abstract Object newInstance(@Nullable Object parameter)
                throws NoSuchAlgorithmException;
    }

    /** Pairs of keys of X25519, which the JDK's own classes hold. */
    private final class Pairs extends KeyPairGeneratorSpi {
        @Override
        public void initialize(int keyBits, SecureRandom random) {
            throw new InvalidParameterException("a curve is wanted, not " + keyBits + " bits");
        }

        @Override
        public void initialize(AlgorithmParameterSpec curve, SecureRandom random)
                throws InvalidAlgorithmParameterException {
            if (!isX25519(curve)) {
                throw new InvalidAlgorithmParameterException("X25519 only");
            }
        }

        @Override
        public KeyPair generateKeyPair() {
            try {
                KeyPair pair = KeyPairGenerator.getInstance(XDH, computing).generateKeyPair();
                KeyFactory own = KeyFactory.getInstance(XDH, EC_PROVIDER);
                return new KeyPair(
                        own.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())),
                        own.generatePrivate(
                                new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded())));
            } catch (GeneralSecurityException e) {
                throw new ProviderException("no pair of keys", e);
            }
        }
    }

    private static boolean isX25519(AlgorithmParameterSpec curve) {
        return curve instanceof NamedParameterSpec named
                && named.getName().equals(NamedParameterSpec.X25519.getName());
    }

    /** Makes both sides' secret of a private key and the other side's public one. */
    private final class Agreement extends KeyAgreementSpi {
        /** Anew for each secret: Conscrypt's would tell the last one again. */
        private @Nullable KeyAgreement agreement;

        @Override
        protected void engineInit(Key key, @Nullable SecureRandom random)
                throws InvalidKeyException {
            try {
                KeyAgreement fresh = KeyAgreement.getInstance(XDH, computing);
                fresh.init(keys().generatePrivate(new PKCS8EncodedKeySpec(octets(key))));
                agreement = fresh;
            } catch (GeneralSecurityException e) {
                throw new InvalidKeyException("not a private key of X25519", e);
            }
        }

        private KeyFactory keys() throws NoSuchAlgorithmException {
            return KeyFactory.getInstance(XDH, computing);
        }

        @Override
        protected void engineInit(
                Key key, @Nullable AlgorithmParameterSpec curve, @Nullable SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            if (curve != null) {
                throw new InvalidAlgorithmParameterException("the key says all");
            }
            engineInit(key, random);
        }

        @Override
        protected @Nullable Key engineDoPhase(Key key, boolean lastPhase)
                throws InvalidKeyException {
            try {
                begun().doPhase(
                                keys().generatePublic(new X509EncodedKeySpec(octets(key))),
                                lastPhase);
                return null;
            } catch (GeneralSecurityException e) {
                throw new InvalidKeyException("not a public key of X25519", e);
            }
        }

        private KeyAgreement begun() {
            KeyAgreement now = agreement;
            if (now == null) {
                throw new IllegalStateException("there is no private key");
            }
            return now;
        }

        private KeyAgreement ended() {
            KeyAgreement whole = begun();
            agreement = null;
            return whole;
        }

        private static byte[] octets(Key key) throws InvalidKeyException {
            if (key instanceof XECKey own && isX25519(own.getParams())) {
                return key.getEncoded();
            }
            throw new InvalidKeyException("X25519 only");
        }

        @Override
        protected byte[] engineGenerateSecret() {
            return ended().generateSecret();
        }

        @Override
        protected int engineGenerateSecret(byte[] target, int offset) throws ShortBufferException {
            return ended().generateSecret(target, offset);
        }

        @Override
        protected SecretKey engineGenerateSecret(String algorithm)
                throws NoSuchAlgorithmException, InvalidKeyException {
            return ended().generateSecret(algorithm);
        }
    }
}

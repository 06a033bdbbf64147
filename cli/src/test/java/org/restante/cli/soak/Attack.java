package org.restante.cli.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** What a client can do to a server without any right to it, or with no more than an account's. */
enum Attack {
    RANDOM_OCTETS {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = new Link(anyListener(server, random))) {
                link.send(octets(random, 64 * 1024));
            }
        }
    },
    RANDOM_OCTETS_AFTER_LOGIN {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = server.login(account)) {
                link.send(octets(random, 64 * 1024));
            }
        }
    },
    NULS {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = new Link(anyListener(server, random))) {
                link.send(new byte[random.nextInt(64 * 1024)]);
                link.send("\r\n\0\r\n");
            }
        }
    },
    LINE_WITHOUT_END {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = new Link(anyListener(server, random))) {
                link.send("A".repeat(1024 * 1024));
            }
        }
    },
    HALF_CLOSED {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = new Link(anyListener(server, random))) {
                link.send("NOO");
                link.halfClose();
                link.isEnded();
            }
        }
    },
    SILENCE {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = new Link(random.nextBoolean() ? server.pop3() : server.pop3s())) {
                // Until the login time-out.
                link.isEnded();
            }
        }
    },
    GARBAGE_FOR_A_HANDSHAKE {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = new Link(server.pop3())) {
                link.expect("+OK");
                link.ask("STLS", "+OK");
                // A record of a handshake, so that it is not refused for its first octet.
                link.send(new byte[] {22, 3, 1, (byte) random.nextInt(64), 0});
                link.send(octets(random, 20_000));
            }
        }
    },
    HANDSHAKE_BROKEN_OFF {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            byte[] hello = clientHello();
            try (Link link = new Link(server.pop3s())) {
                switch (random.nextInt(4)) {
                    case 0 -> link.send(hello, random.nextInt(hello.length));
                    case 1 -> link.send(hello);
                    case 2 -> {
                        link.send(hello);
                        link.input().readNBytes(1 + random.nextInt(500));
                        link.reset();
                    }
                    default -> {
                        link.send(hello);
                        link.input().readNBytes(100);
                        // Not what the keys would make of a Finished.
                        link.send(new byte[] {23, 3, 3, 0, 53});
                        link.send(octets(random, 53));
                    }
                }
            }
        }
    },
    RETRIEVALS_NEVER_READ {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = server.login(account)) {
                // While the server is stuck it reads none either: what it takes is enough.
                for (int i = 0; i < 5; i++) {
                    link.send("RETR 1\r\n".repeat(1000));
                }
                if (random.nextBoolean()) {
                    link.reset();
                } else {
                    link.halfClose();
                }
            }
        }
    },
    RESET_IN_A_RETRIEVAL {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = server.login(account)) {
                link.ask("DELE 1", "+OK");
                link.ask("RSET", "+OK");
                link.send("RETR 1\r\n");
                link.input().readNBytes(random.nextInt(10_000));
                link.reset();
            }
        }
    },
    RESET_IN_A_DELIVERY {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = server.deliverer()) {
                link.ask("MAIL FROM:<>", "250");
                link.ask("RCPT TO:<" + account + "@localhost>", "250");
                link.ask("DATA", "354");
                link.send("Subject: half\r\n" + "x\r\n".repeat(random.nextInt(30_000)));
                link.reset();
            }
        }
    },
    HALF_A_QUIT {
        @Override
        void run(ServerProcess server, String account, Random random) throws IOException {
            try (Link link = server.login(account)) {
                link.ask("DELE 1", "+OK");
                link.send(random.nextBoolean() ? "QUIT" : "QUIT\r");
                link.halfClose();
                link.isEnded();
            }
        }
    };

    /**
     * Does it once; the link may end at any time. The account has one message, which must stay.
     *
     * @throws IOException when the server did not put up with it to the end, as it may
     */
    abstract void run(ServerProcess server, String account, Random random) throws IOException;

    private static InetSocketAddress anyListener(ServerProcess server, Random random) {
        return List.of(server.pop3(), server.pop3s(), server.lmtp()).get(random.nextInt(3));
    }

    private static byte[] octets(Random random, int octetsMax) {
        byte[] octets = new byte[1 + random.nextInt(octetsMax)];
        random.nextBytes(octets);
        return octets;
    }

    private static byte[] clientHello() throws IOException {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            byte[] octets = new byte[hello.flip().remaining()];
            hello.get(octets);
            return octets;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

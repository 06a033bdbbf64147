package org.restante.server.net;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/** Accepts connections for as long as a server socket is open. */
public final class Acceptor {
    private static final System.Logger LOG = System.getLogger(Acceptor.class.getName());

    /** How long to wait when accepting fails, as it does while no descriptor is free. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Acceptor() {}

    /**
     * Returns when the socket is closed. Whatever fails meanwhile, without memory, too, somebody
     * will be accepted later: nobody else does that.
     *
     * @param where as the log calls it
     * @param serving starts a thread for a connection, which is closed if that fails
     */
    public static void run(
            ServerSocketChannel channel, String where, Consumer<SocketChannel> serving) {
        while (channel.isOpen()) {
            @Nullable SocketChannel accepted = null;
            try {
                accepted = channel.accept();
                serving.accept(accepted);
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                closeQuietly(accepted);
                tell(where, e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    static void closeQuietly(@Nullable SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException _) {
                // It is given up in any case.
            }
        }
    }

    private static void tell(String where, Throwable failure) {
        try {
            LOG.log(Level.WARNING, () -> "accepting at " + where + ": " + failure);
        } catch (RuntimeException | Error _) {
            // That it cannot be said is no reason to accept nobody.
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}

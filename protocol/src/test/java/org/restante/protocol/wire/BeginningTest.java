package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Beginning;

final class BeginningTest {
    @Test
    void itsBlockIsHandedOutOnceAndGivenBackByOneOfTwo() {
        byte[] block = Blocks.take();
        Beginning beginning = new Beginning(block, 5, Blocks::giveBack);
        assertThat(beginning.length()).isEqualTo(5);
        assertThat(beginning.take()).isSameAs(block);
        assertThat(beginning.length()).isZero();
        assertThat(beginning.take()).isEmpty();
        beginning.close();
        // Nobody has given it back: whoever has taken it may still use it.
        assertThat(Blocks.take()).isNotSameAs(block);
    }

    @Test
    void whatNobodyTakesGoesBackOnce() {
        byte[] block = Blocks.take();
        Beginning beginning = new Beginning(block, 5, Blocks::giveBack);
        beginning.close();
        beginning.close();
        assertThat(beginning.length()).isZero();
        assertThat(Blocks.take()).isSameAs(block);
        assertThat(Blocks.take()).isNotSameAs(block);
    }
}

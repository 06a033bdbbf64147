package org.restante.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.restante.testkit.PostOffice;

import java.util.concurrent.atomic.AtomicInteger;

final class PostOfficeExtensionTest {
    private static final PostOffice.Builder PLAN =
            PostOffice.builder().account("alice", "secret").message("alice", "Subject: one\n\n");

    @RegisterExtension static final PostOfficeExtension POST = new PostOfficeExtension(PLAN);

    private static final AtomicInteger PORT = new AtomicInteger();

    /** Each time as new, although the time before left something there; the port stays. */
    @RepeatedTest(2)
    void eachTestHasItAsNewOnTheSamePorts(PostOffice post) {
        assertThat(post).isSameAs(POST.office());
        assertThat(post.messages("alice")).hasSize(1);
        post.deliver("alice", "Subject: two\n\n");
        int before = PORT.getAndSet(post.pop3().getPort());
        assertThat(before).isIn(0, post.pop3().getPort());
    }

    @Nested
    final class Inside {
        @Test
        void theSameIsThereInANestedClass(PostOffice post) {
            assertThat(post).isSameAs(POST.office());
            assertThat(post.messages("alice")).hasSize(1);
        }
    }

    @Nested
    final class InAFieldOfEachTest {
        @RegisterExtension final PostOfficeExtension own = new PostOfficeExtension(PLAN);

        @Test
        void aTestHasOneOfItsOwn() {
            assertThat(own.office()).isNotSameAs(POST.office());
            assertThat(own.office().messages("alice")).hasSize(1);
        }
    }

    @Nested
    @ExtendWith(PostOfficeExtension.class)
    final class ByAnnotation {
        @Test
        void itIsEmptyAndTheTestFillsIt() {
            assertThat(POST.office().messages("alice")).hasSize(1);
        }
    }

    @Test
    void outsideTestsThereIsNone() {
        assertThatThrownBy(() -> new PostOfficeExtension().office())
                .hasMessage("the post office runs during tests only");
    }
}

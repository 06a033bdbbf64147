package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.restante.testkit.junit.PostOfficeExtension;

/** What docs/testkit.md shows of the extension. */
final class FetcherTest {
    @RegisterExtension
    static final PostOfficeExtension POST =
            new PostOfficeExtension(
                    PostOffice.builder()
                            .account("alice", "secret")
                            .message("alice", "Subject: one\n\nHello\n")
                            .message("alice", Mail.ofSize(50_000)));

    @Test
    void fetchesAndRemoves(PostOffice post) throws Exception {
        assertThat(new Fetcher(post.pop3(), "alice", "secret").fetch()).hasSize(2);
        assertThat(post.messages("alice")).isEmpty();
    }

    @Test
    void losesNothingWhenTheLinkDrops(PostOffice post) throws Exception {
        post.faults().add(Fault.cutInMessage(2, 1000).once());
        Fetcher fetcher = new Fetcher(post.pop3(), "alice", "secret");
        assertThatThrownBy(fetcher::fetch).isInstanceOf(Exception.class);
        assertThat(post.messages("alice")).hasSize(2);
        assertThat(fetcher.fetch()).hasSize(2);
    }
}

package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.restante.store.maildir.MaildirFixture.NAME;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.store.Delivery;
import org.restante.store.MaildropName;
import org.restante.store.Octets;
import org.restante.store.Usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

final class MaildirUsageTest {
    @TempDir Path data;
    private MaildirFixture fixture;
    private Instant now = Instant.now();

    @BeforeEach
    void make() throws Exception {
        InstantSource clock = () -> now;
        fixture = new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, clock);
    }

    private Usage usage() throws Exception {
        return fixture.store.usage(NAME);
    }

    private void deliver(int octets) throws IOException {
        deliver(fixture.store, octets);
    }

    private static void deliver(MaildirStore store, int octets) throws IOException {
        try (Delivery delivery = store.deliver(NAME)) {
            byte[] message = Octets.of("x".repeat(octets - 2) + "\r\n");
            delivery.write(message, 0, message.length);
            delivery.commit();
        }
    }

    @Test
    void filesOfAnyProgramAreCountedAndOthersAreNot() throws Exception {
        fixture.write("new/1.one", "12345");
        fixture.write("cur/2.two,S=100:2,S", "its size is in its name");
        fixture.write("cur/3.three,S=x,W=7:2,", "123");
        fixture.write("new/.hidden", "12345");
        fixture.write("tmp/4.four", "12345");
        Files.createDirectory(fixture.file("cur/folder"));
        assertThat(usage()).isEqualTo(new Usage(3, 108));
        assertThat(fixture.store.usage(MaildropName.of("nobody"))).isEqualTo(Usage.NONE);
    }

    @Test
    void aDeliveryIsCountedOnceWhenItIsCommitted() throws Exception {
        deliver(100);
        assertThat(usage()).isEqualTo(new Usage(1, 100));
        deliver(200);
        assertThat(usage()).isEqualTo(new Usage(2, 300));
        fixture.messages();
        assertThat(usage()).isEqualTo(new Usage(2, 300));
    }

    @Test
    void twoDeliveriesAtOnceAreBothCounted() throws Exception {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk);
        deliver(store, 100);
        assertThat(store.usage(NAME)).isEqualTo(new Usage(1, 100));
        // The first has renamed its file when the second comes, and is told last.
        boolean[] within = {false};
        disk.hook(operation -> {
            if (operation == SimulatedDisk.Operation.SYNC && !within[0]) {
                within[0] = true;
                deliver(store, 300);
            }
        });
        deliver(store, 200);
        disk.hook(_ -> {});
        assertThat(store.usage(NAME)).isEqualTo(new Usage(3, 600));
    }

    @Test
    void aDeliveryThatComesAloneIsAddedWithoutCountingTheOthersAgain() throws Exception {
        SimulatedDisk disk = new SimulatedDisk();
        MaildirStore store = MaildirFixture.storeOn(disk);
        deliver(store, 100);
        assertThat(store.usage(NAME)).isEqualTo(new Usage(1, 100));
        deliver(store, 200);
        disk.hook(operation -> assertThat(operation).isNotEqualTo(SimulatedDisk.Operation.LIST));
        assertThat(store.usage(NAME)).isEqualTo(new Usage(2, 300));
    }

    @Test
    void whatOthersChangeIsSeenByTheFoldersTimesOrAMinuteLater() throws Exception {
        Path one = fixture.write("new/1.one", "12345");
        assertThat(usage()).isEqualTo(new Usage(1, 5));
        Files.delete(one);
        assertThat(usage()).isEqualTo(Usage.NONE);
        Path two = fixture.write("new/2.two", "12345");
        assertThat(usage()).isEqualTo(new Usage(1, 5));
        // A file that grows does not show in its folder.
        Files.write(two, Octets.of("1234567890"));
        assertThat(usage()).isEqualTo(new Usage(1, 5));
        now = now.plusSeconds(61);
        assertThat(usage()).isEqualTo(new Usage(1, 10));
    }

    @Test
    void whatCannotBeCountedIsAnErrorAndNotNothing() throws Exception {
        Path folder = fixture.file("new");
        Files.delete(folder);
        Files.createFile(folder);
        assertThat(catchThrowable(this::usage)).isInstanceOf(IOException.class);
    }
}

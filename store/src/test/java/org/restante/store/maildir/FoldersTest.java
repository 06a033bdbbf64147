package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;
import org.restante.store.FolderName;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Folders as Maildir++ has them. */
final class FoldersTest {
    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void openBox() throws IOException {
        box = new MaildirFixture(data);
    }

    private Opening open(String folder) throws IOException {
        return box.store.open(MaildirFixture.NAME.folder(folder).orElseThrow());
    }

    private void makeFolder(String name) throws IOException {
        for (String part : List.of("new", "cur", "tmp")) {
            Files.createDirectories(box.file(name).resolve(part));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Old Mail, .Old Mail",
        "a/b.c, .a.b.c",
        "R&D, .R&-D",
        "Entw\u00FCrfe, .Entw&APw-rfe",
        "~peter/mail/\u53F0\u5317/\u65E5\u672C\u8A9E, '.~peter.mail.&U,BTFw-.&ZeVnLIqe-'",
    })
    void aFolderIsNamedAsOtherServersNameIt(String name, String onDisk) throws IOException {
        assertThat(box.maildir.inner(FolderName.parse(name).orElseThrow()).path())
                .isEqualTo(box.file(onDisk));
    }

    @Test
    void theFoldersOfAMaildropAreListedByTheNamesThatOthersGaveThem() throws IOException {
        for (String name :
                List.of(
                        ".Old Mail",
                        ".a.b",
                        ".R&-D",
                        ".Entw&APw-rfe",
                        ".bad&name",
                        "no",
                        ".a..b")) {
            makeFolder(name);
        }
        Files.createDirectory(box.file(".no Maildir"));
        Files.createSymbolicLink(box.file(".link"), box.file(".a.b"));
        assertThat(box.store.folders(MaildirFixture.NAME))
                .extracting(each -> each.folder().orElseThrow().toString())
                .containsExactly("Entw\u00FCrfe", "Old Mail", "R&D", "a/b");
    }

    @Test
    @Spec("P2-010")
    void whatOtherProgramsPutThereIsListedAndWhatIsWrittenStaysInThere() throws IOException {
        makeFolder(".Old Mail");
        box.write(".Old Mail/cur/1.host:2,S", "old\r\n");
        if (open("Old Mail") instanceof Opening.Opened(var maildrop)) {
            try (maildrop) {
                assertThat(maildrop.listing()).hasSize(1);
            }
        }
        assertThat(box.file(".Old Mail/restante-manifest")).exists();
        assertThat(box.file("restante-manifest")).doesNotExist();
    }

    @ParameterizedTest
    @Spec("P2-009")
    @ValueSource(strings = {"nosuch", "file", "half", "link", "linked-cur"})
    void whatIsNoFolderIsLeftAsItIs(String name) throws IOException {
        box.write(".file", "no folder\r\n");
        Files.createDirectories(box.file(".half/cur"));
        MaildirFixture bob = new MaildirFixture(data.resolve("bob"));
        Files.createSymbolicLink(box.file(".link"), bob.maildir.path());
        makeFolder(".linked-cur");
        Files.delete(box.file(".linked-cur/cur"));
        Files.createSymbolicLink(box.file(".linked-cur/cur"), bob.file("cur"));
        List<Path> before = everything();
        assertThat(open(name)).isEqualTo(new Opening.NoSuchFolder());
        assertThat(everything()).isEqualTo(before);
    }

    private List<Path> everything() throws IOException {
        try (var files = Files.walk(data)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aFolderOfAnAccountWithoutAMaildropMakesNone() throws IOException {
        MaildirStore other = new MaildirStore(MaildirOptions.in(data.resolve("elsewhere")));
        assertThat(other.open(MaildirFixture.NAME.folder("Old").orElseThrow()))
                .isEqualTo(new Opening.NoSuchFolder());
        assertThat(data.resolve("elsewhere")).doesNotExist();
    }
}

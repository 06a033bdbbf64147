package org.restante.store.maildir;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Both folders at one time, to look up where messages went that were moved or got new flags. */
final class FolderIndex {
    private final FolderScan scan;
    private final HashIndex byBase;

    private FolderIndex(FolderScan scan) {
        this.scan = scan;
        this.byBase = new HashIndex(scan.entries().size());
        for (int i = 0; i < scan.entries().size(); i++) {
            byBase.add(FileName.base(scan.entries().get(i).name()).hashCode(), i);
        }
    }

    static FolderIndex of(MaildirFolder maildir) throws IOException {
        return new FolderIndex(FolderScan.of(maildir));
    }

    /** All files of this base name. */
    List<FolderScan.Entry> named(String base) {
        List<FolderScan.Entry> named = new ArrayList<>(1);
        byBase.each(
                base.hashCode(),
                i -> {
                    FolderScan.Entry entry = scan.entries().get(i);
                    if (FileName.base(entry.name()).equals(base)) {
                        named.add(entry);
                    }
                });
        return named;
    }

    /** Whether the folders are still as they were before they were listed. */
    boolean isCurrent(MaildirFolder maildir) throws IOException {
        return scan.isCurrent(maildir);
    }
}

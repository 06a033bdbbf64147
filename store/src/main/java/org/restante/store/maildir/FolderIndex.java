package org.restante.store.maildir;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Both folders at one time, to look up where messages went that were moved or got new flags. */
final class FolderIndex {
    private final FolderScan scan;
    private final Map<String, List<FolderScan.Entry>> byBase;

    private FolderIndex(FolderScan scan) {
        this.scan = scan;
        this.byBase = HashMap.newHashMap(scan.entries().size());
        for (FolderScan.Entry entry : scan.entries()) {
            byBase.computeIfAbsent(FileName.base(entry.name()), _ -> new ArrayList<>(1)).add(entry);
        }
    }

    static FolderIndex of(MaildirFolder maildir) throws IOException {
        return new FolderIndex(FolderScan.of(maildir));
    }

    /** All files of this base name. */
    List<FolderScan.Entry> named(String base) {
        return byBase.getOrDefault(base, List.of());
    }

    /** Whether the folders are still as they were before they were listed. */
    boolean isCurrent(MaildirFolder maildir) throws IOException {
        return scan.isCurrent(maildir);
    }
}

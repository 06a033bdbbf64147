package org.restante.cli.config;

import java.util.List;
import java.util.Map;

/**
 * A list of tables whose order matters, such as {@code [[accounts.source]]}. Which keys a table has
 * depends on its kind.
 *
 * @param name as it stands between the brackets
 * @param kind the key that says which keys a table has; its default is the kind of the one table
 *     that there is when nobody writes any. Without a default there is none then
 * @param shapes for each kind the keys that its tables have beside that one
 * @param documentation one line
 */
record TableList<K extends Enum<K>>(
        String name, Key<K> kind, Map<K, List<Key<?>>> shapes, String documentation) {
    /**
     * One of the tables, checked.
     *
     * @param values of the keys of its kind
     * @param origin where it begins
     */
    record Table<K>(K kind, Values values, Origin origin) {}

    /** A key's name within its table. */
    String within(Key<?> key) {
        return key.name().substring(name.length() + 1);
    }
}

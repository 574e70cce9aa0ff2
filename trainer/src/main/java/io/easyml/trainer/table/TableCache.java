package io.easyml.trainer.table;

import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunFile;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a warm trainer read last, so that the next job on the same bytes need not read them again. They take an
 * eighth of the heap at most, make room before another is read, and are let go when memory becomes short.
 */
public final class TableCache {

    /** The bytes and how they are read; size and time catch a file that was changed behind our back. */
    private record Key(String sha256, String path, long size, FileTime modified, TableOptions options) {}

    private final long room;
    private final Map<Key, SoftReference<Table>> tables = new LinkedHashMap<>(8, 0.75f, true);

    public TableCache() {
        this(Runtime.getRuntime().maxMemory() / 8);
    }

    /** @param room bytes that all tables together may take */
    TableCache(long room) {
        this.room = room;
    }

    /** The table of a run, from memory if it is there. */
    public Table read(RunFile run, LongConsumer onRow) {
        var path = Path.of(run.dataset().path());
        var options = run.tableOptions();
        var key = key(run, path, options);
        var known = key == null ? null : get(key);
        if (known != null) {
            return known;
        }
        if (key != null) {
            // a table takes about as much as its file
            makeRoom(key.size());
        }
        var table = TableReader.open(path, run.dataset().name(), options).read(onRow);
        if (key != null) {
            put(key, table);
        }
        return table;
    }

    private static @Nullable Key key(RunFile run, Path path, TableOptions options) {
        try {
            return new Key(
                    run.dataset().sha256(),
                    path.toString(),
                    Files.size(path),
                    Files.getLastModifiedTime(path),
                    options);
        } catch (IOException gone) {
            // reading it will say so
            return null;
        }
    }

    private synchronized @Nullable Table get(Key key) {
        var kept = tables.get(key);
        return kept == null ? null : kept.get();
    }

    private synchronized void put(Key key, Table table) {
        if (table.memory() <= room) {
            makeRoom(table.memory());
            tables.put(key, new SoftReference<>(table));
        }
    }

    /** Lets those go that were used longest ago, until there is room for so many bytes, or nothing left to let go. */
    private synchronized void makeRoom(long bytes) {
        tables.values().removeIf(kept -> kept.get() == null);
        var eldest = tables.values().iterator();
        while (eldest.hasNext() && memory() + bytes > room) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Bytes that the tables take. */
    synchronized long memory() {
        return tables.values().stream()
                .map(SoftReference::get)
                .mapToLong(table -> table == null ? 0 : table.memory())
                .sum();
    }
}

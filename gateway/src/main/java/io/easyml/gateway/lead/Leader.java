package io.easyml.gateway.lead;

import io.easyml.gateway.BlockingDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * One gateway leads: the one that holds a session advisory lock in PostgreSQL. When it goes, or its connection breaks,
 * another takes over. The tasks run only while this gateway leads.
 */
@Component
final class Leader implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Leader.class);
    /** {@code easyml} as a number; any fixed one will do. */
    private static final long LOCK = 0x6561_7379_6d6cL;

    private static final long TRY_EVERY_MS = 1_000;
    private static final long AFTER_FAILURE_MS = 1_000;
    private static final int CHECK_SECONDS = 5;

    private final BlockingDatabase database;
    private final List<LeaderTask> tasks;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;
    private volatile boolean leading;

    Leader(BlockingDatabase database, List<LeaderTask> tasks) {
        this.database = database;
        this.tasks = tasks;
    }

    @Override
    public void start() {
        running = true;
        threads.add(Thread.ofPlatform().name("leader").daemon().start(this::holdTheLock));
        for (var task : tasks) {
            threads.add(Thread.ofPlatform().name(task.name()).daemon().start(() -> runWhileLeading(task)));
        }
    }

    private void holdTheLock() {
        @Nullable Connection connection = null;
        while (running) {
            try {
                if (connection == null) {
                    connection = database.dataSource().getConnection();
                }
                if (!leading) {
                    leading = tryLock(connection);
                    if (leading) {
                        log.info("this gateway leads now");
                    }
                } else if (!connection.isValid(CHECK_SECONDS)) {
                    throw new SQLException("the leader's connection is broken");
                }
                Thread.sleep(TRY_EVERY_MS);
            } catch (SQLException lost) {
                if (leading) {
                    log.warn("this gateway does not lead any more: {}", lost.getMessage());
                }
                leading = false;
                close(connection);
                connection = null;
                pause();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        leading = false;
        close(connection);
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            statement.setLong(1, LOCK);
            var row = statement.executeQuery();
            return row.next() && row.getBoolean(1);
        }
    }

    /** The pool keeps connections open: the lock must be given back by name before that. */
    private static void close(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try (connection;
                var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_unlock_all()");
        } catch (SQLException gone) {
            log.debug("the leader's connection was gone already", gone);
        }
    }

    private void runWhileLeading(LeaderTask task) {
        while (running) {
            try {
                if (leading) {
                    task.pass();
                } else {
                    Thread.sleep(TRY_EVERY_MS / 5);
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failed) {
                // the stores may be away: the task is tried again, for as long as this gateway leads
                log.atWarn().addKeyValue("task", task.name()).log("a round failed: {}", failed.getMessage());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(AFTER_FAILURE_MS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            try {
                thread.join(5_000);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

package io.easyml.versioning.version;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** One worker at a time works on a project: a session advisory lock, which goes with its connection. */
final class ProjectLock implements AutoCloseable {

    private final Connection connection;
    private final long key;

    private ProjectLock(Connection connection, long key) {
        this.connection = connection;
        this.key = key;
    }

    /** The lock, if nobody has it. */
    static Optional<ProjectLock> tryAcquire(DataSource database, UUID projectId) {
        // bits of a random UUID; two projects that share a key would only take turns
        var key = projectId.getMostSignificantBits() ^ projectId.getLeastSignificantBits();
        Connection connection = null;
        try {
            connection = database.getConnection();
            try (var statement = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
                statement.setLong(1, key);
                var result = statement.executeQuery();
                if (result.next() && result.getBoolean(1)) {
                    return Optional.of(new ProjectLock(connection, key));
                }
            }
            connection.close();
            return Optional.empty();
        } catch (SQLException away) {
            closeQuietly(connection);
            throw Database.away(away);
        }
    }

    @Override
    public void close() {
        try (var statement = connection.prepareStatement("select pg_advisory_unlock(?)")) {
            statement.setLong(1, key);
            statement.execute();
        } catch (SQLException gone) {
            // the lock went with the connection's session
            abort();
        } finally {
            closeQuietly(connection);
        }
    }

    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException gone) {
            // nothing is left to end
        }
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException gone) {
            // the pool replaces it
        }
    }
}

package io.easyml.versioning.version;

import io.easyml.messaging.WorldAtFaultException;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL: what fails because it is away is the world's fault. */
@Component
final class Database {

    private static final String PART = "postgres";

    private final TransactionTemplate transactions;

    Database(TransactionTemplate transactions) {
        this.transactions = transactions;
    }

    /** Does something in one transaction. */
    <T> T inTransaction(Supplier<T> work) {
        return reaching(() -> {
            var result = transactions.execute(status -> work.get());
            if (result == null) {
                throw new IllegalStateException("nothing came back from a transaction");
            }
            return result;
        });
    }

    /** Does something that needs the database. */
    <T> T reaching(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessResourceFailureException
                | TransientDataAccessException
                | UncategorizedSQLException
                | TransactionException away) {
            throw away(away);
        }
    }

    static WorldAtFaultException away(Exception failed) {
        Throwable root = failed;
        while (root.getCause() != null && !(root instanceof SQLException)) {
            root = root.getCause();
        }
        var reason = failed instanceof CannotGetJdbcConnectionException ? "no connection" : root.getMessage();
        return new WorldAtFaultException(PART, String.valueOf(reason), failed);
    }
}

package io.easyml.gateway;

import com.zaxxer.hikari.HikariDataSource;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL for threads that may block: the leader's and the Kafka listeners'. Never for an event loop. */
public final class BlockingDatabase implements AutoCloseable {

    private final HikariDataSource dataSource;
    private final JdbcClient client;
    private final TransactionTemplate transactions;

    BlockingDatabase(HikariDataSource dataSource) {
        this.dataSource = dataSource;
        this.client = JdbcClient.create(dataSource);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcClient client() {
        return client;
    }

    /** Runs {@code work} in one transaction. */
    public <T> T inTransaction(Function<JdbcClient, T> work) {
        return java.util.Objects.requireNonNull(transactions.execute(status -> work.apply(client)));
    }

    @Override
    public void close() {
        dataSource.close();
    }
}

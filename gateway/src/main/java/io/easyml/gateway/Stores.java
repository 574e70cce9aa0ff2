package io.easyml.gateway;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.easyml.messaging.start.CannotStartException;
import io.easyml.schemas.storage.StorageRoot;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stores, as the gateway reaches them: R2DBC where requests are answered, JDBC on the leader's own threads. */
@Configuration
class Stores {

    @Bean
    ConnectionFactory connectionFactory(GatewaySettings settings) {
        var address = settings.postgres();
        var factory = new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host(address.host())
                .port(address.port())
                .database(address.database())
                .username(address.user())
                .password(address.password())
                .applicationName("easyml-gateway")
                .connectTimeout(Duration.ofSeconds(3))
                .tcpKeepAlive(true)
                .statementTimeout(Duration.ofSeconds(20))
                .build());
        return new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .initialSize(2)
                .maxSize(20)
                .maxAcquireTime(Duration.ofSeconds(5))
                // a connection is asked before it is used: one that was cut, or a server that stands still, is found
                // out
                .validationDepth(ValidationDepth.REMOTE)
                .maxValidationTime(Duration.ofSeconds(3))
                .acquireRetry(2)
                .maxIdleTime(Duration.ofMinutes(5))
                .build());
    }

    @Bean(destroyMethod = "close")
    BlockingDatabase blockingDatabase(GatewaySettings settings) {
        var address = settings.postgres();
        var config = new HikariConfig();
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(5);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        config.setPoolName("easyml-gateway-lead");
        config.addDataSourceProperty("socketTimeout", "30");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new BlockingDatabase(new HikariDataSource(config));
    }

    @Bean
    StorageRoots storageRoots(GatewaySettings settings) {
        return new StorageRoots(open("MODELS_DIR", settings.models()), open("DATASETS_DIR", settings.datasets()));
    }

    private static StorageRoot open(String setting, Path directory) {
        try {
            return StorageRoot.open(directory);
        } catch (IOException notARoot) {
            throw CannotStartException.setting(setting, "cannot be used: " + notARoot.getMessage(), "Run setup first");
        }
    }
}

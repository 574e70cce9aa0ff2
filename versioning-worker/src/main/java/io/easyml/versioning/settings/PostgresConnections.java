package io.easyml.versioning.settings;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connections to PostgreSQL. Every wait on it has an end. */
@Configuration
class PostgresConnections {

    @Bean
    HikariDataSource dataSource(VersioningSettings settings) {
        var url = settings.postgres();
        var pool = new HikariDataSource();
        pool.setPoolName("postgres");
        pool.setJdbcUrl(url.jdbcUrl());
        pool.setUsername(url.user());
        pool.setPassword(url.password());
        pool.setMaximumPoolSize(6);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(10_000);
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("connectTimeout", "10");
        pool.addDataSourceProperty("socketTimeout", "60");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("ApplicationName", "versioning-worker");
        return pool;
    }
}

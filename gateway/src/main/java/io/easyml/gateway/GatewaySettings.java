package io.easyml.gateway;

import static io.easyml.messaging.start.CannotStartException.require;
import static io.easyml.messaging.start.CannotStartException.requireBetween;

import io.easyml.messaging.start.CannotStartException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the gateway, each with the environment variable that sets it.
 *
 * @param secretKey {@code SECRET_KEY}: signs access tokens, at least 32 characters
 * @param accessTokenExpireMinutes {@code ACCESS_TOKEN_EXPIRE_MINUTES}
 * @param refreshTokenExpire how long a sign-in lasts without use
 * @param postgresUrl {@code POSTGRES_URL}: {@code postgresql://user:password@host:port/database}
 * @param redisUrl {@code REDIS_URL}
 * @param modelsDir {@code MODELS_DIR}
 * @param datasetsDir {@code DATASETS_DIR}
 * @param maxUpload {@code MAX_UPLOAD_BYTES}
 * @param maxRows {@code MAX_ROWS} of a table
 * @param maxColumns {@code MAX_COLUMNS} of a table
 * @param maxOutbox {@code MAX_OUTBOX}: messages that may wait for Kafka before jobs are refused
 * @param adminUsername {@code ADMIN_USERNAME} of the first administrator
 * @param adminPassword {@code ADMIN_PASSWORD}; generated and shown once where it is not set
 */
@ConfigurationProperties("easyml.gateway")
public record GatewaySettings(
        @DefaultValue("") String secretKey,
        @DefaultValue("30") int accessTokenExpireMinutes,
        @DefaultValue("14d") Duration refreshTokenExpire,
        @DefaultValue("") String postgresUrl,
        @DefaultValue("") String redisUrl,
        @DefaultValue("") String modelsDir,
        @DefaultValue("") String datasetsDir,
        @DefaultValue("1GB") DataSize maxUpload,
        @DefaultValue("10000000") long maxRows,
        @DefaultValue("10000") int maxColumns,
        @DefaultValue("10000") int maxOutbox,
        @DefaultValue("admin") String adminUsername,
        @Nullable String adminPassword) {

    private static final int SHORTEST_KEY = 32;

    public GatewaySettings {
        require(
                secretKey,
                "SECRET_KEY",
                "a random text of at least 32 characters, for example from: openssl rand -hex 32");
        var lower = secretKey.toLowerCase(Locale.ROOT);
        if (secretKey.length() < SHORTEST_KEY
                || lower.contains("changeme")
                || lower.contains("change-me")
                || lower.contains("change_me")
                || secretKey.chars().distinct().count() < 8) {
            throw CannotStartException.setting(
                    "SECRET_KEY",
                    "is too short or a placeholder",
                    "Set it to a random text of at least 32 characters, for example from: openssl rand -hex 32");
        }
        requireBetween(accessTokenExpireMinutes, 1, 24 * 60, "ACCESS_TOKEN_EXPIRE_MINUTES");
        require(postgresUrl, "POSTGRES_URL", "postgresql://user:password@host:port/database");
        require(redisUrl, "REDIS_URL", "redis://:password@host:port");
        require(modelsDir, "MODELS_DIR", "the directory that holds the models, marked by setup");
        require(datasetsDir, "DATASETS_DIR", "the directory that holds the datasets, marked by setup");
        requireBetween(maxUpload.toBytes(), 1, Long.MAX_VALUE, "MAX_UPLOAD_BYTES");
        requireBetween(maxRows, 1, Long.MAX_VALUE - 1, "MAX_ROWS");
        requireBetween(maxColumns, 1, 1_000_000, "MAX_COLUMNS");
        requireBetween(maxOutbox, 1, 10_000_000, "MAX_OUTBOX");
        if (!postgresUrl.startsWith("postgresql://") || URI.create(postgresUrl).getHost() == null) {
            throw CannotStartException.setting(
                    "POSTGRES_URL", "is not an address", "Write it as postgresql://user:password@host:port/database");
        }
    }

    public Path models() {
        return Path.of(modelsDir);
    }

    public Path datasets() {
        return Path.of(datasetsDir);
    }

    /** PostgreSQL's address and credentials, taken apart. */
    public PostgresAddress postgres() {
        return PostgresAddress.of(postgresUrl);
    }

    /** Never shows a secret. */
    @Override
    public String toString() {
        return "GatewaySettings[modelsDir=" + modelsDir + ", datasetsDir=" + datasetsDir + "]";
    }
}

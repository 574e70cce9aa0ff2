package io.easyml.audit;

import com.mongodb.ConnectionString;
import io.easyml.messaging.start.CannotStartException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the audit sink.
 *
 * @param mongoUri {@code MONGO_URI}, with a database: {@code mongodb://host:port/easyml}
 */
@ConfigurationProperties("easyml.audit")
public record AuditSettings(@DefaultValue("") String mongoUri) {

    public AuditSettings {
        CannotStartException.require(mongoUri, "MONGO_URI", "mongodb://user:password@host:port/easyml");
        if (new ConnectionString(mongoUri).getDatabase() == null) {
            throw CannotStartException.setting(
                    "MONGO_URI", "names no database", "Write it as mongodb://user:password@host:port/easyml");
        }
    }

    @Override
    public String toString() {
        return "AuditSettings[]";
    }
}

package io.easyml.audit;

import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract on a mongod of the user's own. */
@EnabledIfEnvironmentVariable(
        named = "EASYML_TEST_MONGO_URI",
        matches = "mongodb.*",
        disabledReason = "EASYML_TEST_MONGO_URI names no mongod, for example mongodb://127.0.0.1:27017")
class AuditSinkOnMongodIT extends AuditSinkContract {

    @Override
    String mongo() {
        return Objects.requireNonNull(System.getenv("EASYML_TEST_MONGO_URI"));
    }
}

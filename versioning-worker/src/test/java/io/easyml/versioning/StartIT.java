package io.easyml.versioning;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.messaging.start.CannotStartException;
import io.easyml.schemas.storage.StorageRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartIT {

    @Test
    void theWorkerRefusesToStartOnAPlatformThatIsNotTheOneThatWasSetUp(@TempDir Path folder) throws IOException {
        try (var platform = new TestPlatform("versioning_start_it", folder)) {
            var other = StorageRoot.mark(folder.resolve("other-models")).directory();
            refuses(platform, Map.of("MODELS_DIR", other.toString()), "another directory");
            refuses(platform, Map.of("DATASETS_DIR", folder.resolve("nothing").toString()), "Run setup first");
            refuses(platform, Map.of("KAFKA_TOPIC_PREFIX", "elsewhere"), "Kafka lacks topics");
            refuses(platform, Map.of("DVC_PYTHON", "/bin/false"), "DVC_PYTHON");
            platform.jdbc
                    .sql("delete from flyway_schema_history where version = '2'")
                    .update();
            refuses(platform, Map.of(), "not at version");
        }
    }

    private static void refuses(TestPlatform platform, Map<String, String> settings, String sentence) {
        assertThatThrownBy(() -> platform.worker("one", settings).close())
                .satisfies(failure -> org.assertj.core.api.Assertions.assertThat(rootOf(failure))
                        .isInstanceOf(CannotStartException.class)
                        .hasMessageContaining(sentence));
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (!(root instanceof CannotStartException) && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}

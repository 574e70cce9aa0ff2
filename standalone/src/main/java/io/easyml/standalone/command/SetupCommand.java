package io.easyml.standalone.command;

import io.easyml.standalone.setup.Setup;
import io.easyml.standalone.setup.SetupSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = {
            "Prepares the stores of a deployment: migrations, topics, indexes, storage roots. Run it once before the"
                    + " services, and again for every new version; ./easyml up does it by itself.",
            "Reads POSTGRES_URL, MONGO_URI, KAFKA_BOOTSTRAP_SERVERS, MODELS_DIR, DATASETS_DIR, DVC_REPOS_DIR,"
                    + " KAFKA_TOPIC_PREFIX, KAFKA_REPLICATION_FACTOR and MLFLOW_BACKEND_STORE_URI (whose database is"
                    + " created) from the environment."
        })
final class SetupCommand implements Callable<Integer> {

    @SuppressWarnings("UnusedVariable") // every subcommand takes these options; this one has no use for them
    @Mixin
    private Place place = new Place();

    @Override
    public Integer call() {
        new Setup(SetupSettings.of(System.getenv()), System.out::println).run();
        return 0;
    }
}

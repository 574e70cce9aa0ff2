package io.easyml.standalone.command;

import io.easyml.embedded.JavaCommand;
import io.easyml.standalone.platform.Home;
import io.easyml.standalone.platform.TrainerStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Predicts the rows of a CSV file with a model folder; needs no running platform.")
final class PredictCommand implements Callable<Integer> {

    @SuppressWarnings("UnusedVariable") // every subcommand takes these options; this one has no use for them
    @Mixin
    private Place place = new Place();

    @Parameters(
            index = "0",
            paramLabel = "MODEL_FOLDER",
            description = "The folder of a model (it holds metadata.json).")
    private Path model = Path.of(".");

    @Parameters(index = "1", paramLabel = "FILE", description = "CSV file with the columns the model was trained on.")
    private Path file = Path.of(".");

    @Option(names = "--output", paramLabel = "FILE", description = "Write to this file instead of the console.")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.exists(model.resolve("metadata.json"))) {
            System.err.println(model + " is not a model folder: it has no metadata.json.");
            return 1;
        }
        var home = Home.find();
        var options = new ArrayList<>(new TrainerStart(home).options());
        options.add("-Xmx2g");
        var rest = new ArrayList<>(List.of(
                "-cp",
                home.trainerClassPath(),
                "io.easyml.trainer.Predict",
                model.toAbsolutePath().toString(),
                file.toAbsolutePath().toString()));
        if (output != null) {
            rest.addAll(List.of("--output", output.toAbsolutePath().toString()));
        }
        return new ProcessBuilder(JavaCommand.of(options, rest))
                .inheritIO()
                .start()
                .waitFor();
    }
}

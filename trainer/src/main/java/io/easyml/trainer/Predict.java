package io.easyml.trainer;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.export.ModelFolder;
import io.easyml.trainer.table.TrainingFailure;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code MODEL_FOLDER FILE [--output FILE]}: predicts every row of a CSV file, and writes a CSV with a row for each: the
 * prediction, and for classes the probability of each. Ends with 0, with 1 if the model or the file cannot be read, or
 * with 2 if the arguments make no sense.
 */
public final class Predict {

    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    private Predict() {}

    public static void main(String[] arguments) {
        TRIBUO.setLevel(Level.WARNING);
        System.exit(predict(arguments));
    }

    static int predict(String[] arguments) {
        boolean toFile = arguments.length == 4 && arguments[2].equals("--output");
        if (arguments.length != 2 && !toFile) {
            System.err.println("Usage: easyml predict MODEL_FOLDER FILE [--output FILE]");
            return 2;
        }
        try {
            var predictions = ModelFolder.load(Path.of(arguments[0])).predict(Path.of(arguments[1]));
            try (var out = open(toFile ? Path.of(arguments[3]) : null)) {
                write(predictions, out);
            }
            return 0;
        } catch (IOException | TrainingFailure failed) {
            System.err.println(failed.getMessage());
            return 1;
        }
    }

    private static Writer open(@Nullable Path output) throws IOException {
        return output == null
                ? new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8))
                : Files.newBufferedWriter(output);
    }

    private static void write(Predictions predictions, Writer out) throws IOException {
        var csv = CsvWriter.builder().build(out);
        switch (predictions) {
            case Predictions.Values values -> {
                csv.writeRecord("prediction");
                for (double value : values.values()) {
                    csv.writeRecord(Double.toString(value));
                }
            }
            case Predictions.Clusters clusters -> {
                csv.writeRecord("cluster");
                for (int cluster : clusters.clusters()) {
                    csv.writeRecord(Integer.toString(cluster));
                }
            }
            case Predictions.Anomalies anomalies -> {
                csv.writeRecord("anomaly", "score");
                for (int row = 0; row < anomalies.size(); row++) {
                    csv.writeRecord(
                            Boolean.toString(anomalies.anomalous()[row]),
                            Double.toString(anomalies.scores()[row]));
                }
            }
            case Predictions.Classes classes -> {
                var header = new ArrayList<String>();
                header.add("prediction");
                var kind = classes.probabilistic() ? "probability_" : "score_";
                classes.labels().forEach(label -> header.add(kind + label));
                csv.writeRecord(header);
                for (int row = 0; row < classes.size(); row++) {
                    var cells = new ArrayList<String>();
                    cells.add(classes.labels().get(classes.codes()[row]));
                    for (double score : classes.scores()[row]) {
                        cells.add(Double.toString(score));
                    }
                    csv.writeRecord(cells);
                }
            }
        }
        csv.flush();
    }
}

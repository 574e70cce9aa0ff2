import io.easyml.trainer.algorithm.Predictions.Classes;
import io.easyml.trainer.algorithm.Predictions.Values;
import io.easyml.trainer.export.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;

/**
 * {@code MODEL_FOLDER TEST_FILE ROWS_FILE REPEATS OUTPUT}: predicts the test file into OUTPUT, a number a line (for classes
 * the probability of the last), then the rows file again and again, and prints the median of the seconds that the
 * second half of the repetitions took.
 */
class Predictions {

    public static void main(String[] arguments) throws Exception {
        var folder = ModelFolder.load(Path.of(arguments[0]));
        var lines = new ArrayList<String>();
        switch (folder.predict(Path.of(arguments[1]))) {
            case Values values -> {
                for (double value : values.values()) {
                    lines.add(Double.toString(value));
                }
            }
            case Classes classes -> {
                for (var row : classes.scores()) {
                    lines.add(Double.toString(row[row.length - 1]));
                }
            }
            default -> throw new IllegalStateException("neither classes nor values");
        }
        Files.write(Path.of(arguments[4]), lines);
        var times = new ArrayList<Double>();
        int repeats = Integer.parseInt(arguments[3]);
        for (int i = 0; i < 2 * repeats; i++) {
            long began = System.nanoTime();
            folder.predict(Path.of(arguments[2]));
            if (i >= repeats) {
                times.add((System.nanoTime() - began) / 1e9);
            }
        }
        Collections.sort(times);
        System.out.println(times.get(times.size() / 2));
    }
}

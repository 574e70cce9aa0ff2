package io.easyml.trainer;

import java.util.Arrays;

/** {@link Predict} again and again in one process: four arguments each time. */
final class PredictEach {

    private PredictEach() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 4) {
            int code = Predict.predict(Arrays.copyOfRange(arguments, i, i + 4));
            if (code != 0) {
                System.exit(code);
            }
        }
    }
}

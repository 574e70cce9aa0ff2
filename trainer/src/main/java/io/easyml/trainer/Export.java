package io.easyml.trainer;

import io.easyml.trainer.export.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code MODEL_FOLDER FILE}: writes the model of a folder as Tribuo's protobuf, for programs that know Tribuo and not
 * EasyML. Ends with 0, with 1 if the model cannot be read or the file not be written, or with 2 if the arguments make
 * no sense.
 */
public final class Export {

    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    private Export() {}

    public static void main(String[] arguments) {
        TRIBUO.setLevel(Level.WARNING);
        System.exit(export(arguments));
    }

    static int export(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("Usage: io.easyml.trainer.Export MODEL_FOLDER FILE");
            return 2;
        }
        try {
            ModelFolder.load(Path.of(arguments[0])).exportTribuo(Path.of(arguments[1]));
            return 0;
        } catch (IOException failed) {
            System.err.println(failed.getMessage());
            return 1;
        }
    }
}

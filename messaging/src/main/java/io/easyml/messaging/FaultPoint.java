package io.easyml.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A place in a service's work where a test can end the process as {@code kill -9} would. A point is armed by a file with
 * its name in the folder that the JVM's own property {@value #FOLDER} names, and goes off once, in whichever process comes
 * by first. No setting, request or message can set that property; where it is missing, passing a point does nothing.
 */
public final class FaultPoint {

    static final String FOLDER = "easyml.fault-points";

    private static final int AS_IF_KILLED = 137;

    private FaultPoint() {}

    /** Passes the point with this name: a service's name, a dot, and where in its work it is. */
    public static void pass(String name) {
        var folder = System.getProperty(FOLDER);
        if (folder != null && disarmed(Path.of(folder, name))) {
            System.err.println("the fault point " + name + " ends this process");
            Runtime.getRuntime().halt(AS_IF_KILLED);
        }
    }

    /** Whether it was armed; it is not any more. */
    static boolean disarmed(Path armed) {
        try {
            return Files.deleteIfExists(armed);
        } catch (IOException notOurs) {
            return false;
        }
    }
}

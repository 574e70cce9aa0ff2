package io.easyml.deploy;

import java.nio.file.Path;

/** The checkout that the build belongs to. */
final class Repository {

    static final Path ROOT =
            Path.of(System.getProperty("easyml.root", "..")).toAbsolutePath().normalize();

    private Repository() {}
}

package io.easyml.embedded;

import java.nio.file.Path;

/** Where what can be made again is kept for all platforms of a user, whatever their data folders. */
final class Cache {

    private Cache() {}

    /** {@code EASYML_CACHE_DIR}, else {@code easyml} in the user's cache folder (XDG Base Directory Specification). */
    static Path folder() {
        var named = System.getenv("EASYML_CACHE_DIR");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        var xdg = System.getenv("XDG_CACHE_HOME");
        return (xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg))
                .resolve("easyml");
    }
}

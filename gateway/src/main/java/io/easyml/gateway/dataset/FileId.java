package io.easyml.gateway.dataset;

import io.easyml.gateway.web.ApiProblem;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** How a request names a dataset: {@code data.csv}, the newest version, or {@code data.csv@v2}, that one. */
public record FileId(String dataset, OptionalInt version) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern VERSIONED = Pattern.compile("(.+)@v([1-9][0-9]{0,8})");

    /** Reads a file id. */
    public static FileId of(String text) {
        var versioned = VERSIONED.matcher(text);
        var name = versioned.matches() ? versioned.group(1) : text;
        checkName(name, "file_id");
        return new FileId(
                name, versioned.matches() ? OptionalInt.of(Integer.parseInt(versioned.group(2))) : OptionalInt.empty());
    }

    /** A name that is safe as a file's and as a Git tag's. */
    static void checkName(String name, String field) {
        if (!NAME.matcher(name).matches() || name.contains("..") || name.endsWith(".") || name.endsWith(".lock")) {
            throw ApiProblem.invalid(
                    "REQUEST_INVALID",
                    field,
                    field + " `" + name
                            + "` must be 1 to 128 letters, digits, '.', '_' and '-', starting with a letter or"
                            + " digit, without '..'; a version follows as @v1");
        }
    }

    @Override
    public String toString() {
        return dataset + (version.isPresent() ? "@v" + version.getAsInt() : "");
    }
}

package io.easyml.versioning.dvc;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What shall become a version.
 *
 * @param tag its annotated tag
 * @param subject id of what it is a version of; stands in the tag, so that a repeat knows its own
 * @param target where the data will be in a clone, for example {@code models/adult_income}
 * @param source a file or a folder
 * @param files the files of the folder, or the one file
 * @param metadata JSON text that is committed beside it
 * @param title first line of the commit
 */
public record NewVersion(
        String tag,
        UUID subject,
        String target,
        Path source,
        boolean directory,
        List<HashedFile> files,
        String metadata,
        String title) {}

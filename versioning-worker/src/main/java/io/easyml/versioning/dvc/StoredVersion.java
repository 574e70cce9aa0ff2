package io.easyml.versioning.dvc;

/**
 * A version as the origin has it.
 *
 * @param tag annotated tag
 * @param commit 40 hex digits
 * @param md5 DVC's hash of the file, or of the folder with {@code .dir} at its end
 * @param dvcPath path of the .dvc file in the repository
 */
public record StoredVersion(String tag, String commit, String md5, String dvcPath) {}

package io.easyml.versioning.dvc;

/**
 * A file as DVC stores it.
 *
 * @param path below the folder, with forward slashes; its name for a single file
 * @param md5 of the bytes, 32 hex digits
 * @param size in bytes
 */
public record HashedFile(String path, String md5, long size) {}

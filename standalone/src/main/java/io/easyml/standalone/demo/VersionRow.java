package io.easyml.standalone.demo;

/** A version as PostgreSQL has it: where Git and DVC must have it too. */
record VersionRow(String gitTag, String gitCommit, String dvcMd5) {}

package io.easyml.standalone.command;

/** How a command prints its result. */
enum OutputFormat {
    TEXT,
    JSON
}

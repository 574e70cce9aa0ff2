package io.easyml.embedded;

import java.util.List;

/** A running server. Closing it ends it in order, within a limit, and then by force. */
public interface Server extends AutoCloseable {

    String name();

    /** Of the process that would take the server with it. */
    long pid();

    /** Where it listens, without credentials: {@code host:port} or a URL. */
    String address();

    boolean alive();

    /** Every process that belongs to it, so that a guardian can end them. */
    default List<ProcessHandle> processes() {
        return ProcessHandle.of(pid()).stream()
                .flatMap(root -> java.util.stream.Stream.concat(java.util.stream.Stream.of(root), root.descendants()))
                .toList();
    }

    @Override
    void close();
}

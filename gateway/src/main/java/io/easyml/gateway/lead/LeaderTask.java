package io.easyml.gateway.lead;

/** Something that only the leading gateway does, over and over, on a thread of its own. */
public interface LeaderTask {

    /** For the thread and the log. */
    String name();

    /** One round; it waits by itself when there is nothing to do. */
    void pass() throws InterruptedException;
}

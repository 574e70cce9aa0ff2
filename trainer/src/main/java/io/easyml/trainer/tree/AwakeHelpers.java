package io.easyml.trainer.tree;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;

/**
 * Threads of the common pool that stay awake until this is closed. Where works of some hundred microseconds follow one
 * another, waking a thread for each of them took a tenth to a fifth of the whole; OpenMP waits actively for the same reason.
 * They leave a core to whoever closes this, and give way to any other thread that is ready.
 */
final class AwakeHelpers implements AutoCloseable {

    /** Works this short have no more parts to give away. */
    private static final int MOST = 3;

    private volatile boolean closed;

    AwakeHelpers() {
        int others = Runtime.getRuntime().availableProcessors() - 1;
        for (int i = 0; i < Math.min(MOST, others); i++) {
            ForkJoinPool.commonPool().execute(new Helper());
        }
    }

    /** Lets the threads go, each when it has done what it is at. */
    @Override
    public void close() {
        closed = true;
    }

    private final class Helper extends RecursiveAction {

        private static final long serialVersionUID = 1L;

        @Override
        protected void compute() {
            while (!closed) {
                helpQuiesce();
                Thread.yield();
            }
        }
    }
}

package io.easyml.training.intake;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import sun.misc.Signal;

/**
 * The signal USR1 drains a worker: it finishes what it runs, takes nothing more, and ends. TERM, before or meanwhile,
 * hands on what runs.
 */
@Component
public final class Drain {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final CommandQueue commands;
    private volatile @Nullable Runnable end;
    private volatile boolean drained;

    Drain(CommandQueue commands) {
        this.commands = commands;
        try {
            Signal.handle(new Signal("USR1"), signal -> begin());
        } catch (IllegalArgumentException unknown) {
            log.info("this system has no signal USR1: WORKER_DRAIN_SECONDS does the same");
        }
    }

    private void begin() {
        Thread.ofPlatform().name("drain").start(() -> {
            try {
                log.info("the worker takes no more commands, and ends when its runs have ended");
                commands.drain();
                finish();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized void finish() {
        drained = true;
        var then = end;
        if (then != null) {
            then.run();
        }
    }

    /** What to do once the worker is drained. */
    public synchronized void whenDone(Runnable then) {
        end = then;
        if (drained) {
            then.run();
        }
    }
}

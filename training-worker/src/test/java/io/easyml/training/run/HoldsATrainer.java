package io.easyml.training.run;

import java.nio.file.Path;

/** A process that holds a trainer in the middle of a run, for tests that kill it. Arguments: trainer home, run file. */
final class HoldsATrainer {

    private HoldsATrainer() {}

    public static void main(String[] arguments) throws Exception {
        var trainer = TrainerProcess.start(Path.of(arguments[0]), 512, 1024);
        System.out.println(trainer.pid());
        trainer.run(Path.of(arguments[1]), far -> System.out.println(far.phase()));
    }
}

package io.easyml.standalone.doctor;

/** The outbox and the versioning worker's list are empty when all is said and done. */
final class NothingStuck implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes =
                new Finding.Notes("nothing-stuck", "no message waits in the outbox, and no version waits to be made");
        for (var message : evidence.rows().outbox()) {
            notes.looked();
            notes.missing(
                    evidence.isRecent(message.createdAt()),
                    "outbox row " + message.seq() + " for " + message.topic() + ", key " + message.key()
                            + ", waits since " + message.createdAt());
        }
        for (var task : evidence.rows().openTasks()) {
            notes.looked();
            notes.missing(
                    evidence.isRecent(task.createdAt()),
                    (task.model() ? "the model of job " : "the dataset ") + task.subjectId() + " is " + task.state()
                            + " since " + task.createdAt()
                            + (task.waitingFor() == null ? "" : " and waits for " + task.waitingFor()));
        }
        return notes.finding();
    }
}

package io.easyml.standalone.doctor;

import io.easyml.schemas.avro.TrainingQueued;
import io.easyml.standalone.store.Rows;
import java.util.HashSet;

/** A job that was accepted comes to an end, and the rows and the topic know the same jobs. */
final class JobsEnd implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes = new Finding.Notes("jobs-end", "every accepted job reached a terminal state");
        var known = new HashSet<String>();
        for (var job : evidence.rows().jobs()) {
            notes.looked();
            known.add(job.id().toString());
            if (!job.state().terminal()) {
                notes.underWay("job " + job.id() + " is " + job.state().label());
            }
            if (!isAnnounced(evidence, job)) {
                var waits = evidence.rows().outbox().stream()
                        .anyMatch(message -> message.key().equals(job.id().toString()));
                notes.missing(
                        waits || evidence.isRecent(job.queuedAt()),
                        "job " + job.id() + " has a row, and no TrainingQueued on the topic");
            }
        }
        evidence.stories().forEach((id, story) -> {
            if (!known.contains(id) && !story.all(TrainingQueued.class).isEmpty()) {
                notes.missing(
                        evidence.isRecent(story.events().getFirst().time()),
                        "job " + id + " is on the topic, and has no row");
            }
        });
        return notes.finding();
    }

    private static boolean isAnnounced(Evidence evidence, Rows.Job job) {
        var story = evidence.stories().get(job.id().toString());
        return story != null && !story.all(TrainingQueued.class).isEmpty();
    }
}

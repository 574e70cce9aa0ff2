package io.easyml.standalone.doctor;

import io.easyml.schemas.training.JobState;
import io.easyml.standalone.store.Rows;
import java.util.HashMap;
import java.util.UUID;

/** A job's history is a chain of legal moves from queued to the state that its row has. */
final class LegalMoves implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes = new Finding.Notes("legal-moves", "jobs made only legal moves, and stand where the last one led");
        var states = new HashMap<UUID, JobState>();
        for (var move : evidence.rows().moves()) {
            notes.looked();
            var before = states.getOrDefault(move.jobId(), JobState.QUEUED);
            if (!continues(before, move.from()) || !move.from().mayBecome(move.to())) {
                notes.violated("job " + move.jobId() + " went from "
                        + move.from().label() + " to " + move.to().label() + " at offset " + move.offset()
                        + ", after it was " + before.label());
            }
            states.put(move.jobId(), move.to());
        }
        for (var job : evidence.rows().jobs()) {
            var last = states.getOrDefault(job.id(), JobState.QUEUED);
            if (!continues(last, job.state())) {
                notes.violated(stands(job, last));
            }
        }
        return notes.finding();
    }

    private static String stands(Rows.Job job, JobState last) {
        return "job " + job.id() + " is " + job.state().label() + ", but its last move led to " + last.label();
    }

    /** A request to cancel is no event of the topic: the row itself says that it is cancelling. */
    private static boolean continues(JobState before, JobState now) {
        return before == now || (now == JobState.CANCELLING && before.mayBecome(now));
    }
}

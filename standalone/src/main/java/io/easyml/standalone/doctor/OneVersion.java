package io.easyml.standalone.doctor;

import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.training.JobState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/** A job that succeeded has one version, in PostgreSQL, on the topic and in Git; any other job has none. */
final class OneVersion implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes = new Finding.Notes("one-version", "a succeeded job has exactly one version, any other job none");
        var tagsOf = tagsBySubject(evidence);
        for (var job : evidence.rows().jobs()) {
            var row = evidence.rows().modelOf(job.id());
            var announced = new HashSet<Integer>();
            var story = evidence.stories().get(job.id().toString());
            if (story != null) {
                story.all(ModelVersionRegistered.class).forEach(event -> announced.add(event.getVersion()));
            }
            var tags = tagsOf.getOrDefault(job.id().toString(), 0);
            row.ifPresent(version -> notes.looked());
            var described = (row.isPresent() ? "a row" : "no row") + ", " + announced.size()
                    + " versions announced and " + tags + " tags";
            if (job.state() == JobState.SUCCEEDED) {
                if (row.isEmpty() || announced.size() != 1 || tags != 1) {
                    notes.violated("job " + job.id() + " succeeded, and has " + described);
                }
            } else if (job.state().terminal() && (row.isPresent() || !announced.isEmpty() || tags != 0)) {
                notes.violated("job " + job.id() + " is " + job.state().label() + ", and has " + described);
            } else if (announced.size() > 1 || tags > 1) {
                notes.violated("job " + job.id() + " has " + described);
            }
        }
        return notes.finding();
    }

    private static Map<String, Integer> tagsBySubject(Evidence evidence) {
        var tags = new HashMap<String, Integer>();
        evidence.tags()
                .values()
                .forEach(ofProject -> ofProject.values().forEach(tag -> tags.merge(tag.subject(), 1, Integer::sum)));
        return tags;
    }
}

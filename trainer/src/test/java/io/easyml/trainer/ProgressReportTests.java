package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.trainer.ProgressReport.Phase;
import io.easyml.trainer.run.TrainerMessage.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressReportTests {

    private final List<Progress> heard = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(1);
    private final ProgressReport report = new ProgressReport(heard::add, now::get);

    @Test
    void betweenPhasesItSpeaksAFewTimesASecondAtMost() {
        report.begin(Phase.FIT);
        for (int i = 1; i <= 1000; i++) {
            now.addAndGet(1_000_000);
            report.done(i / 1000.0);
        }

        assertThat(heard).hasSizeBetween(3, 5).startsWith(new Progress("fit", 15));
        assertThat(heard).extracting(Progress::percent).isSorted().allMatch(percent -> percent <= 85);
    }

    @Test
    void itNeverGoesBack() {
        report.begin(Phase.FIT);
        now.addAndGet(1_000_000_000);
        report.done(0.5);
        now.addAndGet(1_000_000_000);
        report.done(0.2);
        report.begin(Phase.EVALUATE);

        assertThat(heard)
                .containsExactly(new Progress("fit", 15), new Progress("fit", 50), new Progress("evaluate", 85));
    }
}

package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
                .extracting(Progress::phase, Progress::percent)
                .containsExactly(tuple("fit", 15), tuple("fit", 50), tuple("evaluate", 85));
    }

    @Test
    void whatRemainsFollowsThePaceOfTheFit() {
        report.begin(Phase.LOAD);
        now.addAndGet(60_000_000_000L);
        report.begin(Phase.FIT);
        now.addAndGet(7_000_000_000L);
        report.done(0.1);

        // 7 s for 7 of 100 percent: 63 more of the fit and 15 after it
        assertThat(heard.getLast()).isEqualTo(new Progress("fit", 22, 78L));
        assertThat(heard).filteredOn(said -> said.remainingSeconds() != null).hasSize(1);
    }
}

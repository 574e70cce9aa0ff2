package io.easyml.standalone.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found of one invariant.
 *
 * @param name short and stable, for scripts
 * @param means what must hold, as a sentence
 * @param checked how many things were looked at
 * @param violations what breaks it, each with its ids
 * @param underWay what does not hold yet, and still may: work that goes on
 */
public record Finding(String name, String means, long checked, List<String> violations, List<String> underWay) {

    public boolean holds() {
        return violations.isEmpty() && underWay.isEmpty();
    }

    /** Collects the finding of one invariant. */
    static final class Notes {
        private final String name;
        private final String means;
        private final List<String> violations = new ArrayList<>();
        private final List<String> underWay = new ArrayList<>();
        private long checked;

        Notes(String name, String means) {
            this.name = name;
            this.means = means;
        }

        void looked() {
            checked++;
        }

        void looked(long more) {
            checked += more;
        }

        void violated(String by) {
            violations.add(by);
        }

        void underWay(String what) {
            underWay.add(what);
        }

        /** Work that goes on where it may still come right, else a violation. */
        void missing(boolean mayStillCome, String what) {
            (mayStillCome ? underWay : violations).add(what);
        }

        Finding finding() {
            return new Finding(name, means, checked, List.copyOf(violations), List.copyOf(underWay));
        }
    }
}

package io.easyml.trainer.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The most frequent levels of a column, found without sorting all of them. */
final class Frequent {

    private Frequent() {}

    /** The codes of the highest counts, the highest first; of equal ones the lower code. */
    static List<Integer> of(int[] counts, int most) {
        return of(counts, most, Comparator.naturalOrder());
    }

    /**
     * The codes of the highest counts above 0, the highest first.
     *
     * @param among says of equal ones which comes first
     */
    static List<Integer> of(int[] counts, int most, Comparator<Integer> among) {
        var order = Comparator.comparingInt((Integer code) -> -counts[code]).thenComparing(among);
        var last = new PriorityQueue<Integer>(order.reversed());
        for (int code = 0; code < counts.length; code++) {
            if (counts[code] > 0 && (last.size() < most || order.compare(code, last.element()) < 0)) {
                last.add(code);
                if (last.size() > most) {
                    last.remove();
                }
            }
        }
        var codes = new ArrayList<>(last);
        codes.sort(order);
        return codes;
    }
}

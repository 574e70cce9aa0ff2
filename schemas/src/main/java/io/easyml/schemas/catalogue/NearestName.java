package io.easyml.schemas.catalogue;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name somebody meant. Distance is the number of letters added, left out, changed or swapped with their
 * neighbour (optimal string alignment), without regard to case.
 */
public final class NearestName {

    private NearestName() {}

    /** The closest of {@code names}, if it is close enough to be a misspelling: a third of the letters may differ. */
    public static Optional<String> among(Collection<String> names, String given) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(name, given))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(name, given) <= Math.max(1, Math.min(name.length(), given.length()) / 3));
    }

    /** The end of a sentence that names something unknown: a question with the near name, or a full stop. */
    public static String question(Collection<String> names, String given) {
        return among(names, given).map(name -> "; did you mean `" + name + "`?").orElse(".");
    }

    static int distance(String first, String second) {
        var a = first.toLowerCase(Locale.ROOT);
        var b = second.toLowerCase(Locale.ROOT);
        var costs = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            costs[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            costs[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(Math.min(costs[i - 1][j] + 1, costs[i][j - 1] + 1), costs[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, costs[i - 2][j - 2] + 1);
                }
                costs[i][j] = cost;
            }
        }
        return costs[a.length()][b.length()];
    }
}

package io.easyml.trainer.algorithm;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One start of k-means: centres drawn by greedy k-means++ (Arthur and Vassilvitskii 2007), then moved to the means of
 * their rows until they stay (Lloyd 1982). A cluster that loses all its rows takes over the row that is farthest from
 * its centre.
 */
final class Lloyd {

    private final SparseRows rows;
    private final int clusters;
    private final double[] norms;
    private final double[][] centres;
    private final int[] assigned;
    private final double[] distances;

    Lloyd(SparseRows rows, int clusters, SplittableRandom random) {
        this.rows = rows;
        this.clusters = clusters;
        this.norms = new double[rows.size()];
        for (int row = 0; row < norms.length; row++) {
            for (int i = rows.starts()[row]; i < rows.starts()[row + 1]; i++) {
                norms[row] += rows.values()[i] * rows.values()[i];
            }
        }
        this.centres = new double[clusters][rows.features()];
        this.assigned = new int[rows.size()];
        this.distances = new double[rows.size()];
        draw(random);
    }

    double[][] centres() {
        return centres;
    }

    /** The sum of the rows' squared distances to their centres. */
    double inertia() {
        double sum = 0;
        for (double distance : distances) {
            sum += distance;
        }
        return sum;
    }

    private void draw(SplittableRandom random) {
        int trials = 2 + (int) Math.log(clusters);
        rows.addTo(random.nextInt(rows.size()), 1, centres[0], 0);
        var nearest = distancesTo(centres[0]);
        for (int cluster = 1; cluster < clusters; cluster++) {
            double total = sum(nearest);
            double[] best = null;
            int bestRow = 0;
            for (int trial = 0; trial < trials; trial++) {
                int row = pick(nearest, random.nextDouble() * total);
                var centre = new double[rows.features()];
                rows.addTo(row, 1, centre, 0);
                var candidate = distancesTo(centre);
                for (int i = 0; i < candidate.length; i++) {
                    candidate[i] = Math.min(candidate[i], nearest[i]);
                }
                if (best == null || sum(candidate) < sum(best)) {
                    best = candidate;
                    bestRow = row;
                }
            }
            rows.addTo(bestRow, 1, centres[cluster], 0);
            nearest = best == null ? nearest : best;
        }
    }

    private static int pick(double[] weights, double place) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum > place) {
                return i;
            }
        }
        return weights.length - 1;
    }

    private static double sum(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum;
    }

    private double[] distancesTo(double[] centre) {
        double norm = norm(centre);
        var all = new double[rows.size()];
        for (int row = 0; row < all.length; row++) {
            all[row] = Math.max(0, norms[row] - 2 * rows.dot(row, centre, 0) + norm);
        }
        return all;
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double part : vector) {
            sum += part * part;
        }
        return sum;
    }

    void run(int maxIterations, double tolerance) {
        double enough = tolerance * meanVariance();
        assign();
        for (int iteration = 0; iteration < maxIterations; iteration++) {
            double moved = move();
            assign();
            if (moved <= enough) {
                return;
            }
        }
    }

    private double meanVariance() {
        var sums = new double[rows.features()];
        for (int row = 0; row < rows.size(); row++) {
            rows.addTo(row, 1, sums, 0);
        }
        double squares = sum(norms) / rows.size();
        return (squares - norm(sums) / rows.size() / rows.size()) / rows.features();
    }

    private void assign() {
        var centreNorms = new double[clusters];
        for (int cluster = 0; cluster < clusters; cluster++) {
            centreNorms[cluster] = norm(centres[cluster]);
        }
        IntStream.range(0, rows.size()).parallel().forEach(row -> {
            double least = Double.POSITIVE_INFINITY;
            for (int cluster = 0; cluster < clusters; cluster++) {
                double distance = centreNorms[cluster] - 2 * rows.dot(row, centres[cluster], 0);
                if (distance < least) {
                    least = distance;
                    assigned[row] = cluster;
                }
            }
            distances[row] = Math.max(0, least + norms[row]);
        });
    }

    /** Moves every centre to the mean of its rows; returns the sum of the squared ways. */
    private double move() {
        var sums = new double[clusters][rows.features()];
        var counts = new int[clusters];
        for (int row = 0; row < assigned.length; row++) {
            rows.addTo(row, 1, sums[assigned[row]], 0);
            counts[assigned[row]]++;
        }
        double moved = 0;
        for (int cluster = 0; cluster < clusters; cluster++) {
            if (counts[cluster] == 0) {
                int far = farthest();
                distances[far] = 0;
                rows.addTo(far, 1, sums[cluster], 0);
                counts[cluster] = 1;
            }
            for (int feature = 0; feature < sums[cluster].length; feature++) {
                double mean = sums[cluster][feature] / counts[cluster];
                double way = mean - centres[cluster][feature];
                moved += way * way;
                centres[cluster][feature] = mean;
            }
        }
        return moved;
    }

    private int farthest() {
        int far = 0;
        for (int row = 1; row < distances.length; row++) {
            far = distances[row] > distances[far] ? row : far;
        }
        return far;
    }
}

package io.easyml.trainer.algorithm;

import java.util.Arrays;

/**
 * Points whose nearest rows are sought together: what a row adds to the distance from each of them is then a loop over
 * numbers that lie side by side. A row that may be near by this quick sum is measured again exactly, so that equal rows
 * are at distance 0. Distances are sums, where p is 2 of squares.
 */
final class NeighbourGroup implements NeighbourTree.Visitor {

    private static final double SLACK = 1e-9;
    /** Where fewer than one of so many points is interested in a leaf, these are looked at one by one. */
    private static final int FEW = 8;

    private final int p;
    private final NeighbourTree tree;
    /** In the order of the tree's leaves. */
    private final SparseRows rows;
    /** Sums of squares, in the same order. */
    private final double[] squares;
    /** {@code [point][feature]}. */
    private final double[][] points;
    /** {@code [feature][point]}. */
    private final double[][] lines;
    /** The distance of each point from the origin. */
    private final double[] bases;

    private final NearestRows[] nearest;
    /** From which change of {@link #bases} on a row is too far, with what rounding may have added. */
    private final double[] limits;
    /** The leaf in which each point is itself, which is looked at first. */
    private final NeighbourTree.Leaf[] homes;

    private final double[] changes;
    private final int[] interested;
    private final double[] row;

    NeighbourGroup(int k, int p, NeighbourTree tree, SparseRows rows, double[] squares, double[][] points) {
        this.p = p;
        this.tree = tree;
        this.rows = rows;
        this.squares = squares;
        this.points = points;
        this.lines = new double[rows.features()][points.length];
        this.bases = new double[points.length];
        this.nearest = new NearestRows[points.length];
        this.limits = new double[points.length];
        this.homes = new NeighbourTree.Leaf[points.length];
        this.changes = new double[points.length];
        this.interested = new int[points.length];
        this.row = new double[rows.features()];
        for (int i = 0; i < points.length; i++) {
            for (int feature = 0; feature < points[i].length; feature++) {
                lines[feature][i] = points[i][feature];
                bases[i] += distance(points[i][feature]);
            }
            nearest[i] = new NearestRows(k);
            limits[i] = Double.POSITIVE_INFINITY;
            homes[i] = tree.home(points[i]);
        }
    }

    NearestRows[] search() {
        for (int i = 0; i < points.length; i++) {
            look(i, homes[i].from(), homes[i].to());
        }
        tree.search(points, this);
        return nearest;
    }

    @Override
    public double distance(double difference) {
        return p == 1 ? Math.abs(difference) : difference * difference;
    }

    @Override
    public double worst(int point) {
        return bases[point] + limits[point];
    }

    @Override
    public void visit(int from, int to, int[] which, int count) {
        int strangers = 0;
        for (int i = 0; i < count; i++) {
            if (homes[which[i]].from() != from) {
                interested[strangers++] = which[i];
            }
        }
        if (strangers * FEW < points.length) {
            for (int i = 0; i < strangers; i++) {
                look(interested[i], from, to);
            }
        } else {
            lookTogether(strangers, from, to);
        }
    }

    private void lookTogether(int strangers, int from, int to) {
        for (int place = from; place < to; place++) {
            change(place);
            for (int i = 0; i < strangers; i++) {
                if (changes[interested[i]] <= limits[interested[i]]) {
                    add(interested[i], place);
                }
            }
        }
    }

    private void look(int point, int from, int to) {
        for (int place = from; place < to; place++) {
            if (change(point, place) <= limits[point]) {
                add(point, place);
            }
        }
    }

    private void add(int point, int place) {
        nearest[point].add(tree.rows()[place], exact(points[point], place));
        limits[point] = nearest[point].worst() + SLACK * (bases[point] + 1) - bases[point];
    }

    /** By what the distance of a row from a point differs from that of the origin. */
    private double change(int point, int place) {
        if (p == 2) {
            return squares[place] - 2 * rows.dot(place, points[point], 0);
        }
        double sum = 0;
        for (int i = rows.starts()[place]; i < rows.starts()[place + 1]; i++) {
            double there = points[point][rows.indices()[i]];
            sum += Math.abs(rows.values()[i] - there) - Math.abs(there);
        }
        return sum;
    }

    /** The same for all points, into {@link #changes}. */
    private void change(int place) {
        int i = rows.starts()[place];
        int to = rows.starts()[place + 1];
        Arrays.fill(changes, p == 2 ? squares[place] : 0);
        // four of the row's values in one loop take hardly longer than one
        while (p == 2 && i + 4 <= to) {
            addFourProducts(i, changes);
            i += 4;
        }
        for (; i < to; i++) {
            if (p == 2) {
                addProducts(-2 * rows.values()[i], lines[rows.indices()[i]], changes);
            } else {
                addDifferences(rows.values()[i], lines[rows.indices()[i]], changes);
            }
        }
    }

    private void addFourProducts(int i, double[] sums) {
        double factorOfA = -2 * rows.values()[i];
        double factorOfB = -2 * rows.values()[i + 1];
        double factorOfC = -2 * rows.values()[i + 2];
        double factorOfD = -2 * rows.values()[i + 3];
        var a = lines[rows.indices()[i]];
        var b = lines[rows.indices()[i + 1]];
        var c = lines[rows.indices()[i + 2]];
        var d = lines[rows.indices()[i + 3]];
        for (int j = 0; j < sums.length; j++) {
            sums[j] += factorOfA * a[j] + factorOfB * b[j] + factorOfC * c[j] + factorOfD * d[j];
        }
    }

    private static void addProducts(double factor, double[] line, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += factor * line[j];
        }
    }

    private static void addDifferences(double value, double[] line, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += Math.abs(value - line[j]) - Math.abs(line[j]);
        }
    }

    private double exact(double[] point, int place) {
        int from = rows.starts()[place];
        int to = rows.starts()[place + 1];
        for (int i = from; i < to; i++) {
            row[rows.indices()[i]] = rows.values()[i];
        }
        double sum = 0;
        for (int feature = 0; feature < point.length; feature++) {
            sum += distance(row[feature] - point[feature]);
        }
        for (int i = from; i < to; i++) {
            row[rows.indices()[i]] = 0;
        }
        return sum;
    }
}

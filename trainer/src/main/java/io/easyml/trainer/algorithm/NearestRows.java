package io.easyml.trainer.algorithm;

/** The rows that are nearest to a point of those that were added: the nearest first, the earlier of equals first. */
final class NearestRows {

    private final int[] rows;
    private final double[] distances;
    private int size;

    NearestRows(int k) {
        this.rows = new int[k];
        this.distances = new double[k];
    }

    int[] rows() {
        return rows;
    }

    double[] distances() {
        return distances;
    }

    /** The distance from which on a row is too far. */
    double worst() {
        return size < rows.length ? Double.POSITIVE_INFINITY : distances[size - 1];
    }

    void add(int row, double distance) {
        if (size == rows.length && !before(distance, row, size - 1)) {
            return;
        }
        int at = size < rows.length ? size++ : size - 1;
        while (at > 0 && before(distance, row, at - 1)) {
            distances[at] = distances[at - 1];
            rows[at] = rows[at - 1];
            at--;
        }
        distances[at] = distance;
        rows[at] = row;
    }

    private boolean before(double distance, int row, int at) {
        return distance < distances[at] || distance == distances[at] && row < rows[at];
    }
}

package io.easyml.trainer.algorithm;

import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/**
 * Minimises a smooth function by limited-memory BFGS with a line search for the strong Wolfe conditions (Nocedal and
 * Wright, Numerical Optimization, algorithms 7.4, 7.5, 3.5 and 3.6).
 */
final class Lbfgs {

    private static final int MEMORY = 10;
    private static final int LINE_STEPS = 30;
    private static final double DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    /** Less than this part of the value is no progress that a double can hold. */
    private static final double STALLED = 1e-15;

    /** A function to minimise. */
    interface Objective {
        /** The value at {@code x}; fills {@code gradient}. */
        double at(double[] x, double[] gradient);
    }

    private record Pair(double[] step, double[] change, double curvature) {}

    private final Objective objective;
    private final int size;
    private double[] x;
    private double value;
    private double[] gradient;

    private Lbfgs(Objective objective, double[] start) {
        this.objective = objective;
        this.size = start.length;
        this.x = start.clone();
        this.gradient = new double[size];
        this.value = objective.at(x, gradient);
    }

    /**
     * The minimum, as well as it could be found.
     *
     * @param tolerance it ends when no part of the gradient is larger
     * @param iteration hears of every iteration
     */
    static double[] minimise(
            Objective objective, double[] start, double tolerance, int maxIterations, IntConsumer iteration) {
        var search = new Lbfgs(objective, start);
        search.run(tolerance, maxIterations, iteration);
        return search.x;
    }

    private void run(double tolerance, int maxIterations, IntConsumer iteration) {
        var memory = new ArrayDeque<Pair>();
        for (int i = 0; i < maxIterations && largest(gradient) > tolerance; i++) {
            var direction = direction(memory);
            double slope = dot(direction, gradient);
            if (slope >= 0) {
                memory.clear();
                direction = direction(memory);
                slope = dot(direction, gradient);
            }
            var oldX = x;
            var oldGradient = gradient;
            double oldValue = value;
            double first = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            if (!search(direction, slope, first)) {
                return;
            }
            var step = difference(x, oldX);
            var change = difference(gradient, oldGradient);
            double curvature = dot(step, change);
            if (curvature > 1e-300) {
                if (memory.size() == MEMORY) {
                    memory.removeLast();
                }
                memory.addFirst(new Pair(step, change, curvature));
            }
            iteration.accept(i + 1);
            if (oldValue - value <= STALLED * Math.max(1, Math.abs(value))) {
                return;
            }
        }
    }

    private double[] direction(ArrayDeque<Pair> memory) {
        var direction = gradient.clone();
        var alphas = new double[memory.size()];
        int i = 0;
        for (var pair : memory) {
            alphas[i] = dot(pair.step(), direction) / pair.curvature();
            add(direction, -alphas[i++], pair.change());
        }
        if (!memory.isEmpty()) {
            var newest = memory.getFirst();
            double scale = newest.curvature() / dot(newest.change(), newest.change());
            for (int j = 0; j < size; j++) {
                direction[j] *= scale;
            }
        }
        var oldestFirst = memory.descendingIterator();
        while (oldestFirst.hasNext()) {
            var pair = oldestFirst.next();
            double beta = dot(pair.change(), direction) / pair.curvature();
            add(direction, alphas[--i] - beta, pair.step());
        }
        for (int j = 0; j < size; j++) {
            direction[j] = -direction[j];
        }
        return direction;
    }

    /** Moves along the direction; false if no step makes the value smaller. */
    private boolean search(double[] direction, double slope, double first) {
        var start = x;
        double startValue = value;
        double low = 0;
        double lowValue = startValue;
        double high = Double.POSITIVE_INFINITY;
        double step = first;
        for (int i = 0; i < LINE_STEPS; i++) {
            var candidate = start.clone();
            add(candidate, step, direction);
            var candidateGradient = new double[size];
            double candidateValue = objective.at(candidate, candidateGradient);
            double candidateSlope = dot(direction, candidateGradient);
            if (!(candidateValue <= startValue + DECREASE * step * slope) || candidateValue > lowValue) {
                high = step;
            } else {
                take(candidate, candidateValue, candidateGradient);
                if (Math.abs(candidateSlope) <= -CURVATURE * slope) {
                    return true;
                }
                if (candidateSlope > 0) {
                    high = step;
                } else {
                    low = step;
                    lowValue = candidateValue;
                }
            }
            step = Double.isInfinite(high) ? 2 * step : (low + high) / 2;
        }
        return value < startValue;
    }

    private void take(double[] newX, double newValue, double[] newGradient) {
        x = newX;
        value = newValue;
        gradient = newGradient;
    }

    private static double largest(double[] vector) {
        double most = 0;
        for (double part : vector) {
            most = Math.max(most, Math.abs(part));
        }
        return most;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }

    private static double[] difference(double[] a, double[] b) {
        var difference = a.clone();
        add(difference, -1, b);
        return difference;
    }
}

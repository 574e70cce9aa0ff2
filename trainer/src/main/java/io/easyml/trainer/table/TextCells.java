package io.easyml.trainer.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the different texts of a column could all be. Missing ones could be anything. */
final class TextCells {

    /** Few different values are categories, however many words they have. */
    private static final int FEW = 20;

    private static final double WORDS = 3;
    private static final int LOOK = 2000;

    private final Dictionary dictionary;
    private final List<Integer> present = new ArrayList<>();

    TextCells(Dictionary dictionary, MissingCells missing) {
        this.dictionary = dictionary;
        for (int code = 0; code < dictionary.size(); code++) {
            if (!missing.holds(dictionary.bytes(), dictionary.from(code), dictionary.to(code))) {
                present.add(code);
            }
        }
    }

    private interface Reading {
        double read(byte[] bytes, int from, int to);
    }

    boolean any() {
        return !present.isEmpty();
    }

    int size() {
        return present.size();
    }

    private boolean all(Reading reading) {
        for (int code : present) {
            if (Double.isNaN(reading.read(dictionary.bytes(), dictionary.from(code), dictionary.to(code)))) {
                return false;
            }
        }
        return true;
    }

    private double[] values(Reading reading) {
        var values = new double[dictionary.size()];
        Arrays.fill(values, Double.NaN);
        for (int code : present) {
            values[code] = reading.read(dictionary.bytes(), dictionary.from(code), dictionary.to(code));
        }
        return values;
    }

    private static double numberOrInfinity(byte[] bytes, int from, int to) {
        double value = Cell.number(bytes, from, to);
        return Double.isNaN(value) && Cell.isInfinite(bytes, from, to) ? Double.POSITIVE_INFINITY : value;
    }

    /** Whether all are numbers, infinite ones among them, but not all infinite. */
    boolean allNumbers() {
        return all(TextCells::numberOrInfinity) && infinite() < size();
    }

    long infinite() {
        return Arrays.stream(values(TextCells::numberOrInfinity))
                .filter(Double::isInfinite)
                .count();
    }

    double[] numbers() {
        return values(Cell::number);
    }

    boolean allTruths() {
        return all(TextCells::truth);
    }

    double[] truths() {
        return values(TextCells::truth);
    }

    /** As {@link #truths}, and 0, 1, yes and no as well. */
    double[] truthsInAnySpelling() {
        return values(Cell::truth);
    }

    private static double truth(byte[] bytes, int from, int to) {
        return to - from < 4 ? Double.NaN : Cell.truth(bytes, from, to);
    }

    /** The first way of writing dates that fits all, or null. */
    @Nullable
    DateFormat dateFormat() {
        if (any()) {
            for (var format : DateFormat.values()) {
                if (allDates(format)) {
                    return format;
                }
            }
        }
        return null;
    }

    /** The way of writing dates that fits most. */
    DateFormat commonestDateFormat() {
        var best = DateFormat.YEAR_MONTH_DAY;
        long most = -1;
        for (var format : DateFormat.values()) {
            long fitting = Arrays.stream(dates(format))
                    .filter(value -> !Double.isNaN(value))
                    .count();
            if (fitting > most) {
                most = fitting;
                best = format;
            }
        }
        return best;
    }

    boolean allDates(DateFormat format) {
        return all(format::parse);
    }

    double[] dates(DateFormat format) {
        return values(format::parse);
    }

    /** Whether these are sentences rather than names of something: mostly different, and of several words. */
    boolean areWords(int[] codes) {
        if (size() <= FEW) {
            return false;
        }
        long cells = Arrays.stream(codes).filter(code -> code >= 0).count();
        if (size() * 2L <= cells) {
            return false;
        }
        int looked = Math.min(size(), LOOK);
        long words = 0;
        for (int i = 0; i < looked; i++) {
            int code = present.get((int) ((long) i * size() / looked));
            words++;
            for (int at = dictionary.from(code); at < dictionary.to(code) - 1; at++) {
                words += dictionary.bytes()[at] == ' ' && dictionary.bytes()[at + 1] != ' ' ? 1 : 0;
            }
        }
        return words >= WORDS * looked;
    }
}

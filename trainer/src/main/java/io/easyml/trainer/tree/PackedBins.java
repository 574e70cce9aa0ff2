package io.easyml.trainer.tree;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Binned columns for adding up histograms fast: eight features of a row are one number, and a histogram holds the bins of all
 * features one after the other, each followed by a place for missing values.
 *
 * <p>A histogram's entries are pairs of sums in one number (see {@link GradientPairs}), so that each cell takes one addition.
 */
final class PackedBins {

    /** Features in a number. */
    private static final int TOGETHER = 8;

    /** Rows of which one group after the other is added. */
    private static final int BLOCK = 512;

    private final int[] bins;
    private final int[] starts;
    private final long[] packed;
    private final int[][] featuresOf;
    private final int size;

    PackedBins(BinnedColumns columns) {
        int features = columns.features();
        this.bins = new int[features];
        this.starts = new int[features];
        int end = 0;
        for (int feature = 0; feature < features; feature++) {
            bins[feature] = columns.feature(feature).bins();
            starts[feature] = end;
            end = Math.addExact(end, bins[feature] + 1);
        }
        // numbers that hold fewer features write into places behind
        this.size = end + TOGETHER;
        int groups = Math.ceilDiv(features, TOGETHER);
        this.featuresOf = IntStream.range(0, groups)
                .mapToObj(group -> IntStream.range(group * features / groups, (group + 1) * features / groups)
                        .toArray())
                .toArray(int[][]::new);
        this.packed = new long[Math.multiplyExact(columns.rows(), groups)];
        IntStream.range(0, groups).parallel().forEach(group -> pack(columns, group));
    }

    private void pack(BinnedColumns columns, int group) {
        int groups = featuresOf.length;
        for (int place = 0; place < featuresOf[group].length; place++) {
            int feature = featuresOf[group][place];
            var column = columns.column(feature);
            int missing = bins[feature];
            for (int row = 0, at = group; row < column.length; row++, at += groups) {
                int bin = column[row] & 0xff;
                packed[at] |= (long) (bin == BinnedColumns.MISSING ? missing : bin) << (8 * place);
            }
        }
    }

    int features() {
        return bins.length;
    }

    /** Bins of a feature, without that of missing values. */
    int bins(int feature) {
        return bins[feature];
    }

    /** Where a feature's bins begin in a histogram; that of missing values is behind the last. */
    int start(int feature) {
        return starts[feature];
    }

    /** Entries of a histogram. */
    int size() {
        return size;
    }

    /** The features that a tree looks at, as {@link #add} takes them. */
    Selection selection(boolean[] wanted) {
        var groups = IntStream.range(0, featuresOf.length)
                .filter(group -> Arrays.stream(featuresOf[group]).anyMatch(feature -> wanted[feature]))
                .toArray();
        var places = Arrays.stream(groups)
                .mapToObj(group -> IntStream.range(0, TOGETHER)
                        .map(place -> place < featuresOf[group].length
                                ? starts[featuresOf[group][place]]
                                : size - TOGETHER + place)
                        .toArray())
                .toArray(int[][]::new);
        return new Selection(wanted, groups, places);
    }

    /**
     * Some of the features.
     *
     * @param groups those that have one of them
     * @param places where the bins of a group's features begin in a histogram
     */
    record Selection(boolean[] wanted, int[] groups, int[][] places) {}

    /** Adds the pairs of some rows to a histogram, for the selected features and those that are packed with one. */
    void add(int[] rows, int from, int to, long[] pairs, Selection selection, long[] histogram) {
        // fetching numbers from all over the memory goes fastest if nothing else is done meanwhile
        int size = Math.min(BLOCK, to - from);
        var pairsOf = new long[size];
        var binsOf = new long[size];
        int groups = featuresOf.length;
        for (int start = from; start < to; start += BLOCK) {
            int count = Math.min(to - start, BLOCK);
            for (int i = 0; i < count; i++) {
                pairsOf[i] = pairs[rows[start + i]];
            }
            for (int selected = 0; selected < selection.groups().length; selected++) {
                int group = selection.groups()[selected];
                for (int i = 0; i < count; i++) {
                    binsOf[i] = packed[rows[start + i] * groups + group];
                }
                if (featuresOf[group].length <= TOGETHER / 2) {
                    addFour(binsOf, pairsOf, count, selection.places()[selected], histogram);
                } else {
                    addEight(binsOf, pairsOf, count, selection.places()[selected], histogram);
                }
            }
        }
    }

    // written out, since a loop of eight steps inside the loop over rows takes twice the time

    private static void addEight(long[] binsOf, long[] pairsOf, int count, int[] at, long[] histogram) {
        int a = at[0];
        int b = at[1];
        int c = at[2];
        int d = at[3];
        int e = at[4];
        int f = at[5];
        int g = at[6];
        int h = at[7];
        for (int i = 0; i < count; i++) {
            long bins = binsOf[i];
            long pair = pairsOf[i];
            histogram[a + (int) (bins & 0xff)] += pair;
            histogram[b + (int) (bins >>> 8 & 0xff)] += pair;
            histogram[c + (int) (bins >>> 16 & 0xff)] += pair;
            histogram[d + (int) (bins >>> 24 & 0xff)] += pair;
            histogram[e + (int) (bins >>> 32 & 0xff)] += pair;
            histogram[f + (int) (bins >>> 40 & 0xff)] += pair;
            histogram[g + (int) (bins >>> 48 & 0xff)] += pair;
            histogram[h + (int) (bins >>> 56)] += pair;
        }
    }

    private static void addFour(long[] binsOf, long[] pairsOf, int count, int[] at, long[] histogram) {
        int a = at[0];
        int b = at[1];
        int c = at[2];
        int d = at[3];
        for (int i = 0; i < count; i++) {
            int bins = (int) binsOf[i];
            long pair = pairsOf[i];
            histogram[a + (bins & 0xff)] += pair;
            histogram[b + (bins >>> 8 & 0xff)] += pair;
            histogram[c + (bins >>> 16 & 0xff)] += pair;
            histogram[d + (bins >>> 24)] += pair;
        }
    }
}

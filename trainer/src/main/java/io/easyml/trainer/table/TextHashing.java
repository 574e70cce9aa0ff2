package io.easyml.trainer.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Words and pairs of words of texts, hashed into a fixed number of features (Weinberger et al., "Feature Hashing for
 * Large Scale Multitask Learning", 2009): each adds 1 or −1, by its hash; a text's features have length 1. Where they are
 * to be counts, each adds 1.
 */
final class TextHashing {

    private final int[][] buckets;
    private final float[][] weights;

    private TextHashing(int[][] buckets, float[][] weights) {
        this.buckets = buckets;
        this.weights = weights;
    }

    static TextHashing of(List<String> texts, int features, boolean counts) {
        var buckets = new int[texts.size()][];
        var weights = new float[texts.size()][];
        IntStream.range(0, texts.size()).parallel().forEach(code -> {
            var dense = dense(texts.get(code), features, counts);
            buckets[code] =
                    IntStream.range(0, features).filter(i -> dense[i] != 0).toArray();
            weights[code] = new float[buckets[code].length];
            for (int i = 0; i < buckets[code].length; i++) {
                weights[code][i] = dense[buckets[code][i]];
            }
        });
        return new TextHashing(buckets, weights);
    }

    private static float[] dense(String text, int features, boolean counts) {
        var sums = new float[features];
        int before = 0;
        for (var word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                int hash = mixed(word.hashCode());
                add(sums, hash, counts);
                if (before != 0) {
                    add(sums, mixed(before * 31 + hash), counts);
                }
                before = hash;
            }
        }
        if (counts) {
            return sums;
        }
        double squares = 0;
        for (float sum : sums) {
            squares += sum * sum;
        }
        if (squares > 0) {
            float length = (float) Math.sqrt(squares);
            for (int i = 0; i < features; i++) {
                sums[i] /= length;
            }
        }
        return sums;
    }

    private static void add(float[] sums, int hash, boolean counts) {
        sums[Math.floorMod(hash >>> 1, sums.length)] += counts || (hash & 1) == 0 ? 1 : -1;
    }

    /** The finish of MurmurHash3. */
    private static int mixed(int value) {
        int hash = value;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    void write(int code, int offset, FeatureSpace.Sink sink) {
        var places = buckets[code];
        for (int i = 0; i < places.length; i++) {
            sink.take(offset + places[i], weights[code][i]);
        }
    }

    @Override
    public String toString() {
        return "TextHashing of "
                + Arrays.stream(buckets).mapToInt(places -> places.length).sum();
    }
}

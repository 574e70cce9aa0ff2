package io.easyml.trainer.algorithm;

import io.easyml.trainer.algorithm.Algorithm.FitProgress;
import io.easyml.trainer.table.Target;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Grows the trees of a forest, on all processors; what tree i becomes depends on the seed and on i alone. */
final class Forest {

    private final BinnedColumns columns;
    private final TreeSettings settings;
    private final TrainingData data;

    Forest(TrainingData data, TreeSettings settings) {
        this.data = data;
        this.settings = settings;
        this.columns = BinnedColumns.of(data.features().columns(data.split().training()));
    }

    /** @param bootstrap whether each tree has its own draw of the rows, with replacement, or all of them */
    List<GrownTree> grow(int trees, boolean bootstrap, FitProgress progress) {
        var grown = new AtomicInteger();
        var root = new SplittableRandom(data.seed());
        var randoms = new SplittableRandom[trees];
        for (int i = 0; i < trees; i++) {
            randoms[i] = root.split();
        }
        var codesOrValues = targets();
        return IntStream.range(0, trees)
                .parallel()
                .mapToObj(i -> {
                    var tree = growOne(randoms[i], bootstrap, codesOrValues);
                    progress.done((double) grown.incrementAndGet() / trees);
                    return tree;
                })
                .toList();
    }

    private interface SearchFactory {
        SplitSearch of(int[] weights);
    }

    private SearchFactory targets() {
        return switch (data.target()) {
            case Target.Classes classes -> {
                var codes = data.trainingCodes(classes);
                yield weights -> new ClassSplitSearch(codes, classes.labels().size(), weights, settings.entropy());
            }
            case Target.Values values -> {
                var numbers = data.trainingValues(values);
                yield weights -> new ValueSplitSearch(numbers, weights);
            }
        };
    }

    private GrownTree growOne(SplittableRandom random, boolean bootstrap, SearchFactory searches) {
        int rows = data.split().training().length;
        var weights = new int[rows];
        if (bootstrap) {
            for (int i = 0; i < rows; i++) {
                weights[random.nextInt(rows)]++;
            }
        } else {
            Arrays.fill(weights, 1);
        }
        var drawn = IntStream.range(0, rows).filter(row -> weights[row] > 0).toArray();
        return new TreeGrower(columns, searches.of(weights), settings, random).grow(drawn);
    }
}

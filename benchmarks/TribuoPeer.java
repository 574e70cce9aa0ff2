import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.DataSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.evaluation.LabelEvaluationUtil;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.common.nearest.KNNModel;
import org.tribuo.common.nearest.KNNTrainer;
import org.tribuo.common.tree.DecisionTreeTrainer;
import org.tribuo.common.tree.ExtraTreesTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.data.columnar.FieldProcessor;
import org.tribuo.data.columnar.RowProcessor;
import org.tribuo.data.columnar.processors.field.DoubleFieldProcessor;
import org.tribuo.data.columnar.processors.field.IdentityProcessor;
import org.tribuo.data.columnar.processors.response.FieldResponseProcessor;
import org.tribuo.data.csv.CSVDataSource;
import org.tribuo.ensemble.EnsembleCombiner;
import org.tribuo.math.distance.DistanceType;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.evaluation.RegressionEvaluator;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.xgboost.XGBoostRegressionTrainer;
import org.tribuo.transform.Transformation;
import org.tribuo.transform.TransformTrainer;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.MeanStdDevTransformation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tribuo's own trainers as a peer, with its own CSV reader: jobs and answers as {@code peer.py} has them. With an argument
 * it does that one training and ends.
 */
class TribuoPeer {

    private static final int DEPTH = 200;
    private static final int THREADS = 2;
    private static final long SEED = 1;

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("org.tribuo").setLevel(Level.SEVERE);
        if (arguments.length == 1) {
            System.out.println(train(JsonMapper.shared().readTree(arguments[0])));
            return;
        }
        var lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            var job = JsonMapper.shared().readTree(lines.nextLine());
            Object answer;
            try {
                answer = switch (job.required("do").stringValue()) {
                    case "train" -> train(job);
                    case "judge" -> judge(job);
                    default -> Map.of();
                };
            } catch (Exception | OutOfMemoryError failed) {
                answer = Map.of("error", failed.toString());
            }
            System.out.println(JsonMapper.shared().writeValueAsString(answer));
        }
    }

    private static Map<String, Object> train(JsonNode job) throws IOException {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long began = System.nanoTime();
        Model<?> model = classes(job)
                ? trainer(job, classTrainer(job)).train(new MutableDataset<>(rows(job, "train", new LabelFactory())))
                : trainer(job, valueTrainer(job)).train(new MutableDataset<>(rows(job, "train", new RegressionFactory())));
        model.serializeToFile(output(job));
        return Map.of(
                "seconds", (System.nanoTime() - began) / 1e9, "cpu", (system.getProcessCpuTime() - cpu) / 1e9);
    }

    private static Map<String, Object> judge(JsonNode job) throws IOException {
        var model = Model.deserializeFromFile(output(job));
        double metric;
        if (classes(job)) {
            metric = areaUnderRoc(model.castModel(Label.class), rows(job, "test", new LabelFactory()));
        } else {
            metric = new RegressionEvaluator()
                    .evaluate(model.castModel(Regressor.class), rows(job, "test", new RegressionFactory()))
                    .averageR2();
        }
        var times = new double[job.required("repeats").intValue()];
        for (int i = 0; i < times.length; i++) {
            long began = System.nanoTime();
            if (classes(job)) {
                model.castModel(Label.class).predict(rows(job, "rows", new LabelFactory()));
            } else {
                model.castModel(Regressor.class).predict(rows(job, "rows", new RegressionFactory()));
            }
            times[i] = (System.nanoTime() - began) / 1e9;
        }
        java.util.Arrays.sort(times);
        return Map.of("metric", metric, "size", Files.size(output(job)), "predict", times[times.length / 2]);
    }

    /** Of the last class; also of models that give scores and no probabilities, which Tribuo's evaluator refuses. */
    private static double areaUnderRoc(Model<Label> model, DataSource<Label> rows) {
        var last = model.getOutputIDInfo().getDomain().stream()
                .map(Label::getLabel)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        var predictions = model.predict(rows);
        var truths = new boolean[predictions.size()];
        var scores = new double[predictions.size()];
        for (int row = 0; row < truths.length; row++) {
            var prediction = predictions.get(row);
            truths[row] = prediction.getExample().getOutput().getLabel().equals(last);
            scores[row] = prediction.getOutputScores().get(last).getScore();
        }
        return LabelEvaluationUtil.binaryAUCROC(truths, scores);
    }

    private static boolean classes(JsonNode job) {
        return job.required("task").stringValue().equals("classification");
    }

    private static Path output(JsonNode job) {
        return Path.of(job.required("output").stringValue());
    }

    private static <T extends Output<T>> DataSource<T> rows(JsonNode job, String file, OutputFactory<T> outputs)
            throws IOException {
        var path = Path.of(job.required(file).stringValue());
        var target = job.required("target").stringValue();
        var numeric = job.required("numeric").values().stream().map(JsonNode::stringValue).toList();
        var fields = new HashMap<String, FieldProcessor>();
        try (var lines = Files.lines(path)) {
            for (var name : lines.findFirst().orElseThrow().split(",")) {
                if (!name.equals(target)) {
                    fields.put(name, numeric.contains(name) ? new DoubleFieldProcessor(name) : new IdentityProcessor(name));
                }
            }
        }
        return new CSVDataSource<>(
                path, new RowProcessor<>(new FieldResponseProcessor<>(target, "", outputs), fields), true);
    }

    /** Numbers standardised for those that need it. */
    private static <T extends Output<T>> Trainer<T> trainer(JsonNode job, Trainer<T> inner) {
        if (!List.of("logistic_regression", "k_neighbors").contains(job.required("algorithm").stringValue())) {
            return inner;
        }
        var standardised = new HashMap<String, List<Transformation>>();
        for (var name : job.required("numeric").values()) {
            standardised.put(
                    name.stringValue() + "@value", List.of(new MeanStdDevTransformation()));
        }
        return new TransformTrainer<>(inner, new TransformationMap(List.of(), standardised));
    }

    private static Trainer<Label> classTrainer(JsonNode job) {
        int trees = job.required("trees").intValue();
        var combiner = new FullyWeightedVotingCombiner();
        return switch (job.required("algorithm").stringValue()) {
            case "decision_tree" -> classTree(1, false);
            case "random_forest" -> new RandomForestTrainer<>(classTree(subset(job), false), combiner, trees, SEED);
            case "extra_trees" -> new ExtraTreesTrainer<>(classTree(subset(job), true), combiner, trees, SEED);
            case "gradient_boosting" -> new XGBoostClassificationTrainer(trees, boosting("multi:softprob"));
            case "logistic_regression" -> new LogisticRegressionTrainer();
            default -> neighbours(combiner);
        };
    }

    private static Trainer<Regressor> valueTrainer(JsonNode job) {
        int trees = job.required("trees").intValue();
        var combiner = new AveragingCombiner();
        return switch (job.required("algorithm").stringValue()) {
            case "decision_tree" -> valueTree(1, false);
            case "random_forest" -> new RandomForestTrainer<>(valueTree(subset(job), false), combiner, trees, SEED);
            case "extra_trees" -> new ExtraTreesTrainer<>(valueTree(subset(job), true), combiner, trees, SEED);
            case "gradient_boosting" ->
                new XGBoostRegressionTrainer(
                        XGBoostRegressionTrainer.RegressionType.LINEAR, trees, boosting("reg:squarederror"));
            default -> neighbours(combiner);
        };
    }

    /** Its forests take no whole set of columns, so those of values get nearly all, as scikit-learn's do. */
    private static float subset(JsonNode job) {
        int columns = job.required("numeric").size();
        return classes(job) ? (float) Math.min(0.5, 1 / Math.sqrt(Math.max(1, columns))) : 0.99f;
    }

    private static DecisionTreeTrainer<Label> classTree(float columns, boolean random) {
        return new CARTClassificationTrainer(DEPTH, 1, 0, columns, random, new GiniIndex(), SEED);
    }

    private static DecisionTreeTrainer<Regressor> valueTree(float columns, boolean random) {
        return new CARTRegressionTrainer(DEPTH, 1, 0, columns, random, new MeanSquaredError(), SEED);
    }

    private static Map<String, Object> boosting(String objective) {
        return new HashMap<>(Map.of(
                "objective", objective, "max_depth", 6, "eta", 0.1, "tree_method", "hist", "nthread", THREADS));
    }

    private static <T extends Output<T>> Trainer<T> neighbours(EnsembleCombiner<T> combiner) {
        return new KNNTrainer<>(
                5,
                DistanceType.L2.getDistance(),
                THREADS,
                combiner,
                KNNModel.Backend.THREADPOOL,
                NeighboursQueryFactoryType.BRUTE_FORCE);
    }
}

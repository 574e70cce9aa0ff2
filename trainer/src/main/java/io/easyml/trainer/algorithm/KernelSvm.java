package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.Target;
import java.util.List;
import java.util.Locale;
import org.tribuo.Output;
import org.tribuo.anomaly.libsvm.LibSVMAnomalyTrainer;
import org.tribuo.anomaly.libsvm.SVMAnomalyType;
import org.tribuo.classification.libsvm.LibSVMClassificationTrainer;
import org.tribuo.classification.libsvm.SVMClassificationType;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.common.libsvm.SVMType;
import org.tribuo.regression.libsvm.LibSVMRegressionTrainer;
import org.tribuo.regression.libsvm.SVMRegressionType;

/** Support vector machines with a kernel by LIBSVM (Chang and Lin 2011), by way of Tribuo. */
record KernelSvm(Hyperparameters hyperparameters) implements Algorithm {

    private static final double CACHE_MB = 200;

    static {
        // LIBSVM tells of every iteration on the standard output, which is ours
        libsvm.svm.svm_set_print_string_function(text -> {});
    }

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public Fit fit(TrainingData data, FitProgress progress) {
        return switch (data.target()) {
            case Target.Classes classes -> {
                var parameters = parameters(new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), data);
                parameters.setCost(hyperparameters.number("C"));
                var trainer = new LibSVMClassificationTrainer(parameters, data.seed());
                var weights = ClassWeights.of(data, classes, hyperparameters);
                if (weights != null) {
                    trainer.setLabelWeights(LinearSvm.byLabel(weights, classes));
                }
                yield new Fit(trainer.train(data.labelled(classes)), List.of());
            }
            case Target.Values values -> {
                var parameters = parameters(new SVMRegressionType(SVMRegressionType.SVMMode.EPSILON_SVR), data);
                parameters.setCost(hyperparameters.number("C"));
                parameters.getParameters().p = hyperparameters.number("epsilon");
                yield new Fit(
                        new LibSVMRegressionTrainer(parameters, false, data.seed()).train(data.valued(values)),
                        List.of());
            }
            case Target.None none -> {
                var parameters = parameters(new SVMAnomalyType(SVMAnomalyType.SVMMode.ONE_CLASS), data);
                parameters.setNu(hyperparameters.number("nu"));
                yield new Fit(new LibSVMAnomalyTrainer(parameters, data.seed()).train(data.expected()), List.of());
            }
        };
    }

    private <T extends Output<T>> SVMParameters<T> parameters(SVMType<T> type, TrainingData data) {
        var kernel = KernelType.valueOf(hyperparameters.text("kernel").toUpperCase(Locale.ROOT));
        var parameters = new SVMParameters<>(type, kernel);
        double gamma = hyperparameters.number("gamma");
        parameters.setGamma(gamma > 0 ? gamma : scale(data));
        parameters.setDegree(hyperparameters.whole("degree"));
        parameters.setCoeff(hyperparameters.number("coef0"));
        parameters.setEpsilon(hyperparameters.number("tol"));
        parameters.setCacheSize(CACHE_MB);
        return parameters;
    }

    /** scikit-learn's {@code gamma="scale"}: one over the number of features times the variance of all their values. */
    private static double scale(TrainingData data) {
        var rows = SparseRows.of(data.features(), data.split().training());
        double cells = (double) rows.size() * rows.features();
        double sum = 0;
        double squares = 0;
        for (double value : rows.values()) {
            sum += value;
            squares += value * value;
        }
        double mean = sum / cells;
        double variance = squares / cells - mean * mean;
        return variance > 0 ? 1 / (rows.features() * variance) : 1.0;
    }
}

package io.easyml.trainer.algorithm;

import io.easyml.trainer.run.RunResult.CurvePoint;
import java.util.List;
import java.util.Map;
import org.tribuo.Model;

/**
 * What a fitting came to.
 *
 * @param model a Tribuo model of labels or of one-dimensional regressors
 * @param curves metrics over iterations, where there are any
 * @param gain how much the splits by each column gained, by its name; empty for models without splits
 */
public record Fit(Model<?> model, List<CurvePoint> curves, Map<String, Double> gain) {

    public Fit(Model<?> model, List<CurvePoint> curves) {
        this(model, curves, Map.of());
    }
}

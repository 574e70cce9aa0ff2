package io.easyml.trainer.algorithm;

import io.easyml.trainer.run.RunResult.CurvePoint;
import java.util.List;
import org.tribuo.Model;

/**
 * What a fitting came to.
 *
 * @param model a Tribuo model of labels or of one-dimensional regressors
 * @param curves metrics over iterations, where there are any
 */
public record Fit(Model<?> model, List<CurvePoint> curves) {}

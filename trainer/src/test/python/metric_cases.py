"""Cases of metrics with what scikit-learn says of them; MetricCasesTests holds the trainer against the file.

Run: python metric_cases.py > ../resources/io/easyml/trainer/evaluation/metric_cases.json
"""

import json
import math
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261125)


def classification(name, truth, scores, classes, weights=None, probabilistic=True):
    """Expected metrics of rows whose classes are those with the largest score, the first of equals."""
    truth = np.asarray(truth)
    scores = np.asarray(scores, dtype=float)
    predicted = scores.argmax(axis=1)
    w = None if weights is None else np.asarray(weights, dtype=float)
    expected = {
        "accuracy": metrics.accuracy_score(truth, predicted, sample_weight=w),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted, sample_weight=w),
        "matthews_corrcoef": metrics.matthews_corrcoef(truth, predicted, sample_weight=w),
    }
    for average in ("macro", "micro", "weighted"):
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            truth, predicted, average=average, sample_weight=w, zero_division=0
        )
        expected["f1_" + average] = f1
        if average != "micro":
            expected["precision_" + average] = precision
            expected["recall_" + average] = recall
    decidable = [c for c in ([1] if classes == 2 else range(classes)) if 0 < (truth == c).sum() < len(truth)]
    if decidable:
        expected["roc_auc"] = np.mean(
            [metrics.roc_auc_score(truth == c, scores[:, c], sample_weight=w) for c in decidable]
        )
        expected["average_precision"] = np.mean(
            [metrics.average_precision_score(truth == c, scores[:, c], sample_weight=w) for c in decidable]
        )
    if probabilistic:
        labels = list(range(classes))
        expected["log_loss"] = metrics.log_loss(truth, scores, labels=labels, sample_weight=w)
        if classes == 2:
            expected["brier_score"] = metrics.brier_score_loss(truth, scores[:, 1], pos_label=1, sample_weight=w)
        else:
            expected["brier_score"] = metrics.brier_score_loss(truth, scores, labels=labels, sample_weight=w)
    per_class = metrics.precision_recall_fscore_support(
        truth, predicted, labels=list(range(classes)), sample_weight=w, zero_division=0
    )
    case = {
        "name": name,
        "classes": classes,
        "probabilistic": probabilistic,
        "truth": truth.tolist(),
        "scores": scores.tolist(),
        "weights": None if w is None else w.tolist(),
        "metrics": {key: float(value) for key, value in expected.items()},
        "precision": per_class[0].tolist(),
        "recall": per_class[1].tolist(),
        "f1": per_class[2].tolist(),
        "confusion_matrix": metrics.confusion_matrix(
            truth, predicted, labels=list(range(classes)), sample_weight=w
        ).tolist(),
    }
    if classes == 2 and probabilistic and w is None and len(set(truth.tolist())) == 2:
        fraction, mean = calibration_curve(truth, scores[:, 1], n_bins=10)
        fpr, tpr, _ = metrics.roc_curve(truth, scores[:, 1], drop_intermediate=False)
        case["calibration"] = {"fraction_of_positives": fraction.tolist(), "mean_predicted": mean.tolist()}
        case["roc"] = {"fpr": fpr.tolist(), "tpr": tpr.tolist()}
    return case


def two(probabilities):
    p = np.asarray(probabilities, dtype=float)
    return np.column_stack([1 - p, p])


def some(rows, classes, digits=None):
    p = random.dirichlet(np.ones(classes), rows)
    if digits is not None:
        p = np.round(p, digits)
        p[:, -1] = 1 - p[:, :-1].sum(axis=1)
    return p


def regression(name, truth, predicted, weights=None):
    w = None if weights is None else np.asarray(weights, dtype=float)
    expected = {
        "rmse": math.sqrt(metrics.mean_squared_error(truth, predicted, sample_weight=w)),
        "mae": metrics.mean_absolute_error(truth, predicted, sample_weight=w),
        "mape": metrics.mean_absolute_percentage_error(truth, predicted, sample_weight=w),
        "max_error": metrics.max_error(truth, predicted),
    }
    if len(truth) > 1:
        expected["r2"] = metrics.r2_score(truth, predicted, sample_weight=w)
    return {
        "name": name,
        "truth": list(map(float, truth)),
        "predicted": list(map(float, predicted)),
        "weights": None if w is None else w.tolist(),
        "metrics": {key: float(value) for key, value in expected.items()},
    }


def clustering(name, points, clusters):
    points = np.asarray(points, dtype=float)
    clusters = np.asarray(clusters)
    inertia = sum(((points[clusters == c] - points[clusters == c].mean(axis=0)) ** 2).sum() for c in set(clusters.tolist()))
    return {
        "name": name,
        "points": points.tolist(),
        "clusters": clusters.tolist(),
        "metrics": {"silhouette": float(metrics.silhouette_score(points, clusters)), "inertia": float(inertia)},
    }


truth60 = random.integers(0, 2, 60)
truth4 = random.integers(0, 4, 80)
blobs = np.vstack([random.normal(c, 1, (20, 3)) for c in (-3, 0, 4)])

print(
    json.dumps(
        {
            "scikit_learn": sklearn.__version__,
            "classification": [
                classification("two classes", truth60, two(random.random(60)), 2),
                classification("two classes with ties", truth60, two(np.round(random.random(60), 1)), 2),
                classification("all scores equal", truth60, two(np.full(60, 0.5)), 2),
                classification("two classes, weighted", truth60, two(random.random(60)), 2, random.random(60) * 3),
                classification("certain and wrong", [0, 1, 1, 0], two([1, 0, 1, 0]), 2),
                classification("perfect", [0, 1, 1, 0], two([0, 1, 0.9, 0.2]), 2),
                classification("one class in the truth", [1] * 7, two(random.random(7)), 2),
                classification("one class in the truth, none predicted", [0] * 4, two([0.9, 0.8, 0.7, 0.6]), 2),
                classification("one row", [1], two([0.3]), 2),
                classification("four classes", truth4, some(80, 4), 4),
                classification("four classes with ties", truth4, some(80, 4, 1), 4),
                classification("four classes, weighted", truth4, some(80, 4), 4, random.random(80)),
                classification("four classes, one missing", truth4[truth4 != 2], some((truth4 != 2).sum(), 4), 4),
                classification("three classes, two missing", [2] * 5, some(5, 3), 3),
                classification(
                    "three classes, one never predicted",
                    [0, 1, 2, 2, 1, 0],
                    [[0.6, 0.3, 0.1], [0.5, 0.4, 0.1], [0.2, 0.5, 0.3], [0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.4, 0.35, 0.25]],
                    3,
                ),
                classification("scores", truth60, two(random.random(60) * 4 - 2) * 3, 2, probabilistic=False),
                classification("scores of four classes", truth4, random.normal(0, 1, (80, 4)), 4, probabilistic=False),
            ],
            "regression": [
                regression("numbers", random.normal(3, 5, 50), random.normal(3, 5, 50)),
                regression("weighted", random.normal(3, 5, 50), random.normal(3, 5, 50), random.random(50) * 2),
                regression("close", np.arange(30.0), np.arange(30.0) + random.normal(0, 0.01, 30)),
                regression("constant truth", [2.0] * 5, [2.0, 2.0, 2.5, 2.0, 1.0]),
                regression("constant truth, right", [2.0] * 5, [2.0] * 5),
                regression("zeros in the truth", [0.0, 1.0, -1.0, 0.0], [0.5, 1.0, -2.0, 0.0]),
                regression("one row", [3.0], [2.0]),
                regression("large numbers", 1e9 + random.normal(0, 1, 40), 1e9 + random.normal(0, 1, 40)),
            ],
            "clustering": [
                clustering("three blobs", blobs, np.repeat([0, 1, 2], 20)),
                clustering("a cluster of one row", blobs, np.r_[np.repeat([0, 1], [30, 29]), 2]),
                clustering("two of which one is empty", blobs, np.repeat([0, 3], 30)),
                clustering("equal points", np.repeat([[1.0, 2.0], [3.0, 4.0]], 5, axis=0), np.repeat([0, 1], 5)),
            ],
        },
        indent=1,
    )
)

"""Makes the expectations of KnownProblemsTests, GainImportanceTests and WideTablesTests: the same generated problems, given to
scikit-learn.

Run with scikit-learn 1.9.1: python known_problems.py
"""
import numpy as np
import sklearn
from sklearn.ensemble import (AdaBoostClassifier, ExtraTreesClassifier, ExtraTreesRegressor,
                              GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


class Random:
    """SplitMix64, as KnownProblems.java has it."""

    def __init__(self, seed):
        self.drawn = np.uint64(seed)

    def uniform(self, rows, columns):
        count = rows * columns
        with np.errstate(over="ignore"):
            z = self.drawn + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            self.drawn = z[-1]
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
        return ((z >> np.uint64(11)).astype(float) * 2.0 ** -53).reshape(rows, columns)

    def normal(self, rows, columns):
        """Two uniform numbers make one (Box and Muller 1958)."""
        u = self.uniform(rows, 2 * columns)
        return np.sqrt(-2 * np.log(1 - u[:, 0::2])) * np.cos(2 * np.pi * u[:, 1::2])


def friedman1(r, n):
    x = r.uniform(n, 10)
    return x, (10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
               + r.normal(n, 1)[:, 0])


def ranges(r, n):
    u = r.uniform(n, 4)
    return np.column_stack([100 * u[:, 0], 40 * np.pi + 520 * np.pi * u[:, 1], u[:, 2], 1 + 10 * u[:, 3]])


def friedman2(r, n):
    x = ranges(r, n)
    y = np.sqrt(x[:, 0] ** 2 + (x[:, 1] * x[:, 2] - 1 / (x[:, 1] * x[:, 3])) ** 2)
    return x, y + 125 * r.normal(n, 1)[:, 0]


def friedman3(r, n):
    x = ranges(r, n)
    y = np.arctan((x[:, 1] * x[:, 2] - 1 / (x[:, 1] * x[:, 3])) / x[:, 0])
    return x, y + 0.1 * r.normal(n, 1)[:, 0]


def waveform(r, n):
    i = np.arange(21)
    waves = np.array([np.maximum(6 - abs(i - c), 0) for c in (10, 6, 14)])
    k = (r.uniform(n, 1)[:, 0] * 3).astype(int)
    u = r.uniform(n, 1)
    pairs = np.array([(0, 1), (0, 2), (1, 2)])
    return u * waves[pairs[k, 0]] + (1 - u) * waves[pairs[k, 1]] + r.normal(n, 21), k


def twonorm(r, n):
    k = (r.uniform(n, 1)[:, 0] * 2).astype(int)
    return r.normal(n, 20) + np.where(k == 1, 1, -1)[:, None] * 2 / np.sqrt(20), k


def ringnorm(r, n):
    k = (r.uniform(n, 1)[:, 0] * 2).astype(int)
    x = r.normal(n, 20)
    return np.where(k[:, None] == 1, x + 1 / np.sqrt(20), 2 * x), k


def xor(r, n):
    """Two of six columns matter, by their signs; one row in ten has the wrong class."""
    x = r.uniform(n, 6) - 0.5
    k = ((x[:, 0] > 0) != (x[:, 1] > 0)).astype(int)
    return x, np.where(r.uniform(n, 1)[:, 0] < 0.1, 1 - k, k)


def holes(r, n):
    """Friedman 1, every tenth cell missing, and the third column missing where it is large."""
    x, y = friedman1(r, n)
    x = np.where(r.uniform(n, 10) < 0.1, np.nan, x)
    x[:, 2] = np.where(x[:, 2] > 0.8, np.nan, x[:, 2])
    return x, y


def long_tail(r, n):
    """What is rare is what matters: numbers of two columns over several powers of ten."""
    x = np.column_stack([np.exp(1.2 * r.normal(n, 1)[:, 0]), np.exp(r.normal(n, 1)[:, 0]), r.uniform(n, 2)])
    return x, x[:, 0] * (1 + x[:, 2]) + 2 * x[:, 1] + r.normal(n, 1)[:, 0]


def steps(problem):
    """Values in tenths: few enough to have a bin each."""
    def rounded(r, n):
        x, y = problem(r, n)
        return np.floor(x * 10) / 10, y
    return rounded


def score(model, x, y):
    if hasattr(model, "predict_proba"):
        p = model.predict_proba(x)
        if p.shape[1] == 2:
            return "auc", roc_auc_score(y, p[:, 1])
        return "accuracy", accuracy_score(y, model.predict(x))
    return "r2", r2_score(y, model.predict(x))


if __name__ == "__main__":
    print("scikit-learn", sklearn.__version__)
    for name, problem, regression in (("friedman1", friedman1, True), ("friedman2", friedman2, True),
                                      ("friedman3", friedman3, True), ("holes", holes, True),
                                      ("waveform", waveform, False), ("twonorm", twonorm, False),
                                      ("ringnorm", ringnorm, False), ("xor", xor, False),
                                      ("long_tail", long_tail, True)):
        r = Random(7)
        x, y = problem(r, 8000 if problem is long_tail else 2000)
        test_x, test_y = problem(r, 10000)
        kinds = ((RandomForestRegressor, ExtraTreesRegressor) if regression
                 else (RandomForestClassifier, ExtraTreesClassifier))
        for kind in kinds:
            scores = [score(kind(200, random_state=seed).fit(x, y), test_x, test_y) for seed in range(3)]
            print(name, kind.__name__, scores[0][0], *("%.5f" % s for _, s in scores),
                  "mean %.5f" % np.mean([s for _, s in scores]), flush=True)
    for name, problem, kind in (("friedman1", friedman1, DecisionTreeRegressor),
                                ("waveform", waveform, DecisionTreeClassifier),
                                ("ringnorm", ringnorm, DecisionTreeClassifier)):
        r = Random(7)
        x, y = steps(problem)(r, 2000)
        test_x, test_y = steps(problem)(r, 10000)
        for settings in ({"min_samples_leaf": 10}, {"max_leaf_nodes": 30}, {"max_depth": 6, "min_samples_leaf": 3}):
            scores = [score(kind(random_state=seed, **settings).fit(x, y), test_x, test_y) for seed in range(3)]
            print(name, kind.__name__, settings, scores[0][0], *("%.5f" % s for _, s in scores), flush=True)

    def importances(name, problem, model, rows=2000):
        """Of the columns and of one that is the same in every row."""
        r = Random(7)
        x, y = steps(problem)(r, rows)
        x = np.column_stack([x, np.zeros(rows)])
        print(name, *("%.5f" % i for i in model.fit(x, y).feature_importances_), sep=", ", flush=True)

    importances("decision_tree_regressor", friedman1, DecisionTreeRegressor(min_samples_leaf=10, random_state=0))
    importances("random_forest_regressor", friedman1, RandomForestRegressor(200, random_state=0))
    importances("extra_trees_regressor", friedman1, ExtraTreesRegressor(200, random_state=0))
    importances("gradient_boosting_regressor", friedman1,
                GradientBoostingRegressor(n_estimators=100, max_depth=3, random_state=0))
    importances("decision_tree_classifier", waveform, DecisionTreeClassifier(min_samples_leaf=10, random_state=0))
    importances("random_forest_classifier", waveform, RandomForestClassifier(200, random_state=0))
    importances("ada_boost_classifier", waveform, AdaBoostClassifier(n_estimators=50, random_state=0))

    # more columns than rows: the waveforms' number from 15 rows of 21 columns, standardised
    x, y = waveform(Random(7), 500)
    x = (x - x[:15].mean(axis=0)) / x[:15].std(axis=0)
    for model in (LinearRegression(), LinearRegression(fit_intercept=False), Ridge(2), Lasso(0.05, tol=1e-9),
                  ElasticNet(0.1, l1_ratio=0.5, tol=1e-9)):
        print("wide", model, "%.6f" % r2_score(y[15:], model.fit(x[:15], y[:15]).predict(x[15:])), flush=True)

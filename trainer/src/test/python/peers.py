"""What scikit-learn's peers make of PeerTable with the same hyperparameters and the same split; PeersTests holds the
trainer's algorithms against the file.

Run: python peers.py > ../resources/io/easyml/trainer/algorithm/peers.json
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import AdaBoostClassifier
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Ridge,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, OneClassSVM
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")

ROWS, TRAINING = 3000, 1500
state = 1


def following():
    global state
    state = (state * 1103515245 + 12345) % 2**31
    return state / 2**31


a, b, c, d = np.zeros(ROWS), np.zeros(ROWS), np.zeros(ROWS, int), np.zeros(ROWS)
number, three, weight = np.zeros(ROWS), np.zeros(ROWS, int), np.zeros(ROWS)
for i in range(ROWS):
    a[i] = 10 * following()
    b[i] = following()
    c[i] = int(following() * 3)
    d[i] = int(following() * 10)
    noise = following() - 0.5
    number[i] = 3 * a[i] - 20 * b[i] + (0, 5, -7)[c[i]] + 4 * noise
    k = a[i] * (b[i] - 0.5) + c[i] - 1 + 0.2 * d[i] + 2 * noise
    three[i] = 0 if k < 0 else 1 if k < 1.5 else 2
    weight[i] = 0.5 + following()
two = (three >= 1).astype(int)
targets = {"two": two, "three": three, "number": number}
train, test = np.arange(TRAINING), np.arange(TRAINING, ROWS)

numeric = np.column_stack([a, b, d])
hot = np.eye(3)[c]
mean, deviation = numeric[train].mean(axis=0), numeric[train].std(axis=0)
standard = np.hstack([(numeric - mean) / deviation, hot])
counts = np.hstack([numeric, hot])


def ranked(y):
    frequent = np.bincount(y[train]).argmax()
    signal = (y[train] == frequent).astype(float)
    prior = signal.mean()
    means = [(signal[c[train] == l].sum() + 10 * prior) / ((c[train] == l).sum() + 10) for l in range(3)]
    rank = np.argsort(np.argsort(means))
    return np.column_stack([numeric, rank[c]])


def features(kind, y):
    return {"standard": standard, "counts": counts, "ranked": ranked(y) if kind == "ranked" else None}[kind]


peers = []


def peer(algorithm, model, target, hyperparameters=None, kind="standard", weighted=False, scores=True):
    y = targets[target]
    x = features(kind, y)
    model.fit(x[train], y[train], **({"sample_weight": weight[train]} if weighted else {}))
    predicted = model.predict(x[test])
    w = weight[test] if weighted else None
    if target == "number":
        expected = {"r2": metrics.r2_score(y[test], predicted, sample_weight=w)}
    else:
        expected = {"accuracy": metrics.accuracy_score(y[test], predicted, sample_weight=w)}
        if target == "two" and scores:
            s = model.predict_proba(x[test])[:, 1] if hasattr(model, "predict_proba") else model.decision_function(x[test])
            expected["roc_auc"] = metrics.roc_auc_score(y[test], s, sample_weight=w)
    peers.append(
        {
            "algorithm": algorithm,
            "hyperparameters": hyperparameters or {},
            "target": target,
            "weighted": weighted,
            "metrics": {key: float(value) for key, value in expected.items()},
        }
    )


for target in ("two", "three"):
    peer("logistic_regression", LogisticRegression(max_iter=1000), target)
    peer("logistic_regression", LogisticRegression(C=0.01, max_iter=1000), target, {"C": 0.01})
    peer("logistic_regression", LogisticRegression(max_iter=1000, class_weight="balanced"), target, {"class_weight": "balanced"})
    peer("logistic_regression", LogisticRegression(max_iter=1000), target, weighted=True)
    peer("logistic_regression", LogisticRegression(max_iter=1000, fit_intercept=False), target, {"fit_intercept": False})
    peer("linear_svc", LinearSVC(random_state=0, max_iter=10000), target)
    peer("linear_svc", LinearSVC(random_state=0, max_iter=10000, class_weight="balanced"), target, {"class_weight": "balanced"})
    peer("svc", SVC(), target)
    peer("svc", SVC(C=10, kernel="poly", degree=2, coef0=1), target, {"C": 10, "kernel": "poly", "degree": 2, "coef0": 1})
    peer("svc", SVC(class_weight="balanced"), target, {"class_weight": "balanced"})
    peer("k_neighbors_classifier", KNeighborsClassifier(), target)
    peer("k_neighbors_classifier", KNeighborsClassifier(15, weights="distance", p=1), target, {"n_neighbors": 15, "weights": "distance", "p": 1})
    peer("gaussian_nb", GaussianNB(), target)
    peer("gaussian_nb", GaussianNB(), target, weighted=True)
    peer("multinomial_nb", MultinomialNB(), target, kind="counts")
    peer("ada_boost_classifier", AdaBoostClassifier(random_state=0), target, kind="ranked")
    peer("ada_boost_classifier", AdaBoostClassifier(DecisionTreeClassifier(max_depth=2, random_state=0), n_estimators=20, learning_rate=0.5, random_state=0), target, {"max_depth": 2, "n_estimators": 20, "learning_rate": 0.5}, kind="ranked")
    peer("dummy_classifier", DummyClassifier(), target)
    peer("dummy_classifier", DummyClassifier(), target, weighted=True)
peer("sgd_classifier", SGDClassifier(loss="log_loss", random_state=0, max_iter=2000, tol=1e-6, alpha=1e-4), "two")
peer("linear_regression", LinearRegression(), "number")
peer("linear_regression", LinearRegression(), "number", weighted=True)
peer("linear_regression", LinearRegression(fit_intercept=False), "number", {"fit_intercept": False})
peer("ridge", Ridge(), "number")
peer("ridge", Ridge(alpha=500), "number", {"alpha": 500})
peer("ridge", Ridge(alpha=500), "number", {"alpha": 500}, weighted=True)
peer("lasso", Lasso(), "number")
peer("lasso", Lasso(alpha=0.1), "number", {"alpha": 0.1}, weighted=True)
peer("elastic_net", ElasticNet(), "number")
peer("elastic_net", ElasticNet(alpha=0.1, l1_ratio=0.2), "number", {"alpha": 0.1, "l1_ratio": 0.2})
peer("linear_svr", LinearSVR(random_state=0, max_iter=100000), "number", {"max_iter": 100000})
peer("svr", SVR(), "number")
peer("svr", SVR(C=100, epsilon=0.5), "number", {"C": 100, "epsilon": 0.5})
peer("k_neighbors_regressor", KNeighborsRegressor(), "number")
peer("k_neighbors_regressor", KNeighborsRegressor(10, weights="distance"), "number", {"n_neighbors": 10, "weights": "distance"})
peer("sgd_regressor", SGDRegressor(random_state=0, max_iter=1000, tol=1e-6), "number")
peer("dummy_regressor", DummyRegressor(), "number")
peer("dummy_regressor", DummyRegressor(strategy="quantile", quantile=0.9), "number", {"strategy": "quantile", "quantile": 0.9})

# without a target, all rows are learnt from
x = np.hstack([(numeric - numeric.mean(axis=0)) / numeric.std(axis=0), hot])
kmeans = KMeans(3, n_init=10, random_state=0).fit(x)
unsupervised = [
    {
        "algorithm": "k_means",
        "hyperparameters": {"n_clusters": 3},
        "metrics": {
            "inertia": float(kmeans.inertia_),
            "silhouette": float(metrics.silhouette_score(x, kmeans.labels_)),
        },
    },
]
for nu in (0.05, 0.2):
    svm = OneClassSVM(nu=nu).fit(x)
    unsupervised.append(
        {
            "algorithm": "one_class_svm",
            "hyperparameters": {"nu": nu},
            "metrics": {"anomaly_fraction": float((svm.predict(x) < 0).mean())},
        }
    )

json.dump({"scikit_learn": sklearn.__version__, "supervised": peers, "unsupervised": unsupervised}, sys.stdout, indent=1)

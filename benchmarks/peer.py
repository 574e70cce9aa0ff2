"""A peer: takes jobs as JSON lines, trains from a CSV file to a saved model, and answers with a JSON line each."""
import json
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("POLARS_MAX_THREADS", "2")

import joblib
import numpy as np
import pandas as pd

THREADS = 2


def sklearn_model(job):
    from sklearn.ensemble import (ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier,
                                  RandomForestRegressor)
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
    classes = job["task"] == "classification"
    if job["algorithm"] == "logistic_regression":
        return LogisticRegression(max_iter=1000)
    if job["algorithm"] == "k_neighbors":
        return (KNeighborsClassifier if classes else KNeighborsRegressor)(n_jobs=THREADS)
    kinds = {"random_forest": (RandomForestRegressor, RandomForestClassifier),
             "cross_validation": (RandomForestRegressor, RandomForestClassifier),
             "extra_trees": (ExtraTreesRegressor, ExtraTreesClassifier),
             "decision_tree": (DecisionTreeRegressor, DecisionTreeClassifier)}
    settings = {"random_state": 0, "min_samples_leaf": job.get("min_samples_leaf", 1)}
    if job["algorithm"] != "decision_tree":
        settings.update(n_estimators=job["trees"], n_jobs=THREADS)
    return kinds[job["algorithm"]][classes](**settings)


def xgboost_model(job):
    from xgboost import XGBClassifier, XGBRegressor, XGBRFClassifier, XGBRFRegressor
    classes = job["task"] == "classification"
    if job["algorithm"] == "random_forest":
        kind = XGBRFClassifier if classes else XGBRFRegressor
        return kind(n_estimators=job["trees"], max_depth=16, tree_method="hist", n_jobs=THREADS, random_state=0)
    kind = XGBClassifier if classes else XGBRegressor
    return kind(n_estimators=job["trees"], max_depth=6, learning_rate=0.1, tree_method="hist", n_jobs=THREADS,
                random_state=0)


def lightgbm_model(job):
    from lightgbm import LGBMClassifier, LGBMRegressor
    classes = job["task"] == "classification"
    kind = LGBMClassifier if classes else LGBMRegressor
    settings = {"n_estimators": job["trees"], "n_jobs": THREADS, "random_state": 0, "verbose": -1}
    if job["algorithm"] == "random_forest":
        settings.update(boosting_type="rf", bagging_freq=1, bagging_fraction=0.632, feature_fraction_bynode=0.5,
                        num_leaves=4096, min_child_samples=1)
    else:
        settings.update(num_leaves=64, max_depth=6, learning_rate=0.1)
    return kind(**settings)


def encoder(job):
    """What a table has to go through: for trees the numbers of the levels, else standardised numbers and one-hot."""
    if job["algorithm"] not in ("logistic_regression", "k_neighbors"):
        return Codes()
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    return make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), make_column_selector(dtype_include="number")),
        (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude="number")))


MODELS = {"sklearn": sklearn_model, "xgboost": xgboost_model, "lightgbm": lightgbm_model}


class Codes:
    """Categories as the numbers of their levels: the fastest encoding for every peer here."""

    def fit(self, table):
        self.levels = {name: pd.Index(sorted(table[name].dropna().unique()))
                       for name in table.columns if table[name].dtype.kind not in "ifb"}
        return self

    def transform(self, table):
        columns = []
        for name in table.columns:
            if name in self.levels:
                codes = self.levels[name].get_indexer(table[name]).astype(np.float32)
                columns.append(np.where(codes < 0, np.nan, codes))
            else:
                columns.append(table[name].to_numpy(np.float32, na_value=np.nan))
        return np.column_stack(columns).astype(np.float32)


def train(job):
    began, cpu = time.perf_counter(), time.process_time()
    table = pd.read_csv(job["train"])
    target = table.pop(job["target"])
    codes = encoder(job).fit(table)
    x = codes.transform(table)
    labels = sorted(target.unique()) if job["task"] == "classification" else None
    y = target.to_numpy(float) if labels is None else pd.Index(labels).get_indexer(target)
    model = MODELS[job["peer"]](job)
    if job["algorithm"] == "cross_validation":
        from sklearn.model_selection import cross_validate
        cross_validate(model, x, y, cv=job["folds"], scoring="r2" if labels is None else "roc_auc")
    model.fit(x, y)
    joblib.dump((codes, labels, model), job["output"])
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}


def train_h2o(job):
    import h2o
    from h2o.estimators import (H2OGeneralizedLinearEstimator, H2OGradientBoostingEstimator,
                                H2ORandomForestEstimator)
    began = time.perf_counter()
    frame = h2o.import_file(job["train"])
    if job["task"] == "classification":
        frame[job["target"]] = frame[job["target"]].asfactor()
    if job["algorithm"] in ("random_forest", "extra_trees"):
        model = H2ORandomForestEstimator(ntrees=job["trees"], max_depth=0, min_rows=1, seed=1,
                                         histogram_type="Random" if job["algorithm"] == "extra_trees" else "AUTO")
    elif job["algorithm"] == "logistic_regression":
        model = H2OGeneralizedLinearEstimator(family="binomial", alpha=0, lambda_=1 / frame.nrow, seed=1)
    else:
        model = H2OGradientBoostingEstimator(ntrees=job["trees"], max_depth=6, learn_rate=0.1, seed=1)
    model.train(y=job["target"], training_frame=frame)
    h2o.download_model(model, os.path.dirname(job["output"]), filename=os.path.basename(job["output"]))
    seconds = time.perf_counter() - began
    test = h2o.import_file(job["test"])
    if job["task"] == "classification":
        test[job["target"]] = test[job["target"]].asfactor()
        metric = model.model_performance(test).auc()
    else:
        metric = model.model_performance(test).r2()
    h2o.remove_all()
    return {"seconds": seconds, "metric": metric, "size": os.path.getsize(job["output"])}


def judge(job):
    """The metric on the test part, the size of the compressed model, and how long 100,000 rows take, from CSV."""
    from sklearn.metrics import r2_score, roc_auc_score
    codes, labels, model = joblib.load(job["output"])

    def predict(file):
        table = pd.read_csv(file)
        target = table.pop(job["target"])
        x = codes.transform(table)
        return target, model.predict(x) if labels is None else model.predict_proba(x)[:, 1]

    target, said = predict(job["test"])
    metric = (r2_score(target, said) if labels is None
              else roc_auc_score(pd.Index(labels).get_indexer(target), said))
    times = []
    for _ in range(job["repeats"]):
        began = time.perf_counter()
        predict(job["rows"])
        times.append(time.perf_counter() - began)
    joblib.dump((codes, labels, model), job["output"] + ".z", compress=3)
    size = os.path.getsize(job["output"] + ".z")
    os.remove(job["output"] + ".z")
    return {"metric": metric, "size": size, "predict": sorted(times)[len(times) // 2]}


def read(job):
    began, cpu = time.perf_counter(), time.process_time()
    if job["peer"] == "pandas":
        pd.read_csv(job["file"])
    elif job["peer"] == "polars":
        import polars
        polars.read_csv(job["file"])
    else:
        import duckdb
        duckdb.sql("SET threads = 2")
        duckdb.sql(f"CREATE OR REPLACE TABLE t AS SELECT * FROM read_csv('{job['file']}')")
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}


def warm_up(job):
    """Imports what the job will need."""
    if job["peer"] == "h2o":
        import h2o
        h2o.init(nthreads=THREADS, max_mem_size=job["memory"], bind_to_localhost=True, start_h2o=True, log_level="FATA")
        h2o.no_progress()
        return {}
    if job["peer"] in MODELS:
        MODELS[job["peer"]](job)
        encoder(job)
    return {}


DO = {"train": train, "judge": judge, "read": read, "warm_up": warm_up, "train_h2o": train_h2o}

if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(train(json.loads(sys.argv[1]))))
        sys.exit()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answers.write(json.dumps(DO[job["do"]](job)) + "\n")
        except Exception as failed:  # the driver must hear of it, whatever it is
            answers.write(json.dumps({"error": f"{type(failed).__name__}: {failed}"}) + "\n")

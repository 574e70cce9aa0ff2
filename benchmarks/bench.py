"""Runs EasyML's trainer and its peers in turn, on the same tables, and prints what came out, as ratios."""
import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

import numpy as np
import pandas as pd

import workloads

HERE = pathlib.Path(__file__).parent
THREADS = 2
CLASSES, NUMBERS = "classification", "regression"
FOLDS = 5

# Each algorithm with those that have it too. The fits of the last two are all about predicting, so that their tables
# are small ones; logistic regression takes classes.
PEERS = {"random_forest": ["sklearn", "lightgbm", "xgboost", "h2o", "tribuo"],
         "extra_trees": ["sklearn", "h2o", "tribuo"],
         "decision_tree": ["sklearn", "tribuo"],
         "gradient_boosting": ["xgboost", "lightgbm", "h2o", "tribuo"],
         "logistic_regression": ["sklearn", "h2o", "tribuo"],
         "k_neighbors": ["sklearn", "tribuo"],
         "cross_validation": ["sklearn"]}
SMALL_TABLES_ONLY = ("k_neighbors", "cross_validation")
SMALL_TABLES = ("adult", "diamonds")
# a forest of its own takes minutes where the others take seconds
TRIBUO_TABLES = ("adult", "diamonds")


class Peer:
    """A process of peer.py, or of TribuoPeer.java, that has its imports behind it."""

    def __init__(self, name, command):
        environment = dict(os.environ, OMP_NUM_THREADS=str(THREADS), POLARS_MAX_THREADS=str(THREADS))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment, stderr=subprocess.DEVNULL)
        self.name = name

    @property
    def pid(self):
        return self.process.pid

    def ask(self, **job):
        self.process.stdin.write(json.dumps({"peer": self.name, **job}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "it ended"}')
        if "error" in answer:
            raise RuntimeError(f"{self.name}: {answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)


class Trainer:
    """The trainer process as a worker starts it, warm from job to job."""

    def __init__(self, java, app, memory, folder):
        self.path = os.path.join(folder, f"{uuid.uuid4().hex[:8]}.sock")
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(self.path)
        listening.listen(1)
        self.process = subprocess.Popen([*trainer_command(java, app, memory), "--channel", self.path],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        listening.settimeout(120)
        self.lines = listening.accept()[0].makefile("rw")
        listening.close()

    @property
    def pid(self):
        return self.process.pid

    def train(self, run_file):
        cpu = cpu_seconds(self.pid)
        began = time.perf_counter()
        self.lines.write(json.dumps({"type": "run", "run_file": str(run_file)}) + "\n")
        self.lines.flush()
        begun = None
        for line in self.lines:
            begun = begun or time.perf_counter() - began
            message = json.loads(line)
            if message["type"] in ("succeeded", "failed"):
                if message["type"] == "failed":
                    raise RuntimeError(f"easyml: {message['message']}")
                return {"seconds": time.perf_counter() - began, "begun": begun, "cpu": cpu_seconds(self.pid) - cpu}
        raise RuntimeError("easyml: the trainer ended")

    def close(self):
        self.lines.close()
        self.process.kill()
        self.process.wait()


def peer_command(options, name):
    if name == "tribuo":
        return [*command(options.java, options.app, options.memory), HERE / "TribuoPeer.java"]
    return [sys.executable, HERE / "peer.py"]


def trainer_command(java, app, memory):
    # with the learned start that `up` leaves there
    return [*command(java, app, memory, f"-XX:AOTCache={app}/start.aot"), "io.easyml.trainer.Main"]


def command(java, app, memory, *more):
    # as the training worker has it, on two processors
    return [java, f"@{app}/trainer.options", *more, f"-Xmx{memory}m", f"-XX:ActiveProcessorCount={THREADS}",
            "-cp", f"{app}/*:{app}/lib/*"]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def forget_peak(pid):
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_megabytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no peak memory")


def run_file(folder, work, job, home, target):
    kind = "classifier" if job["task"] == CLASSES else "regressor"
    fitted = "random_forest" if job["algorithm"] == "cross_validation" else job["algorithm"]
    grown = {"max_depth": 200, "min_samples_leaf": 1}
    settings = {"random_forest": {"n_estimators": job["trees"], **grown},
                "extra_trees": {"n_estimators": job["trees"], **grown},
                "decision_tree": grown,
                "gradient_boosting": {"n_estimators": job["trees"], "max_depth": 6, "learning_rate": 0.1},
                "logistic_regression": {},
                "k_neighbors": {}}[fitted]
    # the test part is a file of its own; only the least is held out here
    evaluation = ({"method": "cross_validation", "folds": FOLDS} if job["algorithm"] == "cross_validation"
                  else {"test_fraction": 0.01})
    run = {"run_id": str(uuid.uuid4()), "job_id": "benchmark", "attempt": 1, "project_id": "benchmark",
           "model_name": "benchmark",
           "model_type": fitted if fitted == "logistic_regression" else f"{fitted}_{kind}",
           # another hash each time: a table that is in memory from the last run would not be read
           "dataset": {"path": str(home / "train.csv"), "name": "train.csv", "version": 1,
                       "sha256": uuid.uuid4().hex * 2},
           "target_column": target, "hyperparameters": settings,
           "evaluation": evaluation, "seed": 42, "output_folder": str(folder)}
    file = work / "run.json"
    file.write_text(json.dumps(run))
    return file


def middle(results, key):
    return statistics.median(result[key] for result in results)


def ours_judged(options, folder, home, target, job, repeats):
    from sklearn.metrics import r2_score, roc_auc_score
    said_file = folder / "said.txt"
    seconds = float(subprocess.run(
        [*command(options.java, options.app, options.memory), HERE / "Predictions.java", folder, home / "test.csv",
         home / "rows.csv", str(repeats), said_file], check=True, capture_output=True, text=True).stdout.split()[-1])
    said = np.loadtxt(said_file)
    wanted = pd.read_csv(home / "test.csv")[target]
    metric = (r2_score(wanted, said) if job["task"] == NUMBERS
              else roc_auc_score(pd.Index(sorted(wanted.unique())).get_indexer(wanted), said))
    model = next(file for file in (folder / "model.trees", folder / "model.tribuo") if file.is_file())
    return {"metric": metric, "size": model.stat().st_size, "predict": seconds}


def compare(options, work, job, peers):
    """One line for each peer: medians of alternating runs, ours by theirs."""
    home, target = workloads.make(job["table"], options.work, options.datasets)
    folder = work / "model"
    numeric = pd.read_csv(home / "train.csv", nrows=10_000).drop(columns=target).select_dtypes("number").columns
    common = {**job, "folds": FOLDS, "numeric": list(numeric), "train": str(home / "train.csv"), "test": str(home / "test.csv"), "rows": str(home / "rows.csv"),
              "target": target, "memory": f"{options.memory}m"}
    trainer = Trainer(options.java, options.app, options.memory, work)
    running = {}
    lines = []
    try:
        for name in list(peers):
            running[name] = Peer(name, peer_command(options, name))
            try:
                running[name].ask(do="warm_up", **common)
            except RuntimeError as missing:
                print(f"  {name} is left out: {missing}", file=sys.stderr)
                peers.remove(name)
        warm = {name: [] for name in ["easyml", *peers]}
        peaks = {name: [] for name in warm}
        for round_ in range(options.warm_ups + options.runs):
            for name in warm:
                pid = trainer.pid if name == "easyml" else running[name].pid
                forget_peak(pid)
                if name == "easyml":
                    shutil.rmtree(folder, ignore_errors=True)
                    result = trainer.train(run_file(folder, work, job, home, target))
                else:
                    result = running[name].ask(do="train_h2o" if name == "h2o" else "train",
                                               output=str(work / f"{name}.model"), **common)
                if round_ >= options.warm_ups:
                    warm[name].append(result)
                    peaks[name].append(peak_megabytes(pid))
        cold = {name: [] for name in warm}
        for _ in range(options.cold_runs):
            for name in warm:
                if name == "h2o":
                    continue
                began = time.perf_counter()
                if name == "easyml":
                    shutil.rmtree(folder, ignore_errors=True)
                    run = run_file(folder, work, job, home, target)
                    subprocess.run([*trainer_command(options.java, options.app, options.memory), "--run", run],
                                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                else:
                    task = {"peer": name, "output": str(work / f"{name}.model"), **common}
                    subprocess.run([*peer_command(options, name), json.dumps(task)], check=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                cold[name].append({"seconds": time.perf_counter() - began})
        ours = ours_judged(options, folder, home, target, job, options.predictions)
        for name in peers:
            theirs = (warm[name][-1] if name == "h2o" else
                      running[name].ask(do="judge", output=str(work / f"{name}.model"),
                                        repeats=options.predictions, **common))
            line = {"table": job["table"], "algorithm": job["algorithm"], "trees": job["trees"], "peer": name,
                    "warm": middle(warm["easyml"], "seconds") / middle(warm[name], "seconds"),
                    "seconds": middle(warm["easyml"], "seconds"),
                    "metric": ours["metric"], "peer_metric": theirs["metric"],
                    "size": ours["size"] / theirs["size"]}
            if name != "h2o":
                line["cpu"] = middle(warm["easyml"], "cpu") / middle(warm[name], "cpu")
                line["memory"] = statistics.median(peaks["easyml"]) / statistics.median(peaks[name])
                line["predict"] = ours["predict"] / theirs["predict"]
                if options.cold_runs:
                    line["cold"] = middle(cold["easyml"], "seconds") / middle(cold[name], "seconds")
            lines.append(line)
    finally:
        trainer.close()
        for peer in running.values():
            peer.close()
    return lines


def compare_reading(options, rows):
    file = workloads.numbers(rows, options.work)
    ours = subprocess.Popen([*command(options.java, options.app, options.memory), HERE / "Reading.java"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL)
    peers = {name: Peer(name, peer_command(options, name)) for name in ("pandas", "polars", "duckdb")}
    results = {name: [] for name in ["easyml", *peers]}
    try:
        for round_ in range(options.warm_ups + options.runs):
            for name in results:
                if name == "easyml":
                    ours.stdin.write(f"{file}\n")
                    ours.stdin.flush()
                    seconds, cpu, read = ours.stdout.readline().split()
                    if int(read) != rows:
                        raise RuntimeError(f"easyml read {read} rows of {rows}")
                    result = {"seconds": float(seconds), "cpu": float(cpu)}
                else:
                    result = peers[name].ask(do="read", file=str(file))
                if round_ >= options.warm_ups:
                    results[name].append(result)
        return [{"table": f"{rows} x 10", "algorithm": "reading CSV", "peer": name,
                 "warm": middle(results["easyml"], "seconds") / middle(results[name], "seconds"),
                 "cpu": middle(results["easyml"], "cpu") / middle(results[name], "cpu")} for name in peers]
    finally:
        ours.stdin.close()
        ours.wait(60)
        for peer in peers.values():
            peer.close()


def jobs(options):
    for table in options.tables:
        task = NUMBERS if table == "diamonds" else CLASSES
        for algorithm in options.algorithms or PEERS:
            if algorithm in SMALL_TABLES_ONLY and table not in SMALL_TABLES:
                continue
            if algorithm == "logistic_regression" and task == NUMBERS:
                continue
            yield ({"table": table, "task": task, "algorithm": algorithm, "trees": options.trees},
                   [peer for peer in PEERS[algorithm] if peer in options.peers
                    and (peer != "tribuo" or table in TRIBUO_TABLES)])


def row(line):
    def number(key, form="{:.2f}"):
        return form.format(line[key]) if key in line else "-"
    return (f"| {line['table']} | {line['algorithm']} | {line['peer']} | {number('warm')} | {number('cpu')} | "
            f"{number('cold')} | {number('memory')} | {number('metric', '{:.4f}')} / {number('peer_metric', '{:.4f}')} | "
            f"{number('size')} | {number('predict')} |")


HEAD = """| table | algorithm | peer | wall, warm | processor, warm | wall, cold | peak memory | metric, ours / theirs | model size | prediction |
|---|---|---|---|---|---|---|---|---|---|"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--app", required=True, type=pathlib.Path, help=argparse.SUPPRESS)
    arguments.add_argument("--work", default=HERE / "work", type=pathlib.Path, help="where tables are kept")
    arguments.add_argument("--datasets", default=os.environ.get("EASYML_DATASETS_DIR"),
                           help="a folder with adult.csv and diamonds.csv; without, tables that look like them are made")
    arguments.add_argument("--tables", nargs="+", default=["adult", "diamonds", "generated-1000000"],
                           help="adult, diamonds, generated-ROWS; none with --reading or --growth")
    arguments.add_argument("--algorithms", nargs="+", choices=PEERS, help="all where they make sense")
    arguments.add_argument("--peers", nargs="+", choices=["sklearn", "lightgbm", "xgboost", "h2o", "tribuo"],
                           default=["sklearn", "lightgbm", "xgboost", "h2o"],
                           help="all but tribuo, whose own forests take minutes, if none is named")
    arguments.add_argument("--trees", type=int, default=100)
    arguments.add_argument("--runs", type=int, default=5, help="alternating runs that count")
    arguments.add_argument("--warm-ups", type=int, default=5, help="alternating runs before them, in which our JVM compiles what it runs")
    arguments.add_argument("--cold-runs", type=int, default=5)
    arguments.add_argument("--predictions", type=int, default=5)
    arguments.add_argument("--memory", type=int, default=3072, help="heap of the trainer and of H2O, MiB")
    arguments.add_argument("--growth", nargs="*", type=int, metavar="ROWS",
                           help="instead: how our time grows with the rows, of a random forest or of --algorithms")
    arguments.add_argument("--start", action="store_true",
                           help="instead: how long a warm trainer takes to begin a run, and for a whole small one")
    arguments.add_argument("--reading", type=int, metavar="ROWS", help="instead: read a CSV of so many rows")
    options = arguments.parse_args()
    options.java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
    options.work.mkdir(parents=True, exist_ok=True)

    print(f"{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} processors, "
          f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') >> 30} GiB, {THREADS} threads each, "
          f"medians of {options.runs} alternating runs; ours by theirs\n")
    with tempfile.TemporaryDirectory(prefix="easyml-bench-") as temporary:
        work = pathlib.Path(temporary)
        if options.reading:
            print(HEAD)
            for line in compare_reading(options, options.reading):
                print(row(line), flush=True)
            return
        if options.growth is not None:
            grow(options, work, options.growth or [10_000, 30_000, 100_000, 300_000, 1_000_000])
            return
        if options.start:
            start(options, work)
            return
        print(HEAD, flush=True)
        for job, peers in jobs(options):
            for line in compare(options, work, job, peers):
                print(row(line), flush=True)


def grow(options, work, sizes):
    print("| algorithm | rows | seconds | by n log n, first = 1 | processor time by n log n, first = 1 |\n"
          "|---|---|---|---|---|")
    for algorithm in options.algorithms or ["random_forest"]:
        first = None
        for rows in sizes:
            job = {"table": f"generated-{rows}", "task": CLASSES, "algorithm": algorithm, "trees": options.trees}
            results = alone(options, work, job, options.warm_ups + options.runs)[options.warm_ups:]
            per = [middle(results, key) / (rows * np.log(rows)) for key in ("seconds", "cpu")]
            first = first or per
            print(f"| {algorithm} | {rows} | {middle(results, 'seconds'):.2f} | {per[0] / first[0]:.2f} | "
                  f"{per[1] / first[1]:.2f} |", flush=True)


def alone(options, work, job, runs):
    """Ours without a peer, again and again in one process."""
    home, target = workloads.make(job["table"], options.work, options.datasets)
    trainer = Trainer(options.java, options.app, options.memory, work)
    results = []
    try:
        for _ in range(runs):
            shutil.rmtree(work / "model", ignore_errors=True)
            results.append(trainer.train(run_file(work / "model", work, job, home, target)))
    finally:
        trainer.close()
    return results


def start(options, work):
    job = {"table": "generated-1000", "task": CLASSES, "algorithm": "decision_tree", "trees": 1}
    results = alone(options, work, job, 30)[10:]
    print(f"The first sign of a run after {1000 * middle(results, 'begun'):.1f} ms, a decision tree on 1,000 x 28 from "
          f"CSV to model folder after {1000 * middle(results, 'seconds'):.0f} ms: medians of the last 20 of 30.")


if __name__ == "__main__":
    main()

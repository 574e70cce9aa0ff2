"""The tables of the benchmarks: training part and test part as CSV, made once and kept."""
import os
import pathlib
import shutil

import numpy as np
import pandas as pd

TEST_ROWS = 100_000


def two_classes(rows, seed):
    """28 numbers in the manner of HIGGS: seven measured, the others made of them, two classes that overlap."""
    r = np.random.default_rng(seed)
    x = r.standard_normal((rows, 28))
    for i in range(7, 28):
        x[:, i] = np.abs(x[:, i]) * x[:, i % 7] + 0.5 * x[:, i]
    signal = (np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] - 0.5 * x[:, 3] ** 2 + 0.6 * x[:, 7] - 0.4 * x[:, 9] * x[:, 4]
              + 0.3 * x[:, 10])
    y = (signal + 1.2 * r.standard_normal(rows) > -0.5).astype(int)
    table = pd.DataFrame(np.round(x, 6), columns=[f"x{i}" for i in range(28)])
    table["label"] = np.where(y == 1, "signal", "background")
    return table


def people(rows=48_842, seed=1):
    """Looks like adult: 6 numbers, 8 categories, an income that depends on some of them."""
    r = np.random.default_rng(seed)
    age = np.clip(r.gamma(8, 5, rows).astype(int), 17, 90)
    years = np.clip(r.normal(10, 2.6, rows).astype(int), 1, 16)
    hours = np.clip(r.normal(40, 12, rows).astype(int), 1, 99)
    gain = np.where(r.random(rows) < 0.08, r.lognormal(8.5, 1, rows).astype(int), 0)
    loss = np.where(r.random(rows) < 0.05, r.normal(1870, 350, rows).astype(int), 0)
    levels = {"workclass": 8, "marital": 7, "occupation": 14, "relationship": 6, "race": 5, "sex": 2, "country": 41,
              "education": 16}
    table = pd.DataFrame({"age": age, "weight": r.lognormal(12, 0.5, rows).astype(int), "years": years, "gain": gain,
                          "loss": loss, "hours": hours})
    score = 0.03 * (age - 38) - 0.0012 * (age - 45) ** 2 + 0.35 * (years - 10) + 0.03 * (hours - 40)
    score = score + 0.0004 * gain + 0.0005 * loss - 1.4
    for name, count in levels.items():
        weights = 1 / np.arange(1, count + 1)
        codes = r.choice(count, rows, p=weights / weights.sum())
        table[name] = np.array([f"{name}-{i}" for i in range(count)])[codes]
        score = score + np.random.default_rng(count).normal(0, 0.5, count)[codes]
    table.loc[r.random(rows) < 0.05, "occupation"] = ""
    table["label"] = np.where(score + r.logistic(0, 1, rows) > 0, ">50K", "<=50K")
    return table


def stones(rows=53_940, seed=2):
    """Looks like diamonds: 6 numbers, 3 categories, a price that depends on them."""
    r = np.random.default_rng(seed)
    carat = np.round(np.clip(r.lognormal(-0.35, 0.58, rows), 0.2, 5), 2)
    size = 6.45 * carat ** (1 / 3)
    codes = {"cut": (5, 0.05), "color": (7, 0.08), "clarity": (8, 0.12)}
    table = pd.DataFrame({"carat": carat})
    log_price = 8.45 + 1.9 * np.log(carat)
    for name, (count, step) in codes.items():
        drawn = r.integers(0, count, rows)
        table[name] = np.array([f"{name}{i}" for i in range(count)])[drawn]
        log_price = log_price + step * (drawn - count / 2)
    table["depth"] = np.round(r.normal(61.7, 1.4, rows), 1)
    table["table"] = np.round(r.normal(57.5, 2.2, rows))
    for name, factor in (("x", 1), ("y", 1), ("z", 0.62)):
        table[name] = np.round(size * factor * r.normal(1, 0.01, rows), 2)
    table["label"] = np.exp(log_price + r.normal(0, 0.1, rows)).astype(int)
    return table


def named(name, datasets):
    """A table of the folder by its name, or one that looks like it."""
    file = pathlib.Path(datasets or "", f"{name}.csv")
    if datasets and file.is_file():
        return pd.read_csv(file, keep_default_na=False), {"adult": "income", "diamonds": "price"}[name]
    return {"adult": people, "diamonds": stones}[name](), "label"


def make(name, folder, datasets):
    """Writes train.csv, test.csv and rows.csv (100,000 rows to predict); returns the target and whether it is real."""
    home = pathlib.Path(folder, name)
    done = home / "target"
    if not done.is_file():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        if name.startswith("generated-"):
            rows = int(name.split("-")[1])
            table, target = two_classes(rows + max(20_000, rows // 10), 3), "label"
            train, test = table.iloc[:rows], table.iloc[rows:]
        else:
            table, target = named(name, datasets)
            table = table.iloc[np.random.default_rng(5).permutation(len(table))]
            cut = int(len(table) * 0.8)
            train, test = table.iloc[:cut], table.iloc[cut:]
        train.to_csv(home / "train.csv", index=False)
        test.to_csv(home / "test.csv", index=False)
        repeated = pd.concat([test] * (TEST_ROWS // len(test) + 1)).iloc[:TEST_ROWS]
        repeated.to_csv(home / "rows.csv", index=False)
        done.write_text(target)
    return home, done.read_text()


def numbers(rows, folder):
    """10 columns to be read: eight numbers, a whole number, a category."""
    file = pathlib.Path(folder, f"numbers-{rows}.csv")
    if not file.is_file():
        part = file.with_suffix(".part")
        for start in range(0, rows, 500_000):
            count = min(500_000, rows - start)
            r = np.random.default_rng(start)
            table = pd.DataFrame(np.round(r.standard_normal((count, 8)), 6), columns=[f"x{i}" for i in range(8)])
            table["whole"] = r.integers(0, 1_000_000, count)
            table["kind"] = np.array([f"kind-{i}" for i in range(50)])[r.integers(0, 50, count)]
            table.to_csv(part, index=False, mode="w" if start == 0 else "a", header=start == 0)
        os.replace(part, file)
    return file

#!/usr/bin/env python3
"""Exact Shapley values of the German Credit models, from the definition, over scikit-learn's own float64 predictions.

An implementation that shares nothing with the project's: no ONNX, no regression, no C#. The models are trained anew by the sample's
train.py (the same models, to the bit). For every coalition S of the twelve players, v(S) is the link of the mean, over the background
rows, of the prediction for the row on S and the background row elsewhere; then
phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! * (v(S and i) - v(S)).
"""
import json
import math
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parents[2] / "src" / "XaiFunctions.Cli" / "Samples" / "german-credit"
sys.path.insert(0, str(SAMPLE))

import train  # Before numpy: it puts the linear algebra on one thread.
import numpy as np
from players import PLAYERS, TWELVE, columns_of, manifest

ROWS, BACKGROUND = 6, 10
FIRST_ROW = train.TRAINING_ROWS + train.GOOD_SCORING_ROWS  # Behind the rows of scoring.csv.

LINKS = {"identity": lambda p: p, "logit": lambda p: np.log(p / (1 - p))}
CASES = {"boosted-trees": ["identity", "logit"], "logistic-regression": ["identity", "logit"], "network": ["identity", "logit"]}


def predictor(name, model):
    """Rows -> outputs of the ONNX file: both classes, or P(good) alone for the network."""
    return (lambda x: model.predict_proba(x)[:, 1:]) if name == "network" else model.predict_proba


def averages(predict, row, background, groups):
    """The mean prediction of each of the 2^n coalitions: coalitions x outputs."""
    n = len(groups)
    owner = np.empty(row.size, dtype=int)
    for player, columns in enumerate(groups):
        owner[columns] = player
    means = []
    for start in range(0, 1 << n, 512):
        masks = np.arange(start, min(start + 512, 1 << n))
        known = ((masks[:, None] >> owner) & 1).astype(bool)
        mixtures = np.where(known[:, None, :], row, background)
        outputs = predict(mixtures.reshape(-1, row.size))
        means.append(outputs.reshape(len(masks), len(background), -1).mean(axis=1))
    return np.concatenate(means)


def shapley(values, n):
    """Players' Shapley values from the values of all coalitions: outputs x players."""
    masks = np.arange(1 << n)
    sizes = np.array([bin(mask).count("1") for mask in masks])
    weights = np.array([math.factorial(s) * math.factorial(n - s - 1) / math.factorial(n) if s < n else 0.0 for s in range(n + 1)])
    phi = []
    for player in range(n):
        without = masks[(masks >> player) & 1 == 0]
        phi.append(weights[sizes[without]] @ (values[without | 1 << player] - values[without]))
    return np.array(phi).T


def rounded(array):
    return np.vectorize(lambda number: float(f"{number:.12g}"))(array).tolist()


def write_case(name, model, features, x):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    rows, background = x[FIRST_ROW:FIRST_ROW + ROWS], x[:BACKGROUND]
    columns = {player: [column for part in parts for column in columns_of(part, features)] for player, parts in TWELVE.items()}
    groups = [[features.index(column) for column in group] for group in columns.values()]
    predict, given = predictor(name, model), train.MANIFESTS[name]

    coarse = manifest(features, **{key: value for key, value in given.items() if key != "explain"})
    coarse["players"], coarse["reasons"] = columns, {}
    train.write_json(folder / "manifest.json", coarse)

    means = [averages(predict, row, background, groups) for row in rows]
    for link in CASES[name]:
        values = [LINKS[link](mean) for mean in means]
        phi = np.array([shapley(value, len(groups)) for value in values])
        fx, base = np.array([value[-1] for value in values]), values[0][0]
        expected = {
            "case": f"german-credit/{name}", "link": link,
            "method": f"enumeration of all 2^{len(groups)} coalitions x {BACKGROUND} background rows, definition of the Shapley value",
            "model_output": given["output"], "players": list(columns), "groups": groups, "columns": features,
            "class_names": given["classes"], "outputs": fx.shape[1], "rows": ROWS, "background_rows": BACKGROUND,
            "base_value": rounded(base), "fx": rounded(fx), "phi_shape": "rows x outputs x players", "phi": rounded(phi),
            "additivity_max_abs_error": float(np.abs(base + phi.sum(axis=2) - fx).max()),
        }
        lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in expected.items()]
        (folder / ("expected.json" if link == "identity" else "expected_logit.json")).write_text("{\n" + ",\n".join(lines) + "\n}\n")

    sample = np.concatenate([x[:train.BACKGROUND_ROWS], x[train.TRAINING_ROWS:FIRST_ROW]])
    train.write_csv(folder / "predictions.csv", given["classes"], [[repr(float(value)) for value in row] for row in predict(sample)])
    print(f"{name}: additivity error {expected['additivity_max_abs_error']:.1e}")


def main():
    features, x, y = train.load()
    for name, model in train.train(x, y).items():
        write_case(name, model, features, x)
    train.write_csv(HERE / "background.csv", features, [train.texts(row) for row in x[:BACKGROUND]])
    train.write_csv(HERE / "rows.csv", features, [train.texts(row) for row in x[FIRST_ROW:FIRST_ROW + ROWS]])


if __name__ == "__main__":
    main()

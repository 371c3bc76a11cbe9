#!/usr/bin/env python3
"""Makes the German Credit sample from german_credit.csv: three ONNX models with manifests, background.csv and scoring.csv.

Debian's python3-sklearn (1.2.1), python3-onnx (1.12.0) and numpy (1.24.2). The nodes are those that skl2onnx emits for the same models.
Running it again gives the same bytes: all seeds are fixed, and the linear algebra runs on one thread.
"""
import os

os.environ.update({name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")})

import csv
import json
import pathlib
import sys
import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.dont_write_bytecode = True
from players import manifest

HERE = pathlib.Path(__file__).resolve().parent
SEED = 20
TRAINING_ROWS, BACKGROUND_ROWS, GOOD_SCORING_ROWS = 800, 100, 112


def load():
    """Features' names, X (rows x 61, whole numbers) and y (1 = good), shuffled once; the first 800 rows are for training."""
    with open(HERE / "german_credit.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    header, body = rows[0], rows[1:]
    target = header.index("Class")
    features = [name for name in header if name != "Class"]
    order = np.random.default_rng(SEED).permutation(len(body))
    x = np.array([[float(cell) for column, cell in enumerate(body[row]) if column != target] for row in order])
    y = np.array([int(body[row][target] == "Good") for row in order])
    return features, x, y


def train(x, y):
    """The three classifiers, by folder name."""
    models = {
        "boosted-trees": GradientBoostingClassifier(n_estimators=150, max_depth=3, learning_rate=0.08, subsample=0.8, random_state=SEED),
        "logistic-regression": make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000)),
        "network": make_pipeline(StandardScaler(), MLPClassifier((24, 12), alpha=3.0, max_iter=150, random_state=SEED)),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # The network stops early on purpose: that is its regularisation.
        return {name: model.fit(x[:TRAINING_ROWS], y[:TRAINING_ROWS]) for name, model in models.items()}


def round_down(thresholds):
    """The largest float32 <= each threshold: `x <= t` stays the same for every float32 x, which rounding to nearest would not."""
    nearest = thresholds.astype(np.float32)
    return np.where(nearest.astype(np.float64) > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)


def tree_nodes(model):
    """Attributes of a TreeEnsembleClassifier with one weight a leaf, that of class 0, as skl2onnx writes binary boosting."""
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "hitrates", "modes", "truenodeids", "falsenodeids",
                                 "missing_value_tracks_true")}
    leaves = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for number, estimator in enumerate(model.estimators_[:, 0]):
        tree = estimator.tree_
        values = round_down(tree.threshold)
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            row = (number, node, 0 if leaf else int(tree.feature[node]), 0.0 if leaf else float(values[node]), 1.0,
                   "LEAF" if leaf else "BRANCH_LEQ", 0 if leaf else int(tree.children_left[node]),
                   0 if leaf else int(tree.children_right[node]), 0)
            for key, value in zip(nodes, row):
                nodes[key].append(value)
            if leaf:
                weight = float(np.float32(model.learning_rate * tree.value[node, 0, 0]))
                for key, value in zip(leaves, (number, node, 0, weight)):
                    leaves[key].append(value)
    return {f"nodes_{key}": value for key, value in nodes.items()} | {f"class_{key}": value for key, value in leaves.items()}


def boosted_trees(model, width):
    prior = model.init_.class_prior_
    node = helper.make_node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml",
                            base_values=[float(np.log(prior[1] / prior[0]))], classlabels_strings=["bad", "good"],
                            post_transform="LOGISTIC", **tree_nodes(model))
    return [node], [], [("label", TensorProto.STRING, [None]), ("probabilities", TensorProto.FLOAT, [None, 2])]


def logistic_regression(model, width):
    scaler, linear = model[0], model[-1]
    weights, intercept = linear.coef_[0], float(linear.intercept_[0])
    nodes = [
        helper.make_node("Scaler", ["X"], ["scaled"], domain="ai.onnx.ml", offset=scaler.mean_.tolist(), scale=(1 / scaler.scale_).tolist()),
        helper.make_node("LinearClassifier", ["scaled"], ["label", "scores"], domain="ai.onnx.ml", classlabels_ints=[0, 1],
                         coefficients=np.concatenate([-weights, weights]).tolist(), intercepts=[-intercept, intercept],
                         multi_class=0, post_transform="LOGISTIC"),
        helper.make_node("Normalizer", ["scores"], ["probabilities"], domain="ai.onnx.ml", norm="L1"),
    ]
    return nodes, [], [("label", TensorProto.INT64, [None]), ("probabilities", TensorProto.FLOAT, [None, 2])]


def network(model, width):
    scaler, layers = model[0], model[-1]
    weights = {"mean": scaler.mean_, "scale": scaler.scale_}
    nodes = [helper.make_node("Sub", ["X", "mean"], ["centred"]), helper.make_node("Div", ["centred", "scale"], ["hidden0"])]
    last = len(layers.coefs_) - 1
    for layer, (matrix, bias) in enumerate(zip(layers.coefs_, layers.intercepts_)):
        weights |= {f"weight{layer}": matrix, f"bias{layer}": bias}
        nodes.append(helper.make_node("Gemm", [f"hidden{layer}", f"weight{layer}", f"bias{layer}"], [f"sum{layer}"]))
        nodes.append(helper.make_node("Sigmoid", [f"sum{layer}"], ["probability"]) if layer == last
                     else helper.make_node("Relu", [f"sum{layer}"], [f"hidden{layer + 1}"]))
    initializers = [numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights.items()]
    return nodes, initializers, [("probability", TensorProto.FLOAT, [None, 1])]


EXPORTS = {"boosted-trees": boosted_trees, "logistic-regression": logistic_regression, "network": network}


def to_onnx(name, model, width):
    nodes, initializers, outputs = EXPORTS[name](model, width)
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, width])],
                              [helper.make_tensor_value_info(*output) for output in outputs], initializers)
    result = helper.make_model(graph, producer_name="german-credit", ir_version=7,
                               opset_imports=[helper.make_opsetid("", 12), helper.make_opsetid("ai.onnx.ml", 1)])
    onnx.checker.check_model(result)
    return result


MANIFESTS = {
    "boosted-trees": {"output": "probabilities", "space": "raw", "classes": ["bad", "good"], "explain": ["good"]},
    "logistic-regression": {"output": "probabilities", "space": "log-odds", "classes": ["bad", "good"], "explain": ["good"]},
    "network": {"output": "probability", "space": "raw", "classes": ["good"]},
}


def write_json(path, value):
    """JSON with one line for each feature, player and reason, so that a change shows as one line."""
    def entry(key, item):
        if key == "features":
            return "[\n" + ",\n".join("    " + json.dumps(feature) for feature in item) + "\n  ]"
        if key in ("players", "reasons"):
            return "{\n" + ",\n".join(f"    {json.dumps(name)}: {json.dumps(inner)}" for name, inner in item.items()) + "\n  }"
        return json.dumps(item)
    path.write_text("{\n" + ",\n".join(f"  {json.dumps(key)}: {entry(key, item)}" for key, item in value.items()) + "\n}\n", encoding="utf-8")


def texts(row):
    return [str(int(value)) if value == int(value) else repr(float(value)) for value in row]


def write_csv(path, header, rows):
    path.write_text("".join(",".join(row) + "\n" for row in [header, *rows]), encoding="utf-8")


def spoil(features, rows):
    """Puts eight bad rows, one of each kind, in between the good ones; each takes the place behind a good row that it is a copy of."""
    def changed(row, name, text):
        return [text if feature == name else cell for feature, cell in zip(features, row)]
    kinds = [
        (15, lambda row: changed(row, "Age", "")),                        # a missing value
        (28, lambda row: changed(row, "Amount", "two thousand")),         # a text in a number column
        (41, lambda row: row[:-1]),                                       # a row with a cell too few
        (54, lambda row: row + ["7"]),                                    # a row with a cell too many
        (67, lambda row: changed(row, "Amount", "inf")),                  # an infinity
        (80, lambda row: changed(row, "Housing.Own", "unknown")),         # neither 0 nor 1
        (93, lambda row: changed(row, "Duration", "24.5")),               # a fraction where a whole number belongs
        (106, lambda row: changed(row, "Telephone", "2")),                # a value that is not one of the two
    ]
    result = list(rows)
    for place, kind in reversed(kinds):
        result.insert(place, kind(rows[place - 1]))
    return result


def main():
    features, x, y = load()
    for name, model in train(x, y).items():
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        content = to_onnx(name, model, len(features)).SerializeToString(deterministic=True)
        (folder / "model.onnx").write_bytes(content)
        write_json(folder / "manifest.json", manifest(features, **MANIFESTS[name]))
        print(f"{name}: {len(content)} bytes, accuracy {model.score(x[TRAINING_ROWS:], y[TRAINING_ROWS:]):.3f} on the test part")

    write_csv(HERE / "background.csv", features, [texts(row) for row in x[:BACKGROUND_ROWS]])
    scoring = [texts(row) for row in x[TRAINING_ROWS:TRAINING_ROWS + GOOD_SCORING_ROWS]]
    write_csv(HERE / "scoring.csv", features, spoil(features, scoring))
    applicant = {name: int(cell) for name, cell in zip(features, scoring[0])}
    request = {"instances": [applicant], "options": {"maxEvaluations": 500, "seed": 7}}
    (HERE / "request.json").write_text(json.dumps(request, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

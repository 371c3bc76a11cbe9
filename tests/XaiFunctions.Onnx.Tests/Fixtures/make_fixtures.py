#!/usr/bin/python3
"""Writes the small ONNX models of the tests and, for each, a JSON file of rows with their expected outputs.

The nodes are written by hand as the usual converters (skl2onnx, onnxmltools, torch.onnx, ML.NET) emit them. The expected numbers come
from numpy in float64, and the Shapley values from enumerating every coalition: an implementation of its own, which shares nothing with
the project. Needs numpy, scikit-learn 1.2 and onnx 1.12; run it in its own folder. The output is the same at every run.
"""
import itertools
import json
import math
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier

FLOAT, DOUBLE, INT64, INT32, UINT32, BOOL, STRING = (
    TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT64, TensorProto.INT32, TensorProto.UINT32, TensorProto.BOOL, TensorProto.STRING)
ML = "ai.onnx.ml"
rng = np.random.default_rng(20240611)


def tensor(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, list(shape))


def node(op, inputs, outputs, domain="", **attributes):
    return helper.make_node(op, inputs, outputs, domain=domain, **attributes)


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=dtype), name)


def zipmap(name, keys):
    info = onnx.ValueInfoProto(name=name)
    entry = info.type.sequence_type.elem_type.map_type
    entry.key_type = STRING if isinstance(keys[0], str) else INT64
    entry.value_type.tensor_type.elem_type = FLOAT
    return info


def save(name, nodes, inputs, outputs, initializers=(), opset=13, ml=1):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(graph, producer_name="make_fixtures", opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid(ML, ml)])
    model.ir_version = 7
    onnx.save(model, f"{name}.onnx")


def shapley(value, players):
    """Exact Shapley values of value(set of players) -> vector, by enumeration; players x outputs."""
    values = {frozenset(s): value(frozenset(s)) for size in range(players + 1) for s in itertools.combinations(range(players), size)}
    phi = []
    for player in range(players):
        total = 0
        for coalition, worth in values.items():
            if player not in coalition:
                weight = math.factorial(len(coalition)) * math.factorial(players - len(coalition) - 1) / math.factorial(players)
                total = total + weight * (values[coalition | {player}] - worth)
        phi.append(total)
    return np.array(phi)


def explain(predict, row, background, link=lambda p: p):
    """Shapley values of link(mean over the background of predict); players are columns. outputs x players."""
    def value(coalition):
        mixed = [[row[c] if c in coalition else b[c] for c in range(len(row))] for b in background]
        return link(np.mean(predict(mixed), axis=0))
    return shapley(value, len(row)).T


def case(name, columns, types, rows, background, spaces, explained=2, classes=None):
    """spaces: {space: predict(rows) -> rows x outputs, float64}; log-odds is derived from raw."""
    document = {"columns": columns, "types": types, "classes": classes, "rows": rows, "background": background, "spaces": {}}
    for space, predict in spaces.items():
        link = (lambda p: np.log(p / (1 - p))) if space == "log-odds" else (lambda p: p)
        document["spaces"][space] = {
            "outputs": np.asarray(predict(rows)).tolist(),
            "attributions": [explain(predict, row, background, link).tolist() for row in rows[:explained]],
        }
    with open(f"{name}.json", "w") as file:
        json.dump(document, file)
        file.write("\n")


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z)))


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def both(p):
    return np.column_stack([1 - p, p])


def single(values):
    return np.asarray(values, dtype=np.float32).astype(float)


def numbers(count, columns, digits=2):
    return single(np.round(rng.normal(size=(count, columns)), digits)).tolist()


# One float tensor, a linear regression: [N,1], [N], fixed batches of 1 and of 8, double and int64 inputs.
def linear_models():
    weights, bias = single(np.round(rng.normal(size=4), 2)), 0.5
    rows, background, columns = numbers(19, 4), numbers(7, 4), ["a", "b", "c", "d"]
    predict = lambda x: (np.array(x) @ weights + bias).reshape(-1, 1)
    initializers = [constant("W", weights.reshape(4, 1)), constant("B", [bias])]
    gemm = node("Gemm", ["X", "W", "B"], ["variable"])
    for name, batch in [("linear", None), ("linear_batch1", 1), ("linear_batch8", 8)]:
        save(name, [gemm], [tensor("X", FLOAT, batch, 4)], [tensor("variable", FLOAT, batch, 1)], initializers)
        case(name, columns, ["number"] * 4, rows, background, {"raw": predict})
    save("linear_flat", [node("Gemm", ["X", "W", "B"], ["z"]), node("Reshape", ["z", "shape"], ["variable"])],
         [tensor("X", FLOAT, None, 4)], [tensor("variable", FLOAT, None)], initializers + [constant("shape", [-1], np.int64)])
    case("linear_flat", columns, ["number"] * 4, rows, background, {"raw": predict})
    doubles = [constant("W", weights.reshape(4, 1), np.float64), constant("B", [bias], np.float64)]
    save("linear_double", [node("MatMul", ["X", "W"], ["z"]), node("Add", ["z", "B"], ["variable"])],
         [tensor("X", DOUBLE, None, 4)], [tensor("variable", DOUBLE, None, 1)], doubles)
    fine = (np.array(rows) + 1e-9).tolist()
    case("linear_double", columns, ["number"] * 4, fine, background, {"raw": predict})
    whole = rng.integers(-9, 9, size=(19, 4)).tolist()
    save("linear_int64", [node("Cast", ["X"], ["F"], to=FLOAT), node("Gemm", ["F", "W", "B"], ["variable"])],
         [tensor("X", INT64, None, 4)], [tensor("variable", FLOAT, None, 1)], initializers)
    case("linear_int64", columns, ["integer"] * 4, whole, whole[:7], {"raw": predict})


# Logistic regression as skl2onnx writes it: Scaler, LinearClassifier, Normalizer, and ZipMap with either kind of key.
def logistic_models():
    offset, scale, weights, bias = single([1, -1, 0.5, 0]), single([0.5, 2, 1, 0.25]), single(np.round(rng.normal(size=4), 2)), 0.25
    rows, background, columns = numbers(17, 4), numbers(6, 4), ["age", "income", "debt", "years"]
    margin = lambda x: (np.array(x) - offset) * scale @ weights + bias
    spaces = {"raw": lambda x: both(sigmoid(margin(x))), "margin": lambda x: np.column_stack([-margin(x), margin(x)])}
    spaces["log-odds"] = spaces["raw"]
    scaler = node("Scaler", ["X"], ["scaled"], ML, offset=offset.tolist(), scale=scale.tolist())
    normalizer = node("Normalizer", ["scores"], ["probabilities"], ML, norm="L1")
    for name, labels in [("logistic", [0, 1]), ("logistic_zipmap_int64", [3, 7]), ("logistic_zipmap_string", ["denied", "approved"])]:
        texts = isinstance(labels[0], str)
        keys = {"classlabels_strings" if texts else "classlabels_ints": labels}
        classifier = node("LinearClassifier", ["scaled"], ["label", "scores"], ML, coefficients=(-weights).tolist() + weights.tolist(),
                          intercepts=[-bias, bias], multi_class=0, post_transform="LOGISTIC", **keys)
        nodes, outputs = [scaler, classifier, normalizer], [tensor("label", STRING if texts else INT64, None)]
        if name == "logistic":
            outputs.append(tensor("probabilities", FLOAT, None, 2))
        else:
            keys = {"classlabels_strings" if texts else "classlabels_int64s": labels}
            nodes.append(node("ZipMap", ["probabilities"], ["output_probability"], ML, **keys))
            outputs.append(zipmap("output_probability", labels))
        save(name, nodes, [tensor("X", FLOAT, None, 4)], outputs)
        case(name, columns, ["number"] * 4, rows, background, spaces, classes=[str(label) for label in labels])


def tree_attributes(estimator, tree_id, class_of_leaf, attributes, strict=False):
    """Adds one scikit-learn tree; class_of_leaf(value) lists (class id, weight). Thresholds are rounded down, so x <= t stays exact."""
    tree = estimator.tree_
    for at in range(tree.node_count):
        leaf = tree.children_left[at] < 0
        threshold = np.float32(tree.threshold[at])
        if threshold > tree.threshold[at]:
            threshold = np.nextafter(threshold, np.float32(-np.inf))
        attributes["nodes_treeids"].append(tree_id)
        attributes["nodes_nodeids"].append(at)
        attributes["nodes_featureids"].append(0 if leaf else int(tree.feature[at]))
        attributes["nodes_values"].append(0.0 if leaf else float(threshold))
        attributes["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
        attributes["nodes_truenodeids"].append(0 if leaf else int(tree.children_left[at]))
        attributes["nodes_falsenodeids"].append(0 if leaf else int(tree.children_right[at]))
        attributes["nodes_hitrates"].append(1.0)
        attributes["nodes_missing_value_tracks_true"].append(0)
        if leaf:
            for target, weight in class_of_leaf(tree.value[at]):
                attributes["treeids"].append(tree_id)
                attributes["nodeids"].append(at)
                attributes["ids"].append(target)
                attributes["weights"].append(float(weight))


def trees(estimators, class_of_leaf, prefix):
    keys = ["nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids",
            "nodes_hitrates", "nodes_missing_value_tracks_true", "treeids", "nodeids", "ids", "weights"]
    attributes = {key: [] for key in keys}
    for tree_id, (estimator, index) in enumerate(estimators):
        tree_attributes(estimator, tree_id, lambda value, index=index: class_of_leaf(value, index), attributes)
    return {key if key.startswith("nodes_") else f"{prefix}_{key}": values for key, values in attributes.items()}


def tree_models():
    columns, rows, background = ["a", "b", "c", "d", "e"], numbers(21, 5, 1), numbers(8, 5, 1)
    data = single(np.round(rng.normal(size=(300, 5)), 1))
    signal = data[:, 0] * data[:, 1] + np.sin(data[:, 2]) + 0.5 * data[:, 3]
    X, features = tensor("X", FLOAT, None, 5), ["number"] * 5
    # A boosted regression.
    model = GradientBoostingRegressor(n_estimators=12, max_depth=3, random_state=1).fit(data, signal)
    ensemble = trees([(tree[0], 0) for tree in model.estimators_], lambda value, _: [(0, 0.1 * value[0, 0])], "target")
    save("trees_regression", [node("TreeEnsembleRegressor", ["X"], ["variable"], ML, n_targets=1, base_values=[float(model.init_.constant_[0, 0])], **ensemble)],
         [X], [tensor("variable", FLOAT, None, 1)])
    case("trees_regression", columns, features, rows, background, {"raw": lambda x: model.predict(np.array(x)).reshape(-1, 1)})
    # A boosted binary classifier with one score.
    binary = GradientBoostingClassifier(n_estimators=12, max_depth=3, random_state=1).fit(data, (signal > 0).astype(int))
    prior = math.log(binary.init_.class_prior_[1] / binary.init_.class_prior_[0])
    ensemble = trees([(tree[0], 0) for tree in binary.estimators_], lambda value, _: [(0, 0.1 * value[0, 0])], "class")
    save("trees_binary", [node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], ML, base_values=[prior], classlabels_int64s=[0, 1],
                               post_transform="LOGISTIC", **ensemble)],
         [X], [tensor("label", INT64, None), tensor("probabilities", FLOAT, None, 2)])
    margin = lambda x: binary.decision_function(np.array(x))
    spaces = {"raw": lambda x: binary.predict_proba(np.array(x)), "margin": lambda x: np.column_stack([-margin(x), margin(x)])}
    spaces["log-odds"] = spaces["raw"]
    case("trees_binary", columns, features, rows, background, spaces, classes=["0", "1"])
    # The same kind with positive leaves only, for which runtimes complete the second column differently.
    positive = trees([(tree[0], 0) for tree in binary.estimators_], lambda value, _: [(0, abs(0.1 * value[0, 0]))], "class")
    save("trees_positive", [node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], ML, classlabels_int64s=[0, 1], post_transform="LOGISTIC", **positive)],
         [X], [tensor("label", INT64, None), tensor("probabilities", FLOAT, None, 2)])
    score = lambda x: np.sum([np.abs(0.1 * tree[0].predict(np.array(x, dtype=np.float32))) for tree in binary.estimators_], axis=0)
    case("trees_positive", columns, features, rows, background,
         {"raw": lambda x: both(sigmoid(score(x))), "margin": lambda x: np.column_stack([-score(x), score(x)])}, classes=["0", "1"])
    # Three classes with text labels, softmax, ZipMap.
    labels = np.array(["high", "low", "middle"])[np.digitize(signal, [-0.5, 0.5])]
    multi = GradientBoostingClassifier(n_estimators=6, max_depth=2, random_state=1).fit(data, labels)
    ensemble = trees([(tree, index) for stage in multi.estimators_ for index, tree in enumerate(stage)], lambda value, index: [(index, 0.1 * value[0, 0])], "class")
    base = np.log(multi.init_.class_prior_)
    save("trees_multiclass", [node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], ML, base_values=base.tolist(),
                                   classlabels_strings=multi.classes_.tolist(), post_transform="SOFTMAX", **ensemble),
                              node("ZipMap", ["probabilities"], ["output_probability"], ML, classlabels_strings=multi.classes_.tolist())],
         [X], [tensor("label", STRING, None), zipmap("output_probability", ["high"])])
    case("trees_multiclass", columns, features, rows, background,
         {"raw": lambda x: multi.predict_proba(np.array(x)), "margin": lambda x: multi.decision_function(np.array(x))}, classes=multi.classes_.tolist())
    # A random forest, whose sums are probabilities already.
    forest = RandomForestClassifier(n_estimators=8, max_depth=4, random_state=1).fit(data, (signal > 0).astype(int))
    ensemble = trees([(tree, 0) for tree in forest.estimators_],
                     lambda value, _: [(c, value[0, c] / value[0].sum() / 8) for c in range(2)], "class")
    save("trees_forest", [node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], ML, classlabels_int64s=[0, 1], post_transform="NONE", **ensemble)],
         [X], [tensor("label", INT64, None), tensor("probabilities", FLOAT, None, 2)])
    case("trees_forest", columns, features, rows, background, {"raw": lambda x: forest.predict_proba(np.array(x))}, classes=["0", "1"])


# Networks: softmax, one sigmoid column, and the two columns 1 - p and p made of one sigmoid.
def network_models():
    columns, rows, background = ["a", "b", "c", "d"], numbers(15, 4), numbers(6, 4)
    w0, b0 = single(np.round(rng.normal(size=(4, 6)), 2)), single(np.round(rng.normal(size=6), 2))
    w1, b1, w2, b2 = single(np.round(rng.normal(size=(6, 3)), 2)), single([0.1, 0, -0.1]), single(np.round(rng.normal(size=(6, 1)), 2)), single([0.2])
    hidden = lambda x: np.maximum(np.array(x) @ w0 + b0, 0)
    X = tensor("X", FLOAT, None, 4)
    body, weights = [node("Gemm", ["X", "W0", "B0"], ["z0"]), node("Relu", ["z0"], ["h0"])], [constant("W0", w0), constant("B0", b0)]
    save("network_softmax", body + [node("Gemm", ["h0", "W1", "B1"], ["z1"]), node("Softmax", ["z1"], ["scores"], axis=-1)],
         [X], [tensor("scores", FLOAT, None, 3)], weights + [constant("W1", w1), constant("B1", b1)])
    logits = lambda x: hidden(x) @ w1 + b1
    case("network_softmax", columns, ["number"] * 4, rows, background, {"raw": lambda x: softmax(logits(x)), "margin": logits}, classes=["0", "1", "2"])
    logit = lambda x: hidden(x) @ w2 + b2
    end, more = [node("Gemm", ["h0", "W2", "B2"], ["z2"]), node("Sigmoid", ["z2"], ["p"])], weights + [constant("W2", w2), constant("B2", b2)]
    save("network_sigmoid", body + end, [X], [tensor("p", FLOAT, None, 1)], more)
    case("network_sigmoid", columns, ["number"] * 4, rows, background,
         {"raw": lambda x: sigmoid(logit(x)), "margin": logit, "log-odds": lambda x: sigmoid(logit(x))}, classes=["p"])
    save("network_complement", body + end + [node("Sub", ["one", "p"], ["q"]), node("Concat", ["q", "p"], ["probabilities"], axis=1),
                                             node("ArgMax", ["probabilities"], ["best"], axis=1), node("ArrayFeatureExtractor", ["classes", "best"], ["label"], ML)],
         [X], [tensor("label", INT64, None, None), tensor("probabilities", FLOAT, None, 2)], more + [constant("one", [1]), constant("classes", [10, 20], np.int64)])
    case("network_complement", columns, ["number"] * 4, rows, background,
         {"raw": lambda x: both(sigmoid(logit(x))[:, 0]), "margin": lambda x: np.column_stack([-logit(x), logit(x)])}, classes=["10", "20"])


# One input a column, of every type, with an encoder that refuses unknown texts; and mixed groups of columns.
def column_models():
    cities, kinds = ["Bern", "Oslo", "Rome"], ["gold", "silver"]
    weight = {"age": 0.02, "rate": -1.5, "visits": 0.1, "level": 0.3, "tier": -0.2, "owner": 0.7}
    city_weights = dict(zip(cities, [0.5, -0.4, 0.1]))
    def row():
        return [float(rng.integers(20, 70)), float(np.round(rng.random(), 3)), cities[rng.integers(3)], int(rng.integers(0, 9)),
                int(rng.integers(-3, 3)), int(rng.integers(0, 4)), int(rng.integers(0, 2))]
    rows, background = [row() for _ in range(23)], [row() for _ in range(5)]
    columns = ["age", "rate", "city", "visits", "level", "tier", "owner"]
    types = ["number", "number", "category", "integer", "integer", "integer", "boolean"]
    kinds_of = [FLOAT, DOUBLE, STRING, INT64, INT32, UINT32, BOOL]
    margin = lambda x: np.array([[sum(city_weights[v] if c == "city" else single(weight[c]) * v for c, v in zip(columns, r)) - 1] for r in x])
    casts = [node("Cast", [c], [f"{c}_f"], to=FLOAT) for c in columns if c not in ("age", "city")]
    encoder = [node("OneHotEncoder", ["city"], ["city_oh3"], ML, cats_strings=cities, zeros=0), node("Reshape", ["city_oh3", "shape"], ["city_oh"])]
    parts = ["age", "rate_f", "visits_f", "level_f", "tier_f", "owner_f", "city_oh"]
    weights = [[weight[p.split("_")[0]]] for p in parts[:-1]] + [[city_weights[c]] for c in cities]
    nodes = casts + encoder + [node("Concat", parts, ["F"], axis=1), node("Gemm", ["F", "W", "B"], ["z"]), node("Sigmoid", ["z"], ["probability"])]
    initializers = [constant("W", weights), constant("B", [-1.0]), constant("shape", [-1, 3], np.int64)]
    save("columns", nodes, [tensor(c, k, None, 1) for c, k in zip(columns, kinds_of)], [tensor("probability", FLOAT, None, 1)], initializers)
    case("columns", columns, types, rows, background, {"raw": lambda x: sigmoid(margin(x)), "margin": margin}, explained=1, classes=["probability"])
    # ML.NET: the same inputs with a fixed batch of 1, handed through as outputs, and label, score and probability.
    outputs = ([tensor(f"{c}.output", k, 1, 1) for c, k in zip(columns[:3], kinds_of)] +
               [tensor("PredictedLabel.output", BOOL, 1, 1), tensor("Score.output", FLOAT, 1, 1), tensor("Probability.output", FLOAT, 1, 1)])
    mlnet = nodes[:-2] + [node("Gemm", ["F", "W", "B"], ["Score.output"]), node("Sigmoid", ["Score.output"], ["Probability.output"]),
                          node("Greater", ["Score.output", "zero"], ["PredictedLabel.output"])] + [node("Identity", [c], [f"{c}.output"]) for c in columns[:3]]
    save("columns_mlnet", mlnet, [tensor(c, k, 1, 1) for c, k in zip(columns, kinds_of)], outputs, initializers + [constant("zero", [0.0])])
    case("columns_mlnet", columns, types, rows, background, {"raw": lambda x: sigmoid(margin(x)), "margin": margin}, explained=1, classes=["Probability.output"])
    # Groups: three floats, two texts, one flag.
    group_columns = ["x", "y", "z", "city", "kind", "flag"]
    def group_row():
        return [*single(np.round(rng.normal(size=3), 2)).tolist(), cities[rng.integers(3)], kinds[rng.integers(2)], int(rng.integers(0, 2))]
    rows, background = [group_row() for _ in range(13)], [group_row() for _ in range(5)]
    w, kind_weights = single([0.4, -0.3, 0.9]), dict(zip(kinds, [0.25, -0.75]))
    predict = lambda x: np.array([[np.dot(w, r[:3]) + city_weights[r[3]] + kind_weights[r[4]] + 0.6 * r[5]] for r in x])
    nodes = [node("ArrayFeatureExtractor", ["texts", "first"], ["t0"], ML), node("ArrayFeatureExtractor", ["texts", "second"], ["t1"], ML),
             node("OneHotEncoder", ["t0"], ["o0"], ML, cats_strings=cities, zeros=1), node("Reshape", ["o0", "s3"], ["r0"]),
             node("OneHotEncoder", ["t1"], ["o1"], ML, cats_strings=kinds, zeros=1), node("Reshape", ["o1", "s2"], ["r1"]),
             node("Cast", ["flag"], ["flag_f"], to=FLOAT), node("Concat", ["numbers", "r0", "r1", "flag_f"], ["F"], axis=1),
             node("Gemm", ["F", "W"], ["variable"])]
    weights = w.tolist() + list(city_weights.values()) + list(kind_weights.values()) + [0.6]
    save("groups", nodes, [tensor("numbers", FLOAT, None, 3), tensor("texts", STRING, None, 2), tensor("flag", BOOL, None, 1)], [tensor("variable", FLOAT, None, 1)],
         [constant("first", [0], np.int64), constant("second", [1], np.int64), constant("s3", [-1, 3], np.int64), constant("s2", [-1, 2], np.int64),
          constant("W", np.reshape(weights, (-1, 1)))])
    case("groups", group_columns, ["number"] * 3 + ["category"] * 2 + ["boolean"], rows, background, {"raw": predict}, explained=1)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    linear_models()
    logistic_models()
    tree_models()
    network_models()
    column_models()

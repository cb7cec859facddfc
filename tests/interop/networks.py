"""The networks that are compared: a table made so that every two values of two settings occur together, and networks
with data, edits and points of their own.
"""

import itertools
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent

HIDDEN = ["none", "5", "8,3", "4,16,6", "7,7,7,7", "8,6,4,3,2", "8,8,8,8,8,8", "33,100", "9,15,17,64"]
ACTIVATIONS = ["relu", "tanh", "sigmoid", "linear", "leaky-relu", "elu", "gelu", "softplus", "sin", "by layer"]
BY_LAYER = ["relu", "tanh", "gelu", "linear", "sin", "softplus"]
# A loss with a preset whose labels it takes.
LOSSES = [
    ("binary-cross-entropy", "xor-blobs"),
    ("hinge", "circle"),
    ("tanh-squared-error", "moons"),
    ("sigmoid-squared-error", "moons"),
    ("softmax-cross-entropy", "blobs-8"),
    ("mean-squared-error", "gauss-regression"),
    ("mean-absolute-error", "gauss-regression"),
    ("huber", "plane"),
]
INPUTS = [
    "x,y",
    "x2,y2,xy",
    "x,y,sin-x,sin-y",
    "cos-x,cos-y,radius",
    "y,x",
    "x,y,x2,y2,xy,sin-x,sin-y,cos-x,cos-y,radius",
]
OPTIMIZERS = [
    ["--optimizer", "sgd"],
    ["--optimizer", "sgd", "--momentum", "0.9", "--dampening", "0.1", "--weight-decay", "0.001"],
    ["--optimizer", "sgd", "--momentum", "0.9", "--nesterov", "true"],
    ["--optimizer", "adam", "--learning-rate", "0.01"],
    ["--optimizer", "adam", "--learning-rate", "0.01", "--amsgrad", "true", "--betas", "0.8,0.99"],
    ["--optimizer", "adamw", "--learning-rate", "0.01", "--weight-decay", "0.1"],
    ["--optimizer", "rmsprop", "--learning-rate", "0.003"],
    ["--optimizer", "rmsprop", "--learning-rate", "0.003", "--centered", "true", "--alpha", "0.9", "--eps", "1e-4"],
]
SCHEDULES = ["constant", "step:10,0.5", "exponential:0.97", "cosine:25", "warm-up-cosine:5,30"]
REGULARIZATIONS = ["none", "l1:0.001", "l2:0.01", "weight-decay:0.05"]
CLIPS = ["none", "0.5"]
BATCHES = ["full", "10"]
ENGINES = ["fused", "dfdx"]
INITIALIZATIONS = ["pytorch", "xavier", "he"]


@dataclass
class Network:
    name: str
    # What `blobtui train` gets.
    arguments: list
    # Whether its run can be written as a script, and why not.
    script: bool = True
    # Files that lie in its folder.
    files: dict = field(default_factory=dict)
    # The command that makes its checkpoint.
    command: str = "train"


def pairwise(factors):
    """Rows of values, one of each factor, in which every two values of two factors occur together. Each row takes, factor
    by factor, the value that covers the most pairs which are still missing (greedily, always the same rows).
    """
    count = len(factors)
    missing = {
        ((a, i), (b, j))
        for a, b in itertools.combinations(range(count), 2)
        for i in range(len(factors[a]))
        for j in range(len(factors[b]))
    }
    rows = []
    while missing:
        row = dict(min(missing))
        for factor in sorted(range(count), key=lambda factor: -len(factors[factor])):
            if factor in row:
                continue
            chosen = [(other, value) for other, value in row.items()]

            def covered(value):
                pairs = (tuple(sorted([(factor, value), other])) for other in chosen)
                return sum(pair in missing for pair in pairs)

            # Among equals a different one for each row.
            values = [(len(rows) + value) % len(factors[factor]) for value in range(len(factors[factor]))]
            row[factor] = max(values, key=covered)
        missing -= {pair for pair in itertools.combinations(sorted(row.items()), 2)}
        rows.append([factors[factor][row[factor]] for factor in range(count)])
    return rows


def table():
    """A network for every two values of two settings."""
    rows = pairwise(
        [
            HIDDEN,
            ACTIVATIONS,
            LOSSES,
            INPUTS,
            OPTIMIZERS,
            SCHEDULES,
            REGULARIZATIONS,
            CLIPS,
            BATCHES,
            ENGINES,
            INITIALIZATIONS,
        ]
    )
    networks = []
    for hidden, activation, (loss, preset), inputs, optimizer, schedule, penalty, clip, batch, engine, start in rows:
        depth = 0 if hidden == "none" else hidden.count(",") + 1
        if activation == "by layer":
            activation = ",".join(BY_LAYER[: max(depth, 1)])
        flags = {
            "hidden": hidden,
            "activation": activation,
            "loss": loss,
            "inputs": inputs,
            "schedule": schedule,
            "regularization": penalty,
            "clip": clip,
            "batch": batch,
            "engine": engine,
            "initialization": start,
        }
        arguments = [preset, *itertools.chain(*((f"--{flag}", value) for flag, value in flags.items())), *optimizer]
        name = f"{depth} {activation}, {loss}"
        networks.append(Network(name, [*arguments, "--epochs", "30", "--train", "120", "--test", "30"]))
    return networks


# Columns named as no program likes them, with values far from 0, and a column that is always the same.
ODD = '"Größe (m²)","""quoted"", comma",lambda,*/ {}\\n,"price; $\'`"\n'


def odd_rows():
    """Numbers for the odd columns by a plain formula, different in every row."""
    for row in range(60):
        size, rooms, age = 40 + 7 * (row * 13 % 31), 1 + row * 7 % 6, 1_000_000 + row * 29 % 83
        yield f"{size},{rooms},{age},7,{2000.5 * size + 15000 * rooms - 900 * (age - 1_000_000)}"


def answer_rows():
    for row in range(80):
        x, y, z = (row * 37 % 80) / 8 - 5, (row * 53 % 80) / 8 - 5, (row * 11 % 80) / 40
        answer = "ja" if x * y > z else '"no, ""never"""'
        yield f"{x};{y};{z};{answer}"


def digit_rows():
    """64 columns and ten classes."""
    for row in range(150):
        digit = row * 7 % 10
        pixels = ((row * 31 + place * 17) % 9 + 4 * (place % 10 == digit) for place in range(64))
        yield ",".join(map(str, [*pixels, digit]))


def people_rows():
    """Numbers, two columns of text, and missing cells of each."""
    for row in range(120):
        age, fare = 1 + row * 37 % 79, (row * 53 % 240) / 2
        sex, port = ["male", "female"][row * 7 % 3 == 0], ["S", "C", "Q"][row * 11 % 5 % 3]
        survived = int(sex == "female" or age < 12) if row % 13 else 0
        cells = [age if row % 6 else "", sex, fare if row % 17 else "NA", port if row % 19 else "", survived]
        yield ",".join(map(str, cells))


def line_rows():
    """One column, and a label that changes along it."""
    for row in range(40):
        yield f"{(row * 23 % 40) / 4},{int(row * 23 % 40 > 17)}"


def special():
    """Networks with data of their own, and what only a journal brings: edits, units that are off, drawn points."""
    fixtures = HERE.parent / "fixtures"
    files = {
        "odd.csv": ODD + "\n".join(odd_rows()) + "\n",
        "answers.csv": "x;y;z;answer\n" + "\n".join(answer_rows()) + "\n",
        "iris.csv": (fixtures / "iris.csv").read_text(),
        "people.csv": "age,sex,fare,port,survived\n" + "\n".join(people_rows()) + "\n",
        "line.csv": "dose,cured\n" + "\n".join(line_rows()) + "\n",
        "xor.csv": "0,0,0\n0,1,1\n1,0,1\n1,1,0\n",
        "digits.csv": ",".join(f"p{place}" for place in range(64)) + ",digit\n" + "\n".join(digit_rows()) + "\n",
    }
    csv = lambda name, *flags: Network(
        f"{' '.join([name, *flags])}", ["--data", name, "--epochs", "30", *flags], files={name: files[name]}
    )
    return [
        csv("iris.csv"),
        csv("iris.csv", "--inputs", "x,c4,xy,sin-x,radius", "--activation", "gelu"),
        csv("iris.csv", "--columns", "petal_width,petal_length", "--standardize", "false"),
        # Text as inputs, and cells that the mean stands for.
        csv("people.csv", "--one-hot", "sex,port", "--missing", "mean"),
        csv("people.csv", "--one-hot", "sex,port", "--missing", "mean", "--standardize", "false", "--label", "fare"),
        csv("people.csv", "--one-hot", "sex", "--columns", "sex,age", "--missing", "mean", "--train-fraction", "100"),
        csv("people.csv", "--one-hot", "port", "--inputs", "x,c3,c5"),
        csv("people.csv", "--missing", "mean", "--inputs", "y,xy,sin-x"),
        csv("line.csv"),
        csv("line.csv", "--label", "dose", "--inputs", "x,x2,cos-x", "--train-fraction", "100"),
        csv("xor.csv", "--train-fraction", "100"),
        csv("digits.csv"),
        csv("digits.csv", "--hidden", "64,33", "--batch", "20"),
        csv("digits.csv", "--hidden", "128,64", "--activation", "relu", "--batch", "20"),
        csv("digits.csv", "--hidden", "32,16", "--activation", "leaky-relu,tanh", "--engine", "dfdx"),
        # PyTorch's pos_weight, weight, and losses that are functions of the script.
        Network("class weights", ["imbalanced", "--class-weights", "1,19", "--batch", "20", "--epochs", "30"]),
        Network("both weights", ["moons", "--class-weights", "0.5,3", "--epochs", "30"]),
        Network("weighted hinge", ["moons", "--loss", "hinge", "--class-weights", "1,4", "--epochs", "30"]),
        Network("weighted tanh", ["moons", "--loss", "tanh-squared-error", "--class-weights", "1,4", "--epochs", "30"]),
        Network("weighted sigmoid", ["moons", "--loss", "sigmoid-squared-error", "--class-weights", "4,1", "--epochs", "30"]),
        Network("weighted softmax", ["moons", "--loss", "softmax-cross-entropy", "--class-weights", "1,4", "--epochs", "30"]),
        csv("iris.csv", "--class-weights", "1,2,5", "--batch", "20", "--early-stopping", "50"),
        csv("odd.csv"),
        csv("odd.csv", "--loss", "huber", "--hidden", "8,8", "--standardize", "false", "--learning-rate", "1e-9"),
        csv("answers.csv"),
        csv("answers.csv", "--loss", "hinge", "--activation", "sin"),
        Network("patience", ["xor-blobs", "--early-stopping", "5", "--learning-rate", "1", "--epochs", "300"]),
        Network(
            "patience by the test points",
            ["xor-blobs", "--early-stopping", "5", "--validation", "test", "--learning-rate", "1", "--epochs", "300"],
        ),
        csv("iris.csv", "--early-stopping", "5", "--learning-rate", "1"),
        # A script with dropout takes seconds, so that few have it.
        Network("dropout", ["xor-blobs", "--hidden", "8,33", "--dropout", "0.3", "--epochs", "30"]),
        Network("dropout in batches", ["moons", "--hidden", "5", "--dropout", "0.2", "--batch", "25", "--epochs", "30"]),
        Network("drawn points", [fixtures / "previous/drawn.ron", "--epochs", "30"]),
        replay("units off", fixtures / "previous/units.run.ron", "--branch", "main", "--to", "30", script=False),
        replay("edits", fixtures / "previous/edited.run.ron", "--to", "31"),
        replay("drawn in between", fixtures / "previous/drawn-branches.run.ron", script=False),
        replay("a file and adamw", fixtures / "previous/table-adamw.run.ron"),
    ]


def replay(name, *arguments, script=True):
    return Network(name, list(arguments), script=script, command="replay")


def presets(names):
    """Every preset, at the end of its run but for those that take long."""
    return [Network(name, [name, "--engine", "fused", "--epochs", "300"]) for name in names]

"""The reference: networks built of PyTorch's own layers from what a checkpoint says of itself, and read by
`load_state_dict` alone.
"""

import re

import numpy as np
import torch
from safetensors import safe_open
from torch import nn

ACTIVATIONS = {
    "Relu": nn.ReLU(),
    "Tanh": nn.Tanh(),
    "Sigmoid": nn.Sigmoid(),
    "Linear": nn.Identity(),
    "LeakyRelu": nn.LeakyReLU(),
    "Elu": nn.ELU(),
    "Gelu": nn.GELU(approximate="tanh"),
    "Softplus": nn.Softplus(),
    "Sin": torch.sin,
}

OUTPUTS = {
    "BinaryCrossEntropy": nn.Sigmoid(),
    "TanhSquaredError": nn.Tanh(),
    "SigmoidSquaredError": nn.Sigmoid(),
    "SoftmaxCrossEntropy": nn.Softmax(dim=1),
}

FEATURES = {
    "X2": lambda x, y: x * x,
    "Y2": lambda x, y: y * y,
    "XY": lambda x, y: x * y,
    "SinX": lambda x, y: np.sin(x),
    "SinY": lambda x, y: np.sin(y),
    "CosX": lambda x, y: np.cos(x),
    "CosY": lambda x, y: np.cos(y),
    "Radius": lambda x, y: np.hypot(x, y),
}


class NeuralNet(nn.Module):
    """Linear layers by the names of the tutorial: linear_1, linear_2, …"""

    def __init__(self, widths, activations, output):
        super().__init__()
        self.layers = len(widths) - 1
        for layer in range(self.layers):
            self.add_module(f"linear_{layer + 1}", nn.Linear(widths[layer], widths[layer + 1]))
        self.activations, self.output = activations, output

    def forward(self, x):
        for layer in range(1, self.layers):
            x = self.activations[layer - 1](getattr(self, f"linear_{layer}")(x))
        return self.output(getattr(self, f"linear_{self.layers}")(x))


class Reference:
    """What a checkpoint says of its network: columns, features, layers, loss."""

    def __init__(self, checkpoint):
        with safe_open(checkpoint, "pt") as file:
            self.metadata = file.metadata()
            self.tensors = {name: file.get_tensor(name) for name in file.keys()}
        # One name for all hidden layers, or a list with one for each.
        activation = r"activation: ?(ByLayer\(\[[^]]*|\w+)"
        self.activations = re.findall(r"\w+", self.setting(activation, activation).removeprefix("ByLayer"))
        self.loss = self.setting(r"\bloss: ?(\w+)", r"Loss\((\w+)\)")
        inputs = self.setting(r"inputs: ?\[([^]]*)\]", r"Inputs\(\[([^]]*)\]\)") or "X, Y"
        self.inputs = [name.strip() for name in inputs.split(",") if name.strip()]
        # The first layer of a checkpoint may have more columns than inputs, for an engine that wants such widths.
        self.widths = [len(self.inputs)]
        while f"linear_{len(self.widths)}.bias" in self.tensors:
            self.widths.append(len(self.tensors[f"linear_{len(self.widths)}.bias"]))
        self.moments = moments(self.metadata.get("scale"), "columns")
        self.label = (moments(self.metadata.get("scale"), "label") or [(0.0, 1.0)])[0]
        table = self.metadata.get("table")
        names = re.search(r"columns:\[(.*?)\],label", table).group(1) if table else '"x","y"'
        self.columns = strings(names)
        # The texts of a table's own columns that became inputs, each with its column; and what stands for a missing number.
        codings = re.search(r"codings:\[(.*)\]", table or "")
        each = re.findall(r'OneHot\(column:("(?:[^"\\]|\\.)*"),value:("(?:[^"\\]|\\.)*")\)|Number|Boolean', codings.group(1)) if codings else []
        self.texts = {place: strings(column + value) for place, (column, value) in enumerate(each) if column}
        fills = re.search(r"fills:\[([^]]*)\]", self.metadata.get("scale", ""))
        self.fills = [float(number) for number in fills.group(1).split(",") if number] if fills else []
        # The columns that a prediction takes: x, y where there is one, and the others that are inputs.
        first = range(min(2, len(self.columns)))
        self.needed = sorted({*first, *(column for name in self.inputs for column in columns_of(name))})

    def setting(self, recipe, edit):
        edits = re.findall(edit, self.metadata.get("journal", ""))
        found = re.search(recipe, self.metadata["preset"])
        return edits[-1] if edits else found and found.group(1)

    def points(self, count, random):
        """Points as a person writes them, [count, needed columns] in float32: beyond the train points, too."""
        x = self.tensors["data.train.x"].double().numpy()
        low, high = x.min(axis=0), x.max(axis=0)
        spread = 0.25 * (high - low)
        points = random.uniform(low - spread, high + spread, size=(count, x.shape[1]))
        columns = []
        for column in self.needed:
            mean, std = self.moments[column] if self.moments else (0.0, 1.0)
            numbers = points[:, column] * std + mean
            if self.fills and column not in self.texts:
                numbers[random.random(count) < 0.2] = np.nan
            columns.append(numbers)
        points = np.stack(columns, axis=1).astype(np.float32)
        # A row has one text of a column, or none where that cell is missing.
        for text in sorted({column for column, _ in self.texts.values()}):
            places = [place for place, column in enumerate(self.needed) if self.texts.get(column, [None])[0] == text]
            chosen = random.integers(0, len(places) + bool(self.fills), size=count)
            for number, place in enumerate(places):
                points[:, place] = chosen == number
        # A row without any cell would be none.
        points[~np.any(np.nan_to_num(points) != 0, axis=1), 0] = 1
        return points

    def rows(self, points):
        """The same points as a table has them: a header, then a row of cells for each."""
        sources = [self.texts[column][0] if column in self.texts else self.columns[column] for column in self.needed]
        header = list(dict.fromkeys(sources))
        yield header
        for point in points:
            cells = dict.fromkeys(header, "")
            for column, source, number in zip(self.needed, sources, point):
                if column in self.texts:
                    cells[source] = self.texts[column][1] if number == 1 else cells[source]
                elif not np.isnan(number):
                    cells[source] = str(number)
            yield [cells[name] for name in header]

    def prepare(self, points):
        """The network's inputs for points as a person writes them: standardized columns, then features, each computed in
        double precision and rounded once."""
        columns = {}
        for place, column in enumerate(self.needed):
            numbers = points[:, place].astype(np.float64)
            if self.fills:
                numbers = np.where(np.isnan(numbers), self.fills[column], numbers)
            if self.moments:
                mean, std = self.moments[column]
                numbers = ((numbers - mean) / std).astype(np.float32).astype(np.float64)
            columns[column] = numbers
        features = []
        for name in self.inputs:
            if name in FEATURES:
                features.append(FEATURES[name](columns.get(0), columns.get(1)))
            else:
                features.append(columns[columns_of(name)[0]])
        return torch.tensor(np.stack(features, axis=1).astype(np.float32))

    def model(self, state):
        """The network with these weights."""
        output = OUTPUTS.get(self.loss, nn.Identity())
        hidden = len(self.widths) - 2
        names = self.activations * hidden if len(self.activations) == 1 else self.activations
        assert hidden == 0 or len(names) == hidden, f"{names} for {hidden} layers"
        model = NeuralNet(self.widths, [ACTIVATIONS[name] for name in names], output)
        model.load_state_dict(state, strict=True)
        return model.eval()

    def predict(self, state, points, precision=torch.float32):
        """What PyTorch predicts for points as a person writes them, with these weights: [n, outputs]."""
        with torch.no_grad():
            outputs = self.model(state).to(precision)(self.prepare(points).to(precision)).numpy()
        mean, std = self.label
        return outputs.astype(np.float64) * std + mean


def strings(text):
    """The strings in quotes, in their order."""
    return [re.sub(r"\\(.)", r"\1", name) for name in re.findall(r'"((?:[^"\\]|\\.)*)"', text)]


def columns_of(name):
    """The columns, counted from 0, that an input is a function of."""
    column = re.fullmatch(r"Column\((\d+)\)", name)
    if column:
        return [int(column.group(1)) - 1]
    return {"X": [0], "Y": [1], "X2": [0], "Y2": [1], "SinX": [0], "SinY": [1], "CosX": [0], "CosY": [1]}.get(
        name, [0, 1]
    )


def moments(scale, part):
    """Mean and standard deviation from a checkpoint's metadata, for each column or for the label."""
    if scale is None:
        return []
    text = re.search(part + r":(\[.*?\]|\(.*?\))", scale).group(1)
    return [(float(mean), float(std)) for mean, std in re.findall(r"mean:([^,]+),std:([^)]+)\)", text)]

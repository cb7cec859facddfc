"""Weights in both directions: the tutorial's own file here, ours in the tutorial's class, and every container that can
hold weights read back.
"""

import contextlib
import io
import json
import os
import runpy
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from difference import ALLOWED, difference
from program import blobtui, predict
from reference import Reference
from safetensors.torch import load_file, save_file

TUTORIAL = Path(__file__).parent.parent / "fixtures/pytorch/tutorial.py"


def check(report, folder):
    torch.set_num_threads(1)
    for name, function in [
        ("the tutorial's model.pt here", tutorial_to_blobtui),
        ("ours in the tutorial's class", blobtui_to_tutorial),
        ("a checkpoint as tensors", checkpoint_as_tensors),
        ("any container, back again", round_trip),
        ("training on from a model.pt", train_on),
    ]:
        place = folder / function.__name__
        place.mkdir()
        report.attempt(name, "all", lambda: function(report, name, place))


def grid(folder):
    """1,000 points of the plane as points.csv, and as a tensor."""
    points = np.random.default_rng(2).uniform(-3, 3, size=(1000, 2)).astype(np.float32)
    rows = "".join(f"{x},{y}\n" for x, y in points)
    (folder / "points.csv").write_text("x,y\n" + rows)
    return torch.from_numpy(points)


def run_tutorial(folder):
    """Runs the tutorial's script: its names, and what it prints."""
    before, printed = os.getcwd(), io.StringIO()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(printed):
            return runpy.run_path(str(TUTORIAL)), printed.getvalue()
    finally:
        os.chdir(before)


def tutorial_to_blobtui(report, name, folder):
    names, printed = run_tutorial(folder)
    point = json.loads(blobtui("predict", "--json", "model.pt", "-1", "1", folder=folder))
    report.add(name, "its last line", abs(point["probability"] - float(printed.splitlines()[-1])), ALLOWED)
    points = grid(folder)
    with torch.no_grad():
        expected = names["model"](points).numpy()
    report.add(name, "pt", difference(predict("model.pt", "points.csv", folder), expected), ALLOWED)


def blobtui_to_tutorial(report, name, folder):
    tutorial, _ = run_tutorial(folder)
    (folder / "model.pt").unlink()
    blobtui("train", "xor-blobs", "--save", "model.pt", "--quiet", folder=folder)
    blobtui("train", "xor-blobs", "--save", "m.safetensors", "--quiet", folder=folder)
    state = torch.load(folder / "model.pt", weights_only=True)
    order = ["linear_1.weight", "linear_1.bias", "linear_2.weight", "linear_2.bias"]
    report.claim(name, "names in order", isinstance(state, OrderedDict) and list(state) == order, str(list(state)))
    plain = all(tensor.dtype == torch.float32 and tensor.is_contiguous() for tensor in state.values())
    report.claim(name, "contiguous f32", plain)
    model = tutorial["NeuralNet"]()
    model.load_state_dict(state)
    points = grid(folder)
    with torch.no_grad():
        found = model(points).numpy()
    report.add(name, "pt", difference(found, predict("m.safetensors", "points.csv", folder)), ALLOWED)


def checkpoint_as_tensors(report, name, folder):
    blobtui("train", "moons", "--epochs", 20, "--save", "m.safetensors", folder=folder)
    blobtui("export", "m.safetensors", "w.safetensors", "--weights-only", folder=folder)
    tensors, weights = load_file(folder / "m.safetensors"), load_file(folder / "w.safetensors")
    same = all(torch.equal(tensors[key], tensor) for key, tensor in weights.items())
    report.claim(name, "load_file", same and all(key.startswith("linear_") for key in weights), str(list(weights)))


def round_trip(report, name, folder):
    """Weights written by PyTorch, safetensors and NumPy from ours are the same network, bit for bit."""
    flags = ["--hidden", "8,3", "--activation", "gelu", "--inputs", "x,y,xy", "--epochs", 30]
    blobtui("train", "moons", *flags, "--save", "m.safetensors", folder=folder)
    preset = Reference(folder / "m.safetensors").metadata["preset"]
    (folder / "own.ron").write_text(preset)
    grid(folder)
    expected = predict("m.safetensors", "points.csv", folder)
    blobtui("export", "m.safetensors", "ours.pt", folder=folder)
    blobtui("export", "m.safetensors", "ours.npz", folder=folder)
    blobtui("export", "m.safetensors", "ours.safetensors", "--weights-only", folder=folder)
    state = torch.load(folder / "ours.pt")
    renamed = OrderedDict(
        (
            key.replace("linear_1", "module.net.0")
            .replace("linear_2", "module.net.2")
            .replace("linear_3", "module.net.4"),
            tensor,
        )
        for key, tensor in state.items()
    )
    torch.save(renamed, folder / "renamed.pt")
    torch.save({"epoch": 3, "model": state, "losses": [1.0, 0.5]}, folder / "dictionary.pt")
    torch.save({key: tensor.double() for key, tensor in state.items()}, folder / "double.pt")
    save_file(state, folder / "theirs.safetensors")
    np.savez_compressed(folder / "theirs.npz", **{key: tensor.numpy() for key, tensor in state.items()})
    np.savez(
        folder / "columns.npz",
        **{key: np.asfortranarray(tensor.numpy().astype("<f8")) for key, tensor in state.items()},
    )
    files = ["ours.pt", "ours.npz", "ours.safetensors", "renamed.pt", "dictionary.pt", "double.pt"]
    for file in [*files, "theirs.safetensors", "theirs.npz", "columns.npz"]:
        found = lambda: predict(file, "points.csv", folder, "--preset", "own.ron")
        report.attempt(name, file, lambda: report.add(name, file, difference(found(), expected), 0.0))


def train_on(report, name, folder):
    """A run that starts from the tutorial's weights begins with their loss, and ends in a checkpoint that opens."""
    names, _ = run_tutorial(folder)
    blobtui("train", "model.pt", "--epochs", 5, "--save", "m.safetensors", "--log", "log.jsonl", folder=folder)
    first = json.loads((folder / "log.jsonl").read_text().splitlines()[0])
    reference = Reference(folder / "m.safetensors")
    with torch.no_grad():
        outputs = names["model"](reference.tensors["data.train.x"]).reshape(-1)
    expected = torch.nn.BCELoss()(outputs, reference.tensors["data.train.y"]).item()
    report.add(name, "loss at its start", abs(first["train_loss"] - expected), ALLOWED)
    evaluated = json.loads(blobtui("eval", "model.pt", "--json", folder=folder))
    report.add(name, "eval", abs(evaluated["train_loss"] - expected), ALLOWED)

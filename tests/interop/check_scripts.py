"""Exported scripts train in PyTorch, and their losses are those of blobtui's own log."""

import contextlib
import io
import json
import os
import re
import runpy
import subprocess
import sys

import networks
import torch
from program import blobtui, log

# Losses of two programs drift apart as their roundings add up.
ALLOWED = 1e-4

# Epochs that have to agree, and presets that have to agree to their end.
EPOCHS = 100
TO_THE_END = ["xor-blobs", "circle", "moons"]


def check(report, folder):
    torch.set_num_threads(1)
    report.attempt("xor-blobs, run as it is", "py", lambda: run_as_it_is(report, folder))
    names = [line.split()[0] for line in blobtui("presets", folder=folder).splitlines() if line.startswith("  ")]
    presets = [networks.Network(name, [name]) for name in names]
    for number, network in enumerate([*presets, *networks.table(), *networks.special()]):
        place = folder / str(number)
        place.mkdir()
        report.attempt(network.name, "py trained", lambda: check_network(report, network, place, names))


def check_network(report, network, folder, names_of_presets):
    for name, text in network.files.items():
        (folder / name).write_text(text)
    saved = ["--save", "m.safetensors", "--log", "log.jsonl", "--every", 1]
    blobtui(network.command, *network.arguments, *saved, folder=folder)
    if not network.script:
        refused = blobtui("export", "m.safetensors", "m.py", folder=folder, status=2)
        report.claim(network.name, "py refused", refused == "")
        return
    blobtui("export", "m.safetensors", "m.py", folder=folder)
    rows = log(folder / "log.jsonl")
    last = max(rows) if network.name in TO_THE_END else min(EPOCHS, max(rows))
    losses = train(folder, last + 1)
    expected = [rows[epoch]["train_loss"] for epoch in range(last + 1)]
    # The last epoch of a run that was stopped early has no step, and so no loss in the list.
    assert last <= len(losses) <= last + 1, f"{len(losses)} losses of {last} epochs"
    if apart(losses, expected) > ALLOWED and network.name not in names_of_presets:
        # A gradient that is 0 but for rounding, as of a balanced hinge loss, is a full step of adam. Where the script
        # itself trains otherwise in double precision, only the epochs before say anything.
        exact = train(folder, last + 1, torch.float64)
        steady = [epoch for epoch in range(last) if apart(losses[: epoch + 1], exact[: epoch + 1]) < ALLOWED / 10]
        losses, last = losses[: len(steady)], len(steady) - 1
    report.add(network.name, f"py, {last} epochs", apart(losses, expected), ALLOWED)


def apart(losses, others):
    """The largest difference of two lists of losses, in units of the loss where that is above 1."""
    return max(abs(loss - other) / max(1.0, abs(other)) for loss, other in zip(losses, others))


def train(folder, epochs, precision=torch.float32):
    """The train loss of a script at each epoch, before its step."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            names = runpy.run_path("m.py")
            model = names["NeuralNet"]()
            model.load_state_dict(names["initial_weights"])
            own = names["train"].__globals__
            for name, tensor in list(own.items()):
                if isinstance(tensor, torch.Tensor) and tensor.is_floating_point():
                    own[name] = tensor.to(precision)
                elif isinstance(tensor, torch.nn.Module):
                    tensor.to(precision)
            return names["train"](model.to(precision), epochs)
    finally:
        os.chdir(before)


def run_as_it_is(report, folder):
    """The script of the default preset from the command line, as a learner runs it: with the tutorial's prints."""
    blobtui("train", "--save", "m.safetensors", folder=folder)
    blobtui("export", "m.safetensors", "m.py", folder=folder)
    printed = subprocess.run([sys.executable, "m.py"], cwd=folder, capture_output=True, text=True, check=True).stdout
    last = printed.splitlines()[-1]
    point = re.search(r"\((.*), (.*)\)", last).groups()
    predicted = json.loads(blobtui("predict", "--json", "m.safetensors", *point, folder=folder))["probability"]
    report.add("xor-blobs, run as it is", "py", abs(float(last.split()[-1]) - predicted), ALLOWED)
    report.claim("xor-blobs, run as it is", "model.pt", (folder / "model.pt").exists())

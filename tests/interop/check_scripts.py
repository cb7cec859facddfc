"""Exported scripts train in PyTorch, and their losses are those of blobtui's own log."""

import contextlib
import io
import json
import os
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
    names = [line.split()[0] for line in blobtui("presets", folder=folder).splitlines() if line.strip()]
    presets = [networks.Network(name, [name]) for name in names]
    for number, network in enumerate([*presets, *networks.table(), *networks.special()]):
        place = folder / str(number)
        place.mkdir()
        report.attempt(network.name, "py trained", lambda: check_network(report, network, place))


def check_network(report, network, folder):
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
    # The last epoch of a run that was stopped early has no step, and so no loss in the list.
    assert last <= len(losses) <= last + 1, f"{len(losses)} losses of {last} epochs"
    worst = max(abs(loss - rows[epoch]["train_loss"]) for epoch, loss in enumerate(losses))
    report.add(network.name, f"py, {last} epochs", worst, ALLOWED)


def train(folder, epochs):
    """The train loss of a script at each epoch, before its step."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            names = runpy.run_path("m.py")
            model = names["NeuralNet"]()
            model.load_state_dict(names["initial_weights"])
            return names["train"](model, epochs)
    finally:
        os.chdir(before)


def run_as_it_is(report, folder):
    """The script of the default preset from the command line, as a learner runs it: with the tutorial's prints."""
    blobtui("train", "--save", "m.safetensors", folder=folder)
    blobtui("export", "m.safetensors", "m.py", folder=folder)
    printed = subprocess.run([sys.executable, "m.py"], cwd=folder, capture_output=True, text=True, check=True).stdout
    predicted = json.loads(blobtui("predict", "--json", "m.safetensors", "-1", "1", folder=folder))["probability"]
    last = printed.splitlines()[-1]
    report.add("xor-blobs, run as it is", "py", abs(float(last.split()[-1]) - predicted), ALLOWED)
    report.claim("xor-blobs, run as it is", "model.pt", (folder / "model.pt").exists())

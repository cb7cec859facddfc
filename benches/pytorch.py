#!/usr/bin/env python3
"""The tutorial's own training loop in PyTorch beside `blobtui train`, as one table of microseconds an epoch.

    python benches/pytorch.py [PROGRAM]

PROGRAM is blobtui's (default: target/release/blobtui). Needs torch and safetensors; nothing else does. PyTorch starts
from the weights and points of a checkpoint that blobtui saves untrained, so that both do the same work: 2,000 epochs of
Linear(2, 5), ReLU, Linear(5, 1), sigmoid, binary cross-entropy over all points at once, SGD. One thread each.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import torch
    from safetensors.torch import load_file
except ImportError as missing:
    sys.exit(f"{missing.name} is not installed: pip install torch safetensors")

EPOCHS = 2000
LEARNING_RATE = 0.03
TURNS = 5


def pytorch(tensors):
    """Seconds of the run, and its train loss at the end."""
    network = torch.nn.Sequential(
        torch.nn.Linear(2, 5), torch.nn.ReLU(), torch.nn.Linear(5, 1), torch.nn.Sigmoid()
    )
    with torch.no_grad():
        for number, layer in ((1, network[0]), (2, network[2])):
            layer.weight.copy_(tensors[f"linear_{number}.weight"])
            layer.bias.copy_(tensors[f"linear_{number}.bias"])
    x, y = tensors["data.train.x"], tensors["data.train.y"].reshape(-1, 1)
    loss_of = torch.nn.BCELoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)
    start = time.perf_counter()
    for _ in range(EPOCHS):
        optimizer.zero_grad()
        loss = loss_of(network(x), y)
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        return seconds, loss_of(network(x), y).item()


def blobtui(program, checkpoint, engine):
    """Seconds of the run, and its train loss at the end."""
    command = [program, "train", checkpoint, "--epochs", str(EPOCHS), "--engine", engine, "--json"]
    outcome = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return outcome["seconds"], outcome["train_loss"]


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "target/release/blobtui"
    if not Path(program).exists():
        sys.exit(f"{program} is not there: cargo build --release, or name the program")
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = str(Path(folder) / "init.safetensors")
        save = [program, "train", "xor-blobs", "--epochs", "0", "--save", checkpoint, "--quiet"]
        subprocess.run(save, check=True)
        tensors = load_file(checkpoint)
        ways = {
            "PyTorch " + torch.__version__: lambda: pytorch(tensors),
            "blobtui dfdx": lambda: blobtui(program, checkpoint, "dfdx"),
            "blobtui fused": lambda: blobtui(program, checkpoint, "fused"),
        }
        turns = {name: [] for name in ways}
        # In turns, so that whatever else the machine does meets all alike; the first round is for the caches.
        for turn in range(TURNS + 1):
            for name, way in ways.items():
                outcome = way()
                if turn > 0:
                    turns[name].append(outcome)
    medians = {name: sorted(seconds for seconds, _ in turn)[TURNS // 2] for name, turn in turns.items()}
    slowest = next(iter(medians.values()))
    print(f"{'implementation':<24}  {'microseconds an epoch':>21}  {'ratio':>7}  {'train loss':>10}")
    for name, seconds in medians.items():
        print(f"{name:<24}  {seconds / EPOCHS * 1e6:>21.2f}  {slowest / seconds:>7.1f}  {turns[name][0][1]:>10.6f}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Training loops in PyTorch beside `blobtui train`, as one table of microseconds an epoch.

    python benches/pytorch.py [PROGRAM]

PROGRAM is blobtui's (default: target/release/blobtui). Needs torch, with OpenBLAS or MKL as its BLAS, and safetensors:
`pip install torch safetensors` in a virtual environment. Debian's python3-torch multiplies matrices by the reference BLAS
unless libopenblas0 is installed; the times of PyTorch then say nothing, and this program refuses to print them.

PyTorch starts from the weights and points of a checkpoint that blobtui saves untrained, so that both do the same work in
every epoch: all points forward, binary cross-entropy after a sigmoid, backward, a step of SGD. The networks are the
tutorial's, 2-5-1, and [64, 64] and [128, 128] at 80 and at 1,000 points, in one batch. Everything runs on one core, in
turns; a row is the least and the median of them, and the ratio that of the medians, PyTorch's over blobtui's.
"""

import re
import sys
import time
from pathlib import Path

from one_core import LEARNING_RATE, compare, on_one_core

on_one_core()
try:
    import torch
    from safetensors.torch import load_file
except ImportError as missing:
    sys.exit(f"{missing.name} is not installed: pip install torch safetensors")

# Hidden layers, points, epochs of a turn, and the ratio of the fused engine that the project holds itself to.
CASES = [
    ([5], 80, 2000, None),
    ([64, 64], 80, 500, 5.0),
    ([128, 128], 80, 200, 1.5),
    ([64, 64], 1000, 60, 1.0),
    ([128, 128], 1000, 20, 0.8),
]


def check_blas():
    """Ends the program unless PyTorch has a BLAS that is worth a comparison."""
    built_with = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
    name = built_with.group(1) if built_with else "unknown"
    if name in ("mkl", "open"):
        return name
    # Debian's PyTorch calls whatever libblas.so.3 is: the libraries of this process tell.
    maps = Path("/proc/self/maps")
    if maps.exists() and re.search(r"libopenblas|libmkl", maps.read_text()):
        return "OpenBLAS or MKL in the place of " + name
    sys.exit(
        f"PyTorch {torch.__version__} has {name} as its BLAS, neither OpenBLAS nor MKL: its times prove nothing.\n"
        "Install libopenblas0 (Debian), or PyTorch from PyPI in a virtual environment."
    )


def pytorch(tensors, epochs):
    """Seconds of the run, and its train loss at the end."""
    layers = []
    with torch.no_grad():
        while f"linear_{len(layers) // 2 + 1}.weight" in tensors:
            name = f"linear_{len(layers) // 2 + 1}"
            weight = tensors[f"{name}.weight"]
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            linear.weight.copy_(weight)
            linear.bias.copy_(tensors[f"{name}.bias"])
            layers += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1], torch.nn.Sigmoid())
    x, y = tensors["data.train.x"], tensors["data.train.y"].reshape(-1, 1)
    loss_of = torch.nn.BCELoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)
    start = time.perf_counter()
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_of(network(x), y)
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        return seconds, loss_of(network(x), y).item()


def way_of(start, epochs):
    """PyTorch's way to train a checkpoint for so many epochs."""
    tensors = load_file(start)
    return lambda: pytorch(tensors, epochs)


if __name__ == "__main__":
    torch.set_num_threads(1)
    compare("PyTorch", f"PyTorch {torch.__version__}, BLAS: {check_blas()}", CASES, way_of)

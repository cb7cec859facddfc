#!/usr/bin/env python3
"""JAX beside `blobtui train`, as one table of microseconds an epoch.

    python benches/jax.py [PROGRAM]

PROGRAM is blobtui's (default: target/release/blobtui). Needs jax and safetensors: `pip install jax safetensors`.

JAX compiles the whole training into one program, `jit` over a `lax.scan` of the epochs, which makes it the fastest of the
large libraries on small networks; the time to compile is left out. It starts from the weights and points of a checkpoint
that blobtui saves untrained, so that both do the same work in every epoch: 80 points in one batch forward, binary
cross-entropy of the logits, backward, a step of SGD. The networks are the tutorial's, 2-5-1, and two hidden layers of 8,
16, 32 and 64 ReLUs. Everything runs on one core and one thread, in turns; a row is the least and the median of them, and
the ratio that of the medians, JAX's over blobtui's.
"""

import os
import sys
import time

# This file would be taken for the library of its name.
here = sys.path.pop(0)
sys.path.append(here)
from one_core import LEARNING_RATE, compare, on_one_core  # noqa: E402

on_one_core()
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
try:
    import jax
    from jax import numpy as jnp
    from safetensors.numpy import load_file
except ImportError as missing:
    sys.exit(f"{missing.name} is not installed: pip install jax safetensors")

# Hidden layers, points, epochs of a turn, and the ratio of the fused engine that the project holds itself to.
CASES = [
    ([5], 80, 20000, 7.0),
    ([8, 8], 80, 10000, 1.0),
    ([16, 16], 80, 5000, 1.0),
    ([32, 32], 80, 2000, 1.0),
    ([64, 64], 80, 500, 1.0),
]


def loss_of(parameters, x, y):
    """Mean binary cross-entropy of the logits."""
    for weight, bias in parameters[:-1]:
        x = jax.nn.relu(x @ weight.T + bias)
    weight, bias = parameters[-1]
    logits = (x @ weight.T + bias)[:, 0]
    return jnp.mean(jnp.maximum(logits, 0) - logits * y + jnp.log1p(jnp.exp(-jnp.abs(logits))))


def program_of(x, y, epochs):
    """The training of so many epochs, compiled: parameters in, parameters and the loss after the last epoch out."""

    def epoch(parameters, _):
        gradients = jax.grad(loss_of)(parameters, x, y)
        return jax.tree.map(lambda number, gradient: number - LEARNING_RATE * gradient, parameters, gradients), None

    @jax.jit
    def run(parameters):
        parameters, _ = jax.lax.scan(epoch, parameters, length=epochs)
        return parameters, loss_of(parameters, x, y)

    return run


def start_of(tensors):
    """Weight and bias of each layer."""
    count = sum(name.startswith("linear_") and name.endswith(".weight") for name in tensors)
    names = [f"linear_{number}" for number in range(1, count + 1)]
    return [(jnp.asarray(tensors[f"{name}.weight"]), jnp.asarray(tensors[f"{name}.bias"])) for name in names]


def measure(run, parameters):
    """Seconds of the run, and its train loss at the end."""
    start = time.perf_counter()
    _, loss = jax.block_until_ready(run(parameters))
    return time.perf_counter() - start, float(loss)


def way_of(start, epochs):
    """JAX's way to train a checkpoint for so many epochs."""
    tensors = load_file(start)
    run = program_of(jnp.asarray(tensors["data.train.x"]), jnp.asarray(tensors["data.train.y"]), epochs)
    parameters = start_of(tensors)
    return lambda: measure(run, parameters)


if __name__ == "__main__":
    compare("JAX", f"JAX {jax.__version__}", CASES, way_of)

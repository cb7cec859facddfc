"""What the comparisons with other programs share: one core, the start of a run, turns, and the table."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LEARNING_RATE = 0.03
TURNS = 7


def on_one_core():
    """Binds this process, and those that it starts, to one core and one thread. Call it before other libraries load."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def compare(library, title, cases, way_of):
    """Prints the table of a library beside both engines. A case has hidden layers, points, epochs of a turn, and the ratio
    of the fused engine to hold, if there is one; `way_of` gives the library's way to train a checkpoint for so many epochs."""
    program = sys.argv[1] if len(sys.argv) > 1 else "target/release/blobtui"
    if not Path(program).exists():
        sys.exit(f"{program} is not there: cargo build --release, or name the program")
    print(title)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for hidden, points, epochs, goal in cases:
            start = checkpoint(program, folder, hidden, points)
            ways = {
                library: way_of(start, epochs),
                "dfdx": lambda: train(program, start, "dfdx", epochs),
                "fused": lambda: train(program, start, "fused", epochs),
            }
            rows += take_turns(f"{hidden}, {points} points", ways, epochs, goal)
    print_table(rows)


def checkpoint(program, folder, hidden, points):
    """Saves the tutorial's run untrained, with these hidden layers and so many train points, and gives the path."""
    layers = ",".join(map(str, hidden))
    path = str(Path(folder) / f"{layers}-{points}.safetensors")
    words = ["train", "xor-blobs", "--hidden", layers, "--train", str(points), "--epochs", "0", "--quiet"]
    subprocess.run([program, *words, "--save", path], check=True)
    return path


def train(program, start, engine, epochs):
    """Seconds of a run of blobtui from this checkpoint, and its train loss at the end."""
    words = ["train", start, "--epochs", str(epochs), "--engine", engine, "--json"]
    outcome = json.loads(subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout)
    return outcome["seconds"], outcome["train_loss"]


def take_turns(case, ways, epochs, goal):
    """Rows of the table: each way takes its turns, one after the other, so that whatever else the machine does meets
    all alike. The first round is for the caches. `goal` is the least ratio of the last way to the first."""
    turns = {name: [] for name in ways}
    for turn in range(TURNS + 1):
        for name, way in ways.items():
            outcome = way()
            if turn > 0:
                turns[name].append(outcome)
    rows, first = [], None
    for name, outcomes in turns.items():
        seconds = sorted(seconds for seconds, _ in outcomes)
        median = seconds[len(seconds) // 2]
        first = first or median
        is_last = name == list(ways)[-1]
        wanted = f"{goal:.1f}" if goal and is_last else ""
        rows.append(
            (case, name, f"{seconds[0] / epochs * 1e6:.2f}", f"{median / epochs * 1e6:.2f}", f"{first / median:.2f}")
            + (wanted, f"{outcomes[0][1]:.6f}")
        )
    return rows


def print_table(rows):
    """Prints the rows under their header."""
    header = ("network", "implementation", "least us", "median us", "ratio", "goal", "train loss")
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        columns = enumerate(zip(row, widths))
        cells = [cell.ljust(width) if column < 2 else cell.rjust(width) for column, (cell, width) in columns]
        print("  ".join(cells).rstrip())

"""The program under test: BLOBTUI's commands, and what it prints."""

import json
import os
import subprocess
from pathlib import Path

PROGRAM = os.environ["BLOBTUI"]


def blobtui(*arguments, folder, status=0, **options):
    """Runs a command in a folder and gives its standard output; any other status is an error."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=120, **options
    )
    if done.returncode != status:
        command = " ".join(["blobtui", *map(str, arguments)])
        raise AssertionError(f"{command}: status {done.returncode}, not {status}\n{done.stdout}{done.stderr}")
    return done.stdout


def predict(source, points, folder, *flags):
    """The predictions for the points of a CSV file, [n, outputs] in full precision."""
    lines = blobtui("predict", source, *flags, "--data", points, "--json", folder=folder).splitlines()
    return [[value for name, value in json.loads(line).items() if name != "class"] for line in lines]


def log(path):
    """The rows of a log as dictionaries, by epoch."""
    rows = [json.loads(line) for line in Path(path).read_text().splitlines()]
    return {row["epoch"]: row for row in rows}

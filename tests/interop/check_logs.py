"""TensorBoard's own reader, the one behind its pages, returns every number, histogram and setting of a log."""

import csv
import math
import re
import signal
import subprocess
import time
from pathlib import Path

import networks
import numpy as np
from program import PROGRAM, blobtui, log
from safetensors.numpy import load_file
from tensorboard import context
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.plugins.hparams import api_pb2, backend_context, list_session_groups
from tensorboard.plugins.histogram import metadata as histograms
from tensorboard.plugins.scalar import metadata as scalars

GUIDE = Path(__file__).parent.parent.parent / "docs/guide.md"

# Scalars by TensorBoard's names, and the columns of the other logs.
TAGS = {
    "loss/train": "train_loss",
    "loss/test": "test_loss",
    "accuracy/train": "train_accuracy",
    "accuracy/test": "test_accuracy",
    "r2/train": "train_r2",
    "r2/test": "test_r2",
}


def check(report, folder):
    files = networks.special()
    runs = {
        "two classes": networks.Network("", ["xor-blobs", "--epochs", "200"]),
        "values": networks.Network("", ["plane", "--epochs", "50"]),
        "many classes": networks.Network("", ["blobs-8", "--epochs", "50"]),
        "odd columns": next(network for network in files if "odd.csv" in network.files),
    }
    # Every setting with every value in turn.
    runs |= {f"settings {number}": network for number, network in enumerate(networks.table()[:12])}
    for name, network in runs.items():
        place = folder / name.replace(" ", "-")
        place.mkdir()
        report.attempt(name, "tfevents", lambda: check_run(report, name, network, place))
    report.attempt("killed", "tfevents", lambda: check_killed(report, folder / "killed"))


class Board:
    """A folder of event files as TensorBoard sees it."""

    def __init__(self, folder):
        multiplexer = plugin_event_multiplexer.EventMultiplexer(
            size_guidance={"scalars": 0, "tensors": 0, "histograms": 0},
            tensor_size_guidance={"scalars": 0, "histograms": 0},
        )
        multiplexer.AddRunsFromDirectory(str(folder))
        multiplexer.Reload()
        self.provider = data_provider.MultiplexerDataProvider(multiplexer, str(folder))
        self.context = context.RequestContext()

    def scalars(self):
        """Lists of (step, number) by tag."""
        found = self.provider.read_scalars(
            self.context, experiment_id="", plugin_name=scalars.PLUGIN_NAME, downsample=1_000_000
        )
        (run,) = found.values()
        return {tag: [(datum.step, datum.value) for datum in data] for tag, data in run.items()}

    def histograms(self):
        """Lists of (step, [buckets, (left, right, count)]) by tag."""
        found = self.provider.read_tensors(
            self.context, experiment_id="", plugin_name=histograms.PLUGIN_NAME, downsample=1_000_000
        )
        (run,) = found.values()
        return {tag: [(datum.step, datum.numpy) for datum in data] for tag, data in run.items()}

    def settings(self):
        """The hparams as the page of the plugin gets them, and how the run ended."""
        backend = backend_context.Context(TBContext(data_provider=self.provider))
        request = api_pb2.ListSessionGroupsRequest(
            slice_size=10, allowed_statuses=[api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING]
        )
        (group,) = list_session_groups.Handler(self.context, backend, "", request).run().session_groups
        values = {name: getattr(value, value.WhichOneof("kind")) for name, value in group.hparams.items()}
        metrics = {value.name.tag: value.value for value in group.metric_values}
        return values, metrics, group.sessions[0].status


def number_of(key, value):
    """A logged number. Two shortest spellings of one number in single precision differ in their last digit."""
    return float(value) if key == "learning_rate" else np.float32(value)


def check_run(report, name, network, folder):
    for file, text in network.files.items():
        (folder / file).write_text(text)
    events = folder / "events"
    events.mkdir()
    logs = ["--log", "log.csv", "--log", "log.jsonl", "--log", "events/run.tfevents", "--log-weights", "--every", 1]
    blobtui("train", *network.arguments, *logs, "--save", "m.safetensors", folder=folder)
    rows = log(folder / "log.jsonl")
    board = Board(events)

    numbers = board.scalars()
    expected = {tag for tag, column in TAGS.items() if column in rows[0]}
    report.claim(name, "scalars", expected <= set(numbers), f"{sorted(numbers)}")
    worst = 0.0
    for tag in expected:
        assert [step for step, _ in numbers[tag]] == list(rows), f"steps of {tag}"
        for step, number in numbers[tag]:
            # Event files hold single precision.
            worst = max(worst, abs(number - float(np.float32(rows[step][TAGS[tag]]))))
    report.add(name, f"{sum(map(len, numbers.values()))} scalars", worst, 0.0)

    with open(folder / "log.csv") as file:
        table = {
            int(row.pop("epoch")): {key: number_of(key, value) for key, value in row.items()}
            for row in csv.DictReader(file)
        }
    numbers_of = lambda row: {key: number_of(key, value) for key, value in row.items() if key != "epoch"}
    same = {epoch: numbers_of(row) for epoch, row in rows.items()} == table
    report.claim(name, "csv and jsonl", same, f"{len(table)} rows")

    check_histograms(report, name, board, load_file(folder / "m.safetensors"), max(rows))
    check_settings(report, name, board, network, rows)

    # Afterwards the same log, from the checkpoint alone.
    blobtui("log", "m.safetensors", "again.tfevents", "again.csv", "--log-weights", folder=folder)
    again = board_of(folder, "again.tfevents").scalars()
    report.claim(
        name,
        "log afterwards",
        again == numbers and (folder / "again.csv").read_text() == (folder / "log.csv").read_text(),
    )


def board_of(folder, file):
    (folder / "one").mkdir(exist_ok=True)
    (folder / file).rename(folder / "one" / file)
    return Board(folder / "one")


def check_histograms(report, name, board, tensors, last):
    found = board.histograms()
    weights = {key: tensor.reshape(-1) for key, tensor in tensors.items() if key.startswith("linear_")}
    assert {tag.removeprefix("weights/") for tag in found} == set(weights), sorted(found)
    holds = True
    for key, numbers in weights.items():
        step, buckets = found[f"weights/{key}"][-1]
        inside = buckets[:, 2].sum() == len(numbers)
        spread = math.isclose(buckets[0, 0], numbers.min(), abs_tol=1e-6) and math.isclose(
            buckets[-1, 1], numbers.max(), abs_tol=1e-6
        )
        holds &= step == last and bool(inside) and spread
    report.claim(name, "histograms", holds, f"{len(weights)} tensors")


def check_settings(report, name, board, network, rows):
    values, metrics, status = board.settings()
    report.claim(name, "ended", status == api_pb2.STATUS_SUCCESS)
    # The flags of the command line are the settings; what a run doesn't have (the momentum of adam) has no value.
    settings = set(re.findall(r"^\| `([a-z-]+)` \|", GUIDE.read_text().split("<!-- settings -->")[1], re.MULTILINE))
    unknown = set(values) - settings - {"preset"}
    flags = dict(zip(network.arguments, network.arguments[1:]))
    flags = {str(flag).removeprefix("--"): value for flag, value in flags.items() if str(flag).startswith("--")}
    wrong = {flag: values.get(flag) for flag, given in flags.items() if not is_value(values.get(flag), given)}
    report.claim(
        name, f"{len(values)} hparams", not unknown and not wrong and len(values) > 15, f"{unknown or ''} {wrong or ''}"
    )
    last = rows[max(rows)]
    same = all(math.isclose(metrics[tag], last[column], rel_tol=1e-6) for tag, column in TAGS.items() if column in last)
    report.claim(name, "metrics", same)


def is_value(found, given):
    """Whether a setting has the value of a flag: a number, true or false, or words."""
    if isinstance(found, bool):
        return str(found).lower() == given
    try:
        return found is not None and float(found) == float(given)
    except ValueError:
        return str(found).split("/")[-1] == str(given)


def check_killed(report, folder):
    """A log is read while it is written, and after a kill."""
    folder.mkdir()
    training = subprocess.Popen(
        [PROGRAM, "train", "--engine", "fused", "--epochs", "1000000000", "--quiet", "--log", "run.tfevents"],
        cwd=folder,
    )
    try:
        path, deadline = folder / "run.tfevents", time.monotonic() + 30
        while (not path.exists() or path.stat().st_size < 20_000) and time.monotonic() < deadline:
            time.sleep(0.01)
        # The reader would not come to the end of a file that grows faster than it reads.
        training.send_signal(signal.SIGSTOP)
        during = Board(folder).scalars()["loss/train"]
    finally:
        training.send_signal(signal.SIGKILL)
        training.wait()
    after = Board(folder).scalars()["loss/train"]
    steps = [step for step, _ in after]
    report.claim("while it is written", "tfevents", len(during) > 10, f"{len(during)} epochs")
    report.claim(
        "after a kill",
        "tfevents",
        len(after) >= len(during) and steps == list(range(len(steps))),
        f"{len(after)} epochs",
    )

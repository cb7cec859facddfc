"""Compares what blobtui does on other machines with what it does on this one, and prints a table.

    tests/machines/run
    tests/machines/check.py PROGRAM    # the program of this machine alone

MACHINES names them as JSON: for each the words that start its program and, if it was built, those of the golden hashes;
the first is this machine. Ends with status 1 if a row failed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# What is trained, and the recipe of each run.
RUNS = {
    "sgd": ["xor-blobs", "--epochs", "300"],
    "adamw": ["spiral", "--epochs", "20", "--optimizer", "adamw", "--batch", "9", "--schedule", "cosine:20"],
    "dropout": ["blobs-8", "--epochs", "20", "--hidden", "6,5", "--dropout", "0.2", "--activation", "tanh"],
    "values": ["gauss-regression", "--epochs", "20", "--optimizer", "rmsprop", "--loss", "mean-absolute-error"],
}
# A table as Windows' programs write it: a byte order mark, and lines that end in \r\n.
TABLE = "\ufeffx;y;label\r\n" + "".join(f"{x / 4};{y / 4};{(x * y > 0) * 1}\r\n" for x in range(-4, 5) for y in range(-4, 5))
# Commands and their statuses: 2 bad usage or input, 1 failed while running.
STATUSES = [
    (["--no-such-flag"], 2),
    (["train", "no-such-preset"], 2),
    (["eval", "absent.safetensors"], 2),
    (["train", "--epochs", "9", "--save", "absent/m.safetensors"], 2),
    (["train", "--epochs", "9", "--save", "."], 2),
    (["train", "--learning-rate", "1e38", "--fail-on-divergence", "--quiet"], 1),
    (["predict", "sgd.safetensors", "--data", "points.csv", "--json", "--nonsense"], 2),
    (["presets", "check", "broken.ron"], 2),
]


class Machine:
    """A program, the words that start it, and the folder of its files."""

    def __init__(self, name, words, golden, folder):
        self.name, self.words, self.golden, self.folder = name, words, golden, folder / name
        self.folder.mkdir()
        home = self.folder / "home"
        home.mkdir()
        self.environment = os.environ | {"XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home), "APPDATA": str(home)}

    def run(self, *arguments, status=0, **options):
        """Runs a command in its folder, and gives its standard output as bytes; another status is an error."""
        done = subprocess.run(
            [*self.words, *arguments], cwd=self.folder, env=self.environment, capture_output=True, timeout=300, **options
        )
        if done.returncode != status:
            output = (done.stdout + done.stderr).decode(errors="replace")
            raise AssertionError(f"{' '.join(arguments)}: status {done.returncode}, not {status}: {output[-300:]}")
        return done.stdout

    def read(self, name):
        return (self.folder / name).read_bytes()

    def write(self, name, content):
        (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def row(self, machine, what, check):
        """Runs a check, which returns the words of its row; what it raises is a failure."""
        start = time.monotonic()
        try:
            words, holds = check() or "", True
        except Exception as error:
            words, holds = f"FAILED: {error}", False
        self.passed += holds
        self.failed += not holds
        print(f"{machine:<8}  {what:<44.44}  {time.monotonic() - start:5.1f} s  {words}", flush=True)


def same(one, other, what):
    if one != other:
        place = next((at for at, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), min(len(one), len(other)))
        around = [text[max(0, place - 30) : place + 30] for text in (one, other)]
        raise AssertionError(f"{what} differ at byte {place}: {around[0]!r}, {around[1]!r}")


def prepare(machine):
    """Files that every machine finds in its folder."""
    machine.write("points.csv", TABLE)
    preset = machine.run("presets", "show", "xor-blobs")
    assert b"\r" not in preset, "text is written with \\r"
    machine.write("dos.ron", preset.replace(b"\n", b"\r\n"))
    machine.write("broken.ron", preset.replace(b"std: ", b"std: -").replace(b"\n", b"\r\n"))


def recorded(content):
    """A file without the comments of a run file that name the machine."""
    lines = content.split(b"\n")
    return b"\n".join(line for line in lines if not line.strip().startswith((b"// states: ", b"// saved by: ")))


def train(machine, first):
    """Trains every run; its files have the bytes of the first machine's."""
    for name, recipe in RUNS.items():
        files = [f"{name}.safetensors", f"{name}.run.ron", f"{name}.csv"]
        saved = ["--save", files[0], "--run", files[1], "--log", files[2]]
        machine.run("train", *recipe, "--engine", "fused", "--quiet", *saved)
        for file in files:
            same(recorded(machine.read(file)), recorded(first.read(file)), file)
    return f"{len(RUNS)} runs: checkpoint, run file and log are equal"


def golden(machine, first):
    for words in machine.golden:
        output = subprocess.run(words, capture_output=True, timeout=1200).stdout
        assert b"1 passed" in output, output.decode(errors="replace")[-600:]
    return "of weights after training, points, features and initial weights"


def statuses(machine, first):
    for words, status in STATUSES:
        machine.run(*words, status=status)
    return f"{len(STATUSES)} commands that fail"


def printed(machine, first):
    """What commands print, and what the errors of commands say."""
    commands = [["presets", "list"], ["eval", "sgd.safetensors"], ["eval", "values.safetensors", "--json"]]
    commands += [["predict", "sgd.safetensors", "-1", "1"], ["predict", "sgd.safetensors", "--data", "points.csv"]]
    commands += [["diff", "sgd.safetensors", "sgd.run.ron"], ["diff", "adamw.run.ron", "dropout.run.ron", "--json"]]
    commands += [["export", "dropout.safetensors", "weights.npz"], ["export", "sgd.safetensors", "network.onnx"]]
    for words in commands:
        same(machine.run(*words), first.run(*words), " ".join(words))
    for file in ("weights.npz", "network.onnx"):
        same(machine.read(file), first.read(file), file)
    return f"{len(commands)} commands print and write the same"


def carriage_returns(machine, first):
    """Text that ends its lines in \\r\\n: presets, runs, tables, and lines from standard input."""
    train = ["train", "--epochs", "30", "--quiet", "--save"]
    machine.run(*train, "dos.safetensors", "dos.ron")
    same(machine.run("eval", "dos.safetensors"), first.run("eval", "dos.safetensors"), "eval dos.safetensors")
    machine.write("dos.run.ron", first.read("sgd.run.ron").replace(b"\n", b"\r\n"))
    assert b"bit-identical" in machine.run("replay", "dos.run.ron")
    words = ["train", "--data", "-", "--epochs", "20", "--quiet", "--save", "table.safetensors"]
    machine.run(*words, input=TABLE.encode())
    same(machine.run("eval", "table.safetensors"), first.run("eval", "table.safetensors"), "eval table.safetensors")
    script = b"describe\r\nstep 40\r\n\r\nlearning-rate 0.1\r\nstep 40\r\ndescribe network\r\nback 20\r\n"
    same(*(one.run("--plain", "--engine", "fused", input=script) for one in (machine, first)), "--plain")
    return "preset, run, table, lines of commands"


def replays(machine, writer):
    """Replays the runs of a machine, and trains its checkpoints on; both end on the bits of the reader's own."""
    for name in RUNS:
        for ending in ("safetensors", "run.ron"):
            machine.write(f"other.{ending}", writer.read(f"{name}.{ending}"))
        output = machine.run("replay", "other.run.ron", "--save", "again.safetensors")
        assert b"bit-identical" in output, output.decode()[-200:]
        difference = machine.run("diff", "again.safetensors", f"{name}.safetensors").decode()
        assert "identical: recipe" in difference, difference
        on = ["--epochs", str(int(RUNS[name][2]) + 10), "--quiet", "--save"]
        machine.run("train", "other.safetensors", *on, "other-on.safetensors")
        machine.run("train", f"{name}.safetensors", *on, "own-on.safetensors")
        same(machine.read("other-on.safetensors"), machine.read("own-on.safetensors"), f"{name}, trained on,")


def recovery(machine, first):
    """Branches that standard input leaves unsaved are there at the next start."""
    machine.run("--plain", input=b"step 40\nlearning-rate 0.1\nstep 9\nback 20\nlearning-rate 0.3\nstep 9\n")
    output = machine.run("--plain", input=b"recover\nsave-run\nquit\n").decode()
    assert "Paused on branch " in output and " at epoch 38 of " in output, output
    return "of branches that were not saved"


CHECKS = {"files": train, "golden hashes": golden, "exit statuses": statuses, "output": printed}
CHECKS |= {"\\r\\n in what is read": carriage_returns, "recovery": recovery}


def main():
    report, start = Report(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="blobtui-machines-") as folder:
        own = [{"name": "own", "words": [str(Path(word).resolve())], "golden": []} for word in sys.argv[1:2]]
        machines = [Machine(folder=Path(folder), **one) for one in own or json.loads(os.environ["MACHINES"])]
        for machine in machines:
            prepare(machine)
            for what, check in CHECKS.items():
                if check is not golden or machine.golden:
                    report.row(machine.name, what, lambda: check(machine, machines[0]))
        for writer in machines:
            for reader in machines:
                words = f"runs and checkpoints of {writer.name}"
                report.row(reader.name, words, lambda: replays(reader, writer) or "the same bits")
    print(f"\nmachines: {time.monotonic() - start:.0f} s, {report.passed} passed, {report.failed} failed")
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()

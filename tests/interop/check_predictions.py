"""Every network in every format: PyTorch, onnxruntime and the exported programs predict what blobtui does."""

import csv
import re
import runpy
import subprocess

import networks
import numpy as np
import onnx
import onnxruntime
import torch
from difference import ALLOWED, allowed, difference
from program import PROGRAM, blobtui, predict
from reference import Reference
from safetensors.torch import load_file

POINTS = 1000

# The opset that onnxruntime has since 1.14, and PyTorch's exporter writes by default.
OPSET = 17


def check(report, folder):
    random = np.random.default_rng(1)
    names = [line.split()[0] for line in blobtui("presets", folder=folder).splitlines() if line.startswith("  ")]
    all_networks = [*networks.table(), *networks.special(), *networks.presets(names)]
    report.claim("all", "settings", *covers(folder, all_networks))
    rust = Rust(folder / "rust")
    for number, network in enumerate(all_networks):
        place = folder / str(number)
        place.mkdir()
        report.attempt(network.name, "all", lambda: check_network(report, network, place, random, rust))
    place = folder / "changed"
    place.mkdir()
    report.attempt("a changed weight", "all", lambda: check_changed(report, place, random, rust))
    report.attempt("all", "rs", lambda: rust.check(report))


def covers(folder, all_networks):
    """Whether the networks have every activation, loss and input that the program knows, by its own lists of them."""
    used = (
        " ".join(str(argument) for network in all_networks for argument in network.arguments).replace(",", " ").split()
    )
    missing = []
    for flag in ["--activation", "--loss", "--inputs"]:
        refused = subprocess.run([PROGRAM, "train", flag, "?"], cwd=folder, capture_output=True, text=True).stderr
        known = re.search(r"(?:possible values|allowed): ([^];\n]*)", refused).group(1).split(", ")
        missing += [name for name in known if name not in used]
    return not missing, f"missing: {missing}" if missing else ""


def check_network(report, network, folder, random, rust):
    for name, text in network.files.items():
        (folder / name).write_text(text)
    blobtui(network.command, *network.arguments, "--save", "m.safetensors", folder=folder)
    reference = Reference(folder / "m.safetensors")
    points = reference.points(POINTS, random)
    with open(folder / "points.csv", "w", newline="") as file:
        csv.writer(file).writerows(reference.rows(points))
    expected = np.array(predict("m.safetensors", "points.csv", folder))
    assert len(expected) == POINTS

    def export(file, *flags):
        blobtui("export", "m.safetensors", file, *flags, folder=folder)
        return folder / file

    weights = load_file(export("weights.safetensors", "--weights-only"))
    most = allowed(reference.predict(weights, points), reference.predict(weights, points, torch.float64))

    def compare(form, found):
        report.add(network.name, form, difference(found, expected), most)

    states = {
        "pt": lambda: torch.load(export("m.pt"), weights_only=True),
        "safetensors": lambda: weights,
        "npz": lambda: {name: torch.from_numpy(array) for name, array in np.load(export("m.npz")).items()},
    }
    for form, state in states.items():
        report.attempt(network.name, form, lambda: compare(form, reference.predict(state(), points)))
    report.attempt(network.name, "onnx", lambda: compare("onnx", run_onnx(export("m.onnx"), points)))
    rust.add(network.name, export("m.rs"), points, expected, most)
    if network.script:
        report.attempt(
            network.name,
            "py",
            lambda: compare("py", run_script(export("m.py"), folder / "weights.safetensors", points)),
        )


def check_changed(report, folder, random, rust):
    """One weight that is off by a thousandth shows in every format: a comparison that could not fail would say nothing."""
    blobtui("train", "moons", "--epochs", "30", "--save", "m.safetensors", folder=folder)
    reference = Reference(folder / "m.safetensors")
    (folder / "own.ron").write_text(reference.metadata["preset"])
    points = reference.points(POINTS, random)
    state = {name: reference.tensors[name] for name in reference.tensors if name.startswith("linear_")}
    expected = reference.predict(state, points)
    state["linear_1.weight"][0, 0] += 1e-3
    torch.save(state, folder / "changed.pt")

    def export(file, *flags):
        blobtui("export", "changed.pt", file, "--preset", "own.ron", *flags, folder=folder)
        return folder / file

    found = {
        "pt": reference.predict(torch.load(export("m.pt")), points),
        "safetensors": reference.predict(load_file(export("w.safetensors", "--weights-only")), points),
        "npz": reference.predict(
            {name: torch.from_numpy(array) for name, array in np.load(export("m.npz")).items()}, points
        ),
        "onnx": run_onnx(export("m.onnx"), points),
        "rs": rust.run(export("m.rs"), points),
    }
    for form, predictions in found.items():
        apart = difference(predictions, expected)
        report.claim("a changed weight", form, 10 * ALLOWED < apart < 1e-2, f"shows: {apart:.1e}")


def run_onnx(path, points):
    """What onnxruntime predicts with a valid model of one input, `x` of any number of rows, and one output."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert [entry.version for entry in model.opset_import] == [OPSET], model.opset_import
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (given,), (_,) = session.get_inputs(), session.get_outputs()
    assert given.name == "x" and given.shape[1:] == [points.shape[1]] and not isinstance(given.shape[0], int), given
    (all_rows,) = session.run(None, {"x": points})
    (one_row,) = session.run(None, {"x": points[:1]})
    assert one_row.shape == (1, *all_rows.shape[1:])
    return all_rows


def run_script(path, weights, points):
    """What the class of a script predicts with the trained weights."""
    names = runpy.run_path(str(path))
    model = names["NeuralNet"]()
    model.load_state_dict(load_file(weights))
    return model.predict(torch.from_numpy(points)).numpy()


class Rust:
    """The functions in Rust, compiled together, as one program that is given the number of a network and its points."""

    MAIN = """
use std::io::BufRead;

trait Print {
    fn print(self);
}

impl Print for f32 {
    fn print(self) {
        println!("{self:?}");
    }
}

impl<const N: usize> Print for [f32; N] {
    fn print(self) {
        println!("{}", self.map(|number| format!("{number:?}")).join(" "));
    }
}

fn each<const N: usize, P: Print>(predict: fn([f32; N]) -> P) {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let numbers: Vec<f32> = line.split(' ').map(|number| number.parse().unwrap()).collect();
        predict(numbers.try_into().unwrap()).print();
    }
}
"""

    def __init__(self, folder):
        self.folder, self.networks = folder, []
        folder.mkdir()

    def add(self, name, path, points, expected, most):
        (self.folder / f"network_{len(self.networks)}.rs").write_text(path.read_text())
        self.networks.append((name, points, expected, most))

    def check(self, report):
        self.compile(len(self.networks))
        for number, (name, points, expected, most) in enumerate(self.networks):
            report.add(name, "rs", difference(self.predict(number, points), expected), most)

    def run(self, path, points):
        """What one function predicts."""
        alone = Rust(self.folder / "alone")
        alone.add("", path, points, None, None)
        alone.compile(1)
        return alone.predict(0, points)

    def compile(self, count):
        modules = "".join(f"mod network_{number};\n" for number in range(count))
        arms = "".join(f'        "{number}" => each(network_{number}::predict),\n' for number in range(count))
        main = f"fn main() {{\n    match std::env::args().nth(1).unwrap().as_str() {{\n{arms}        _ => panic!(),\n    }}\n}}\n"
        (self.folder / "main.rs").write_text(f"#![deny(warnings)]\n{modules}{self.MAIN}{main}")
        command = ["rustc", "--edition", "2021", "-C", "opt-level=1", "main.rs"]
        built = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        assert built.returncode == 0, built.stderr

    def predict(self, number, points):
        rows = "\n".join(" ".join(str(number) for number in point) for point in points)
        command = [self.folder / "main", str(number)]
        printed = subprocess.run(command, input=rows, capture_output=True, text=True, check=True).stdout
        return [[float(number) for number in line.split()] for line in printed.splitlines()]

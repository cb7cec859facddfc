"""pandas reads both tables of a sweep with the types that they have, and the same numbers."""

import io

import pandas as pd
from program import blobtui

WORDS = [
    "sweep", "--seeds", "0..6", "--vary", "learning-rate=0.03,0.3,1e6", "--vary", "hidden=3/5,5",
    "--vary", "optimizer=sgd,adam", "--epochs", "60", "--batch", "20", "--until", "test-loss<0.2",
]  # fmt: skip
WHOLE = ["run", "seed", "epochs", "train", "test", "evaluated_every", "epochs_trained"]
# Not in every row.
WHOLE_OR_MISSING = ["best_epoch", "target_epoch", "diverged_epoch", "diverged_batch"]
NUMBERS = ["learning-rate", "noise", "train_loss", "test_loss", "train_accuracy", "best_test_loss"]
TEXTS = ["sweep", "preset", "optimizer", "loss", "hidden", "recipe", "state", "state_hash", "checksum", "until"]
EMPTY = ["data", "weights-seed", "train_r2", "best_test_r2"]


def check(report, folder):
    blobtui(*WORDS, "--out", "table.csv", folder=folder)
    blobtui(*WORDS, "--out", "table.jsonl", folder=folder)
    frames = {
        "csv": pd.read_csv(folder / "table.csv", dtype_backend="numpy_nullable", float_precision="round_trip"),
        "jsonl": pd.read_json(
            folder / "table.jsonl", lines=True, dtype_backend="numpy_nullable", precise_float=True
        ),
    }
    for name, frame in frames.items():
        check_types(report, name, frame)
    csv, lines = frames["csv"], frames["jsonl"]
    report.claim("tables", "csv and jsonl", list(csv.columns) == list(lines.columns), f"{len(csv.columns)} columns")
    for column in WHOLE + WHOLE_OR_MISSING + NUMBERS:
        same = csv[column].astype("Float64").equals(lines[column].astype("Float64"))
        report.claim(f"tables: {column}", "csv and jsonl", same)
    plain = pd.read_csv(folder / "table.csv")
    report.claim("tables", "csv, defaults", all(pd.api.types.is_integer_dtype(plain[name]) for name in WHOLE))
    report.claim("tables", "csv, defaults", plain["diverged"].dtype == bool and 0 < plain["diverged"].sum() < len(plain))
    # Numbers that happen to be whole stay numbers.
    report.claim("tables: dropout", "csv", pd.api.types.is_float_dtype(csv["dropout"].dtype))
    check_curves(report, folder, csv)


def check_types(report, name, frame):
    types = pd.api.types
    report.claim("tables: runs", name, list(frame["run"]) == list(range(1, 73)), f"{len(frame)} rows")
    for column in WHOLE + WHOLE_OR_MISSING:
        report.claim(f"tables: {column}", name, types.is_integer_dtype(frame[column].dtype), str(frame[column].dtype))
    for column in NUMBERS:
        report.claim(f"tables: {column}", name, types.is_float_dtype(frame[column].dtype), str(frame[column].dtype))
    for column in TEXTS:
        report.claim(f"tables: {column}", name, types.is_string_dtype(frame[column].dtype), str(frame[column].dtype))
    for column in EMPTY:
        report.claim(f"tables: {column}", name, frame[column].isna().all(), "is missing everywhere")
    diverged = frame["diverged"]
    report.claim("tables: diverged", name, types.is_bool_dtype(diverged.dtype), str(diverged.dtype))
    report.claim("tables: diverged_epoch", name, (frame["diverged_epoch"].notna() == diverged).all())
    # Only Adam has betas.
    report.claim("tables: betas", name, (frame["betas"].notna() == (frame["optimizer"] == "adam")).all())


def check_curves(report, folder, results):
    blobtui("sweep", "curves", "table.csv", "--where", "seed=3", "--out", "curves.csv", folder=folder)
    curves = pd.read_csv(io.StringIO((folder / "curves.csv").read_text()))
    last = curves.groupby("run")["epoch"].max()
    rows = results.set_index("run").loc[last.index]
    report.claim("curves", "csv", (last.to_numpy() == rows["epochs_trained"].to_numpy()).all(), f"{len(last)} runs")
    best = curves.groupby("run")["test_loss"].min().to_numpy() - rows["best_test_loss"].to_numpy(dtype=float)
    report.add("curves: best test loss", "csv", abs(best).max(), 0.0)

"""Compares blobtui's files with what other programs make of them, and prints a table of differences.

    tests/interop/run [predictions|scripts|weights|logs|tables]...

Each check adds rows: a network or file, a format, the largest difference and the most that is allowed. Any other
failure is a row, too. Ends with status 1 if a row failed.
"""

import sys
import tempfile
import time
import traceback
from pathlib import Path

import check_logs
import check_predictions
import check_scripts
import check_tables
import check_weights

CHECKS = {
    "weights": check_weights.check,
    "predictions": check_predictions.check,
    "scripts": check_scripts.check,
    "logs": check_logs.check,
    "tables": check_tables.check,
}


class Report:
    def __init__(self):
        self.rows, self.passed, self.failed = [], 0, 0

    def add(self, name, form, difference, allowed):
        """A difference, which has to be a number and no more than what is allowed."""
        self._count(name, form, difference <= allowed, f"{difference:.1e}", f"of {allowed:.0e}")

    def claim(self, name, form, holds, words=""):
        """Something that holds or not."""
        self._count(name, form, bool(holds), "yes" if holds else "NO", words)

    def attempt(self, name, form, function):
        """Runs a check that adds rows itself; what it raises is a failure."""
        try:
            function()
        except Exception as error:
            traceback.print_exc()
            self._count(
                name, form, False, "error", str(error).strip().splitlines()[-1][:200] if str(error) else repr(error)
            )

    def _count(self, name, form, holds, result, words):
        self.passed += holds
        self.failed += not holds
        print(f"{name:<44.44}  {form:<22}  {result:>8} {words}{'' if holds else '  FAILED'}", flush=True)


def main():
    names = sys.argv[1:] or list(CHECKS)
    report, start = Report(), time.monotonic()
    print(f"{'network or file':<44}  {'format':<22}  {'largest difference':>8}")
    for name in names:
        with tempfile.TemporaryDirectory(prefix="blobtui-interop-") as folder:
            report.attempt(name, "all", lambda: CHECKS[name](report, Path(folder)))
    print(f"\ninterop: {time.monotonic() - start:.0f} s")
    print(f"{report.passed} passed, {report.failed} failed")
    sys.exit(1 if report.failed or not report.passed else 0)


if __name__ == "__main__":
    main()

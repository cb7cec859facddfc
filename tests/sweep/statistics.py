"""Writes tests/fixtures/statistics.json: intervals and tests of SciPy and statsmodels.

    python3 tests/sweep/statistics.py        # needs numpy, scipy, statsmodels
"""

import json
import pathlib

import numpy
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

SEEDS = 20


def wilson(count, total):
    low, high = proportion_confint(count, total, method="wilson")
    return {"count": count, "total": total, "low": low, "high": high}


def sign_test(one, other):
    return {"one": one, "other": other, "p": stats.binomtest(one, one + other).pvalue}


def median(numbers):
    ends = []
    for seed in range(SEEDS):
        found = stats.bootstrap(
            (numbers,), numpy.median, n_resamples=2000, method="percentile", rng=numpy.random.default_rng(seed)
        )
        ends.append((found.confidence_interval.low, found.confidence_interval.high))
    lows, highs = zip(*ends)

    def spread(values):
        # Another generator is another seed: allow as much again on both sides, and a little where all agree.
        room = max(values) - min(values) + 1e-9
        return {"least": min(values) - room, "most": max(values) + room}

    numbers = [float(number) for number in numbers]
    return {"numbers": numbers, "median": float(numpy.median(numbers)), "low": spread(lows), "high": spread(highs)}


generator = numpy.random.default_rng(1)
fixture = {
    "wilson": [wilson(*case) for case in [(0, 10), (10, 10), (5, 10), (1, 3), (7581, 9100), (999, 1000), (1, 100000)]],
    "sign_test": [sign_test(*case) for case in [(1, 0), (5, 5), (8, 2), (2, 8), (60, 40), (1, 30), (5200, 4800), (0, 100)]],
    "median": [
        median(numpy.round(generator.normal(size=31), 6)),
        median(numpy.round(generator.lognormal(size=100), 6)),
        median(numpy.array([1.0, 2.0])),
    ],
}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "statistics.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")

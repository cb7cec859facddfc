"""Writes the tables of src/random/ziggurat.rs:

    python3 tests/ziggurat/tables.py > src/random/ziggurat.rs

They are those of rand_distr, bit for bit, which has them from the recursion of Doornik's paper, in double precision and
printed with 18 decimals. Here exp and ln are computed with 60 digits and rounded, so that every machine writes the same.
"""

from decimal import Decimal, getcontext
from math import sqrt

LAYERS = 256
# Where the tail begins, and the area of every layer, as Doornik gives them for 256 layers.
TAIL = 3.6541528853610088
AREA = 0.00492867323399

getcontext().prec = 60


def density(x):
    return float(Decimal(-x * x / 2).exp())


def inverse(y):
    return sqrt(-2 * float(Decimal(y).ln()))


def literal(number):
    """What rand_distr prints of a number, in as few digits as say the same, in threes as Rust has them."""
    whole, decimals = repr(float(f"{number:.18f}")).split(".")
    return whole + "." + "_".join(decimals[at : at + 3] for at in range(0, len(decimals), 3))


def table(name, words, numbers):
    print(f"\n/// {words}\n#[rustfmt::skip]\npub(super) static {name}: [f64; {len(numbers)}] = [")
    for at in range(0, len(numbers), 4):
        print("    " + " ".join(literal(number) + "," for number in numbers[at : at + 4]))
    print("];")


edges = [AREA / density(TAIL), TAIL]
while len(edges) < LAYERS:
    edges.append(inverse(AREA / edges[-1] + density(edges[-1])))
edges.append(0.0)

print("//! Tables of the ziggurat for the normal distribution, written by `tests/ziggurat/tables.py`.")
print(f"\n/// Where the tail begins.\npub(super) const TAIL: f64 = {literal(TAIL)};")
table("EDGES", "How far each layer reaches; the first is as wide as one of its height with the tail's area, too.", edges)
table("DENSITIES", "e^(-x² / 2) at each edge.", [density(edge) for edge in edges])

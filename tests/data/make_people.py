"""Writes titanic.csv and penguins.csv: made-up tables with the columns, the size, the missing cells and the text of the
well-known ones.

    python tests/data/make_people.py

needs Python alone, and writes the same bytes each time: every number comes from a generator of its own.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


class Random:
    """Numerical Recipes' linear congruential generator, whose numbers no version of Python changes."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (1664525 * self.state + 1013904223) % 2**32
        return self.state / 2**32

    def normal(self, mean, deviation):
        return mean + deviation * (sum(self.uniform() for _ in range(12)) - 6)

    def choice(self, values, weights):
        left = self.uniform() * sum(weights)
        for value, weight in zip(values, weights):
            left -= weight
            if left < 0:
                return value
        return values[-1]


def titanic(random):
    yield "PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked"
    for number in range(1, 892):
        sex = random.choice(["male", "female"], [577, 314])
        level = random.choice([1, 2, 3], [216, 184, 491])
        age = max(0.5, round(2 * random.normal(42 - 4.5 * level, 13)) / 2)
        siblings = random.choice([0, 1, 2, 3, 4], [608, 209, 28, 16, 18])
        parents = random.choice([0, 1, 2], [678, 118, 80])
        fare = round(max(4.0, random.normal([84, 21, 13][level - 1], [40, 8, 5][level - 1])), 4)
        lives = 0.72 * (sex == "female") + [0.28, 0.14, 0.0][level - 1] + 0.2 * (age < 12) + 0.05
        survived = int(random.uniform() < min(0.97, lives))
        title = {"male": "Mr.", "female": "Mrs." if siblings else "Miss."}[sex]
        cabin = f"{'ABCDE'[level]}{1 + int(99 * random.uniform())}" if random.uniform() < [0.8, 0.1, 0.02][level - 1] else ""
        age = "" if random.uniform() < 0.2 else f"{age:g}"
        port = "" if number in (62, 830) else random.choice(["S", "C", "Q"], [644, 168, 77])
        name = f'"Passenger, {title} No. {number}"'
        yield f"{number},{survived},{level},{name},{sex},{age},{siblings},{parents},{100000 + 37 * number},{fare:g},{cabin},{port}"


SPECIES = [
    ("Adelie", 152, 38.8, 18.3, 190.0, 3700, ["Biscoe", "Dream", "Torgersen"]),
    ("Chinstrap", 68, 48.8, 18.4, 195.8, 3733, ["Dream"]),
    ("Gentoo", 124, 47.5, 15.0, 217.2, 5076, ["Biscoe"]),
]


def penguins(random):
    yield "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year"
    for species, count, length, depth, flipper, mass, islands in SPECIES:
        for number in range(count):
            sex = random.choice(["male", "female"], [1, 1])
            grown = 1 if sex == "male" else -1
            cells = [
                f"{random.normal(length + 1.7 * grown, 2.2):.1f}",
                f"{random.normal(depth + 0.7 * grown, 0.85):.1f}",
                f"{random.normal(flipper + 3.5 * grown, 5.5):.0f}",
                f"{50 * round(random.normal(mass + 330 * grown, 300) / 50)}",
                sex,
            ]
            if number == 3 and species != "Chinstrap":
                cells = ["NA"] * 5
            elif number % 35 == 8 and species != "Chinstrap":
                cells[4] = "NA"
            yield ",".join([species, islands[number % len(islands)], *cells, str(2007 + number % 3)])


for name, rows in {"titanic.csv": titanic(Random(7)), "penguins.csv": penguins(Random(11))}.items():
    (FOLDER / name).write_text("\n".join(rows) + "\n")

"""Learns the second opinion on danger: `python -m training.alarms` writes triage/alarm.txt anew.

The examples are training/calls/*.csv (text, flag, voice; no flag for what is no danger) and the
ordinary messages of the demonstration city.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from models.enums import Urgency
from training.sample.city import load_city
from triage.alarm import UNIT, WEIGHTS, Alarm, dumped, grams, windows
from triage.text import clean

EXAMPLES = Path(__file__).with_name("calls")
_SLOT = re.compile(r"\{\w+\}|\|")
# What the lines of the file of weights are made with.
_CONTROL = re.compile(r"[\t\n\r]")
_STRENGTH = 30.0
_MINIMUM_ROWS = 2
_LEAST_WEIGHT = 5
_LEAST_TELLING = 40
# Of fewer examples than this nothing is learned that would name a danger.
_FEWEST = 5
_ROUNDS = 2


class Example(NamedTuple):
    """A message and the dangers it may be called, none for an ordinary one."""

    text: str
    flags: tuple[str, ...]


def examples(folder: Path = EXAMPLES) -> list[Example]:
    """The written examples in the order of their files."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                flags = tuple(row["flag"].split("|")) if row["flag"] else ()
                found.append(Example(clean(row["text"]).text, flags))
    return found


def ordinary() -> list[Example]:
    """Ordinary messages of the demonstration city, without their blanks."""
    return [
        Example(clean(_SLOT.sub("", "".join(kernel.text))).text, ())
        for kernel in load_city().kernels
        if kernel.urgency is Urgency.NORMAL
    ]


def learn(rows: Sequence[Example]) -> Alarm:
    """Logistic regression on grams, its weights rounded to hundredths; same rows, same weights.

    Where a danger is told at length nobody wrote down which window tells it: after a first round
    the loudest one teaches.
    """
    ordinary_pieces = [piece for row in rows if not row.flags for piece in windows(row.text)]
    dangers = [row for row in rows if row.flags and row.text]
    heard = _fitted([row.text for row in dangers], ordinary_pieces)
    for _ in range(_ROUNDS):
        told = [max(windows(row.text), key=heard.score) for row in dangers]
        heard = _fitted(told, ordinary_pieces)
    told = [max(windows(row.text), key=heard.score) for row in dangers]
    biases, tells = _telling(told, dangers)
    return replace(heard, biases=biases, tells=tells)


def _fitted(dangers: Sequence[str], others: Sequence[str]) -> Alarm:
    counter = CountVectorizer(analyzer=grams, binary=True, min_df=_MINIMUM_ROWS, lowercase=False)
    counts = counter.fit_transform([*dangers, *others])
    called = np.array([True] * len(dangers) + [False] * len(others))
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0)
    model.fit(normalize(counts), called)
    names = counter.get_feature_names_out().tolist()
    rounded = np.round(model.coef_[0] * UNIT).astype(int).tolist()
    weights = {
        name: weight
        for name, weight in zip(names, rounded, strict=True)
        if abs(weight) >= _LEAST_WEIGHT and not _CONTROL.search(name)
    }
    bias = round(float(model.intercept_[0]) * UNIT)
    return Alarm(bias=bias, weights=weights, biases={}, tells={})


def _telling(
    told: Sequence[str], dangers: Sequence[Example]
) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """For each danger with enough examples how its grams tell it from the others."""
    counter = CountVectorizer(analyzer=grams, binary=True, min_df=_MINIMUM_ROWS, lowercase=False)
    counts = normalize(counter.fit_transform(told))
    names = counter.get_feature_names_out().tolist()
    biases: dict[str, int] = {}
    tells: dict[str, dict[str, int]] = {}
    for danger, count in sorted(Counter(flag for row in dangers for flag in row.flags).items()):
        if not _FEWEST <= count < len(dangers):
            continue
        model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0)
        model.fit(counts, np.array([danger in row.flags for row in dangers]))
        biases[danger] = round(float(model.intercept_[0]) * UNIT)
        for name, weight in zip(names, np.round(model.coef_[0] * UNIT).astype(int), strict=True):
            if abs(weight) >= _LEAST_TELLING and not _CONTROL.search(name):
                tells.setdefault(name, {})[danger] = int(weight)
    return biases, tells


def main() -> None:
    """Write the weights."""
    WEIGHTS.write_text(dumped(learn([*examples(), *ordinary()])), encoding="utf-8")


if __name__ == "__main__":
    main()

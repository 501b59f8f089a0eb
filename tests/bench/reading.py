"""What is read out of a text besides the unit: `python tests/bench/reading.py [PART …] [--rows N]`.

Parts, all by default, each printed as one line of figures:
dangers   recall and precision on the written messages; share flagged among ordinary kernels, time.
deletion  500 unseen generated tickets: the top unit's probability falls when the underlined words
          are cut out, against as many random words of the same text.
matters   1,000 unseen tickets of one matter and 1,000 pairs of different catalogue branches glued
          together: detection precision and recall, share of cuts within 12 characters.
similar   planted repeats among 200,000 generated tickets: recall@5 of word index and SVD, time.
groups    near_group pairs of topics_all.csv: recall@5.
"""

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from models.enums import Urgency
from tests.bench.similar_found import groups, similar, trained
from training.alarms import EXAMPLES
from training.sample.city import load_city
from triage.explain import explain
from triage.flags import find_flags
from triage.matters import matter_spans
from triage.pipeline import Classifier
from triage.text import clean

HERE = Path(__file__).parent
UNLEARNED = HERE.parent / "triage" / "data" / "dangers_unlearned.csv"
JOINS = ("", "另外，", "。还有一个问题，", "。另外", "\n", "，还有就是", "。顺便反映，", "。")


def dangers(_: int) -> None:
    for name, paths in (
        ("all written", [UNLEARNED, *sorted(EXAMPLES.glob("*.csv"))]),
        ("of those never learned from", [UNLEARNED]),
    ):
        rows = [row for path in paths for row in csv.DictReader(path.open(encoding="utf-8"))]
        called = [{one.name for one in find_flags(clean(row["text"]))} for row in rows]
        pairs = list(zip(rows, called, strict=True))
        true = [(set(row["flag"].split("|")), names) for row, names in pairs if row["flag"]]
        false = sum(bool(names) for row, names in pairs if not row["flag"])
        found = sum(bool(names) for _, names in true)
        print(
            f"dangers, {name}: {len(true)}, recall {found / len(true):.3f}, right flag "
            f"{sum(bool(flags & names) for flags, names in true) / len(true):.3f}; "
            f"{len(rows) - len(true)} others, {false / (len(rows) - len(true)):.3f} flagged, "
            f"precision {found / (found + false):.3f}"
        )
    ordinary_flags()


def ordinary_flags() -> None:
    """Flags and time on the city's messages that are no emergencies."""
    kernels = [one for one in load_city().kernels if one.urgency is not Urgency.EMERGENCY]
    texts = [clean("".join(one.text)) for one in kernels]
    flags: Counter[str] = Counter()
    called, took = 0, []
    find_flags(texts[0])
    for text in texts:
        began = perf_counter()
        found = [one for one in find_flags(text) if one.hand_over]
        took.append((perf_counter() - began) * 1_000)
        flags.update(one.name for one in found)
        called += bool(found)
    each = ", ".join(f"{name} {count / len(texts):.4f}" for name, count in flags.most_common())
    p50, p99 = np.quantile(took, [0.5, 0.99])
    print(f"  {called / len(texts):.3f} of {len(texts)} ordinary messages flagged: {each}")
    print(f"  p50 {p50:.3f} ms, p99 {p99:.3f} ms")


def deletion(_: int) -> None:
    classifier, unseen = trained()
    draw = random.Random(9)
    texts = [one.text for one in draw.sample([one for one in unseen if len(one.text) >= 20], 500)]
    falls: list[tuple[float, float]] = []
    for text in texts:
        before = classifier.probabilities([text]).units[0]
        top = int(before.argmax())
        (words,) = explain(classifier, clean(text), units=[classifier.units[top]], limit=6)
        marked = [(one.span.start, one.span.end) for one in words]
        chance = some_words(classifier, text, count=len(marked), draw=draw)
        left = [without(text, marked), without(text, chance)]
        after = classifier.probabilities(left).units[:, top]
        falls.append((float(before[top] - after[0]), float(before[top] - after[1])))
    ours, random_words = np.asarray(falls).T
    print(
        f"deletion: {len(falls)} tickets, lowered {np.mean(ours > 0):.3f}, mean fall "
        f"{ours.mean():.3f} against {random_words.mean():.3f} for random words, "
        f"larger in {np.mean(ours > random_words):.3f}"
    )


def some_words(
    classifier: Classifier, text: str, *, count: int, draw: random.Random
) -> list[tuple[int, int]]:
    cleaned = clean(text)
    tokens = classifier.featuriser.tokenizer.tokens(cleaned.text)
    spans = [cleaned.span(one.start, one.end) for one in tokens if one.word.isalnum()]
    known = [one for one in spans if one is not None]
    return draw.sample(known, min(count, len(known)))


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    gone = {place for start, end in spans for place in range(start, end)}
    return "".join(mark for place, mark in enumerate(text) if place not in gone)


def glued(one: str, two: str, draw: random.Random) -> tuple[str, int]:
    """Two texts as people put them together, and where the second begins."""
    join = draw.choice([*JOINS, "list"])
    if join == "list":
        return f"1、{one}\n2、{two}", len(one) + 3
    one = one.rstrip("。！？!?.，, ") + ("。" if join in ("", "另外，") else "")
    return one + join + two, len(one) + (join[:1] in "。，\n" and join != "")


def matters(_: int) -> None:
    classifier, unseen = trained()
    draw = random.Random(5)
    rows = [one for one in unseen if len(one.text) >= 12]
    single = sum(len(spans_of(classifier, one.text)) > 1 for one in draw.sample(rows, 1_000))
    found = placed = 0
    took: list[float] = []
    for _pair in range(1_000):
        one, two = draw.sample(rows, 2)
        while one.category[:2] == two.category[:2] or one.unit == two.unit:
            one, two = draw.sample(rows, 2)
        text, border = glued(one.text, two.text, draw)
        began = perf_counter()
        starts = spans_of(classifier, text)[1:]
        took.append(perf_counter() - began)
        found += bool(starts)
        placed += any(abs(start - border) <= 12 for start in starts)
    print(
        f"matters: recall {found / 1_000:.3f}, precision {found / (found + single):.3f}, cut at "
        f"the border {placed / found:.3f}, p50 {1_000 * np.median(took):.1f} ms"
    )


def spans_of(classifier: Classifier, text: str) -> list[int]:
    return [span.start for span in matter_spans(classifier, clean(text))]


PARTS = {part.__name__: part for part in (dangers, deletion, matters, similar, groups)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--rows", type=int, default=200_000)
    given = parser.parse_args()
    for name in given.parts or PARTS:
        PARTS[name](given.rows)


if __name__ == "__main__":
    main()

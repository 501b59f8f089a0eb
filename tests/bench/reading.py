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
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np
from sklearn.decomposition import TruncatedSVD

sys.path.insert(0, str(Path(__file__).parents[2]))

from models.enums import Urgency
from tests.bench.figures import keep
from training.alarms import EXAMPLES
from training.sample.city import load_city
from training.sample.generator import generate
from training.sample.ticket import SampleTicket
from triage.explain import explain
from triage.features import Featuriser
from triage.flags import find_flags
from triage.matters import matter_spans
from triage.pipeline import Classifier, Examples, fit
from triage.recipe import Recipe
from triage.similar import SimilarIndex, Window, build_similar
from triage.text import clean
from triage.tokens import Tokenizer

HERE = Path(__file__).parent
UNLEARNED = HERE.parent / "triage" / "data" / "dangers_unlearned.csv"
TOPICS = HERE.parents[2] / "shared" / "data" / "topics_all.csv"
START, END = date(2024, 1, 1), date(2026, 10, 31)
JOINS = ("", "另外，", "。还有一个问题，", "。另外", "\n", "，还有就是", "。顺便反映，", "。")


def tickets(rows: int, seed: int) -> list[SampleTicket]:
    return list(generate(load_city(), rows=rows, seed=seed, start=START, end=END))


def full(ticket: SampleTicket) -> str:
    return f"{ticket.title}\n{ticket.text}" if ticket.title else ticket.text


@cache
def trained() -> tuple[Classifier, list[SampleTicket]]:
    """Learned from the first 18,000 of 20,000 tickets, with the others beside it."""
    rows = tickets(20_000, 12_345)
    seen, unseen = rows[:18_000], rows[18_000:]
    examples = Examples(
        texts=[full(one) for one in seen],
        units=[one.unit for one in seen],
        categories=[one.category for one in seen],
        kinds=[str(one.kind) for one in seen],
    )
    return fit(examples, Recipe(), lambda stage, fraction: None), unseen


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


def similar(rows: int) -> None:
    classifier, _ = trained()
    past = tickets(rows, 777)
    began = perf_counter()
    index = build_similar(
        classifier,
        references=[one.id for one in past],
        texts=[full(one) for one in past],
        units=[one.unit for one in past],
        areas=[one.area for one in past],
        received=[one.received_at for one in past],
    )
    built = perf_counter() - began
    memory = sum(
        part.nbytes for part in (index.postings.data, index.postings.indices, index.postings.indptr)
    )
    root = {one.id: one.repeat_of or one.id for one in past}
    repeats = [one for one in past[rows // 2 :] if one.repeat_of]
    asked = random.Random(1).sample(repeats, min(1_000, len(repeats)))
    print(f"similar: {rows:,} tickets, built in {built:.0f} s, postings {memory / 1e6:.0f} MB")
    found: dict[str, float] = {}
    for name, window in (
        ("whole history", lambda _: None),
        ("30 days", lambda one: window_of(one, place=False)),
        ("30 days, one street", lambda one: window_of(one, place=True)),
    ):
        recall, took = recalled(index, classifier, asked, root, window)
        found[f"similar recall@5 {name}"] = recall
        found[f"similar p99 ms {name}"] = float(np.quantile(took, 0.99))
        print(f"  word index, {name}: {figures(recall, took)}")
    keep("reading", found)
    svd_compared(index, past, asked, root)
    print(f"  peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def window_of(ticket: SampleTicket, *, place: bool) -> Window:
    since = date.fromordinal(ticket.received_at.toordinal() - 30)
    return Window(since=since, areas=frozenset({ticket.area}) if place and ticket.area else None)


def recalled(
    index: SimilarIndex,
    classifier: Classifier,
    asked: Sequence[SampleTicket],
    root: dict[str, str],
    window: Callable[[SampleTicket], Window | None],
) -> tuple[float, list[float]]:
    """How often another ticket of the same matter is among five, not the ticket itself; ms."""
    hits = 0
    took: list[float] = []
    for one in asked:
        words = classifier.featuriser.word_rows([clean(full(one)).text])
        began = perf_counter()
        found = index.nearest(words, limit=6, window=window(one))[0]
        took.append((perf_counter() - began) * 1_000)
        others = [each.reference for each in found if each.reference != one.id][:5]
        hits += any(root[other] == root[one.id] for other in others)
    return hits / len(asked), took


def figures(recall: float, took: Sequence[float]) -> str:
    p50, p99 = np.quantile(took, [0.5, 0.99])
    return f"recall@5 {recall:.3f}, p50 {p50:.1f} ms, p99 {p99:.1f} ms"


def svd_compared(
    index: SimilarIndex,
    past: Sequence[SampleTicket],
    asked: Sequence[SampleTicket],
    root: dict[str, str],
) -> None:
    rows = index.postings.T.tocsr()
    began = perf_counter()
    dense = TruncatedSVD(128, random_state=0).fit(rows[:30_000]).transform(rows)
    dense = (dense / (np.linalg.norm(dense, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    built = perf_counter() - began
    place = {one.id: number for number, one in enumerate(past)}
    hits, took = 0, []
    for one in asked:
        began = perf_counter()
        near = dense @ dense[place[one.id]]
        best = np.argpartition(-near, 6)[:6]
        took.append((perf_counter() - began) * 1_000)
        others = [past[number].id for number in best.tolist() if past[number].id != one.id][:5]
        hits += any(root[other] == root[one.id] for other in others)
    size = f"built in {built:.0f} s, {dense.nbytes / 1e6:.0f} MB"
    print(f"  SVD 128, whole history: {figures(hits / len(asked), took)}, {size}")


def groups(_: int) -> None:
    with TOPICS.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    tokenizer = Tokenizer()
    featuriser = Featuriser(recipe=Recipe(), tokenizer=tokenizer)
    texts = [clean(row["text"]).text for row in rows]
    features = featuriser.fit_features(texts).words
    alike = features @ features.T.tocsr()
    members: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        members.setdefault(row["near_group"], []).append(number)
    asked = [one for group in members.values() if len(group) > 1 for one in group]
    hits = 0
    for one in asked:
        start, end = alike.indptr[one], alike.indptr[one + 1]
        order = np.argsort(-alike.data[start:end])[:6]
        best = [other for other in alike.indices[start:end][order].tolist() if other != one][:5]
        hits += any(rows[other]["near_group"] == rows[one]["near_group"] for other in best)
    print(f"groups: {len(asked)} rows with a near-duplicate, recall@5 {hits / len(asked):.3f}")


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

"""How many planted repeats and written pairs the word index finds, and how long it takes."""

import csv
import random
import resource
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np
from sklearn.decomposition import TruncatedSVD

from tests.bench.figures import keep
from training.sample.city import load_city
from training.sample.generator import generate
from training.sample.ticket import SampleTicket
from triage.features import Featuriser
from triage.pipeline import Classifier, Examples, fit
from triage.recipe import Recipe
from triage.similar import SimilarIndex, Window, build_similar
from triage.text import clean
from triage.tokens import Tokenizer

TOPICS = Path(__file__).parents[3] / "shared" / "data" / "topics_all.csv"

START, END = date(2024, 1, 1), date(2026, 10, 31)


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

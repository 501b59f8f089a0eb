"""How fast the router is: `python tests/bench/routing_speed.py [--rows 20000] [--processes 2]`.

Trains on the generator's history, then times clean text → features → heads in bulk (200 characters,
all heads) in one and in several processes, and single warm suggestions with everything around them.
Segments with jieba alone or with the accelerator, whichever is asked for.
"""

import argparse
import os
import pickle
import platform
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from multiprocessing import Queue, get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from city import city_knowledge
from figures import keep

from training.sample.city import load_city
from training.sample.generator import generate
from triage.artifact import Manifest, load, save
from triage.pipeline import Classifier, Examples, fit
from triage.recipe import Recipe
from triage.suggester import Query, Suggester
from triage.tokens import Tokenizer

DAY = date(2026, 10, 1)
LENGTH = 200
BATCH = 2_000


def tickets(rows: int, seed: int) -> list[tuple[str, str, str | None, str]]:
    made = generate(load_city(), rows=rows, seed=seed, start=date(2024, 1, 1), end=DAY)
    return [(one.text, one.unit, one.category, str(one.kind)) for one in made]


def long_texts(count: int) -> list[str]:
    """Generated matters joined and cut to the length that the bar names."""
    made = iter([text for text, *_ in tickets(count * 4, 99)])
    found = []
    for _ in range(count):
        text = ""
        while len(text) < LENGTH:
            text += next(made)
        found.append(text[:LENGTH])
    return found


def trained(rows: int) -> Classifier:
    texts, units, categories, kinds = zip(*tickets(rows, 12345), strict=True)
    start = time.perf_counter()
    examples = Examples(texts=texts, units=units, categories=categories, kinds=kinds)
    classifier = fit(examples, Recipe(), lambda stage, fraction: None)
    print(f"training on {rows} tickets: {time.perf_counter() - start:.1f} s")
    return classifier


def slow(classifier: Classifier) -> Classifier:
    """The same classifier, cutting with jieba itself: for other words than the trade's it does."""
    tokenizer = Tokenizer(words=(*classifier.featuriser.tokenizer.words, "一个从不出现的词"))
    featuriser = pickle.loads(pickle.dumps(classifier.featuriser))
    featuriser.tokenizer = tokenizer
    return replace(classifier, featuriser=featuriser)


def crunch(classifier: Classifier, texts: list[str]) -> tuple[float, float]:
    start = time.monotonic()
    for at in range(0, len(texts), 512):
        classifier.probabilities(texts[at : at + 512])
    return start, time.monotonic()


def crunch_together(
    classifier: Classifier, texts: list[str], gate: Barrier, spans: "Queue[tuple[float, float]]"
) -> None:
    classifier.probabilities(texts[:50])
    gate.wait()
    spans.put(crunch(classifier, texts))


def bulk(name: str, classifier: Classifier, texts: list[str], processes: int) -> dict[str, float]:
    """Processes start by fork, warm up, and count only while all of them work."""
    classifier.probabilities(texts[:50])
    start, stop = crunch(classifier, texts)
    print(f"{name:14s} bulk, 1 process: {len(texts) / (stop - start):7.0f}/s")
    forked = get_context("fork")
    gate, spans = forked.Barrier(processes), forked.Queue()
    many = texts * 4
    workers = [
        forked.Process(target=crunch_together, args=(classifier, many, gate, spans))
        for _ in range(processes)
    ]
    for one in workers:
        one.start()
    found = [spans.get() for _ in workers]
    for one in workers:
        one.join()
    took = max(stop for _, stop in found) - min(start for start, _ in found)
    rate = processes * len(many) / took
    print(f"{name:14s} bulk, {processes} processes: {rate:7.0f}/s")
    return {f"{name} bulk /s": rate}


def singles(name: str, classifier: Classifier, texts: list[str]) -> dict[str, float]:
    manifest = Manifest(
        version="bench",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        recipe=classifier.recipe,
        labels={},
        rows=1,
        trained_on="bench",
    )
    with TemporaryDirectory() as folder:
        place = Path(folder) / "bench"
        save(place, classifier=classifier, similar=None, manifest=manifest, key=b"bench")
        size = sum(file.stat().st_size for file in place.iterdir()) / 1e6
        start = time.perf_counter()
        artifact = load(place, key=b"bench")
        loading = time.perf_counter() - start
        print(f"{name:14s} artefact {size:.0f} MB, load {loading:.2f} s")
    suggester = Suggester(artifact, city_knowledge())
    took = []
    for text in texts:
        start = time.perf_counter()
        suggester.suggest(Query(text=text), on=DAY)
        took.append(1000 * (time.perf_counter() - start))
    p50, p99 = np.percentile(took[50:], [50, 99])
    print(f"{name:14s} one suggestion: p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    one = {f"{name} one p50 ms": float(p50), f"{name} one p99 ms": float(p99)}
    return one | {"artefact MB": size, "load s": loading}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    classifier = trained(given.rows)
    texts = long_texts(BATCH)
    figures: dict[str, float] = {}
    for one in (classifier, slow(classifier)):
        name = "accelerated" if one is classifier else "jieba alone"
        figures |= bulk(name, one, texts, given.processes)
        figures |= singles(name, one, texts[:1_000])
    keep("routing_speed", figures)


if __name__ == "__main__":
    main()

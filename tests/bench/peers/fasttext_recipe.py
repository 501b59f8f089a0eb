"""fastText: its supervised mode over ready-cut words with bigrams, or over characters up to three.

The parameters are the usual ones for small sets (25 passes, rate 0.5); two million n-gram buckets,
its default, are 800 MB of random numbers for so few texts: 200,000 serve it better. One thread, so
that the same seed gives the same answers.
"""

import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.peers.recipe import Cut, Ranked, characters, words

_BUCKETS = 200_000
_THREADS = 1


def word_bigrams() -> "FastText":
    """Words and bigrams of words."""
    return FastText(words, longest=2)


def character_trigrams() -> "FastText":
    """Each character a token, up to three together."""
    return FastText(characters, longest=3)


class FastText:
    """Trains from a temporary file, as the library wants it."""

    def __init__(self, cut: Cut, *, longest: int) -> None:
        self.labels: list[str] = []
        self.cut = cut
        self.longest = longest
        self.learned: Any = None

    def fit(self, texts: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> None:
        self.labels = sorted(set(labels))
        number = {label: at for at, label in enumerate(self.labels)}
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "train.txt"
            lines = [
                f"__label__{number[label]} {line}\n"
                for label, line in zip(labels, self.lines(texts), strict=True)
            ]
            file.write_text("".join(lines), encoding="utf-8")
            self.learned = _library().train_supervised(
                input=str(file),
                wordNgrams=self.longest,
                dim=100,
                epoch=25,
                lr=0.5,
                bucket=_BUCKETS,
                thread=_THREADS,
                seed=0,
                verbose=0,
            )

    def lines(self, texts: Sequence[str]) -> list[str]:
        """Ready-cut texts, a line each."""
        return [" ".join(self.cut(text)) for text in texts]

    def rank(self, texts: Sequence[str]) -> Ranked:
        told = np.zeros((len(texts), len(self.labels)), np.float32)
        named, chances = self.learned.predict(self.lines(texts), k=-1)
        for row, (labels, values) in enumerate(zip(named, chances, strict=True)):
            columns = [int(label.removeprefix("__label__")) for label in labels]
            told[row, columns] = values
        told /= np.maximum(told.sum(axis=1, keepdims=True), 1e-9)
        return Ranked(scores=told, probabilities=told)

    def best(self, texts: Sequence[str]) -> list[str]:
        named, _ = self.learned.predict(self.lines(texts))
        return [self.labels[int(label.removeprefix("__label__"))] for (label,) in named]

    def best_of_cut(self, lines: Sequence[str]) -> None:
        """The library's own predict on ready-cut lines and nothing else: for timing."""
        self.learned.predict(lines)

    def size(self) -> float:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.bin"
            self.learned.save_model(str(file))
            return file.stat().st_size / 1e6


def _library() -> Any:
    return import_module("fasttext")

"""Our own classifier as it is trained by default: unit head, text alone, no rule of the city."""

import pickle
from collections.abc import Sequence

from tests.bench.peers.recipe import Ranked
from triage.arrays import Floats
from triage.pipeline import Classifier, Examples, fit
from triage.recipe import Recipe as Settings


class Ours:
    """Words, characters and the beginning of the text → ridge with log-count-ratio freedom."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.classifier: Classifier | None = None

    def fit(self, texts: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> None:
        examples = Examples(texts=texts, units=labels, groups=groups)
        self.classifier = fit(examples, Settings(), lambda stage, fraction: None)
        self.labels = list(self.classifier.units)

    def rank(self, texts: Sequence[str]) -> Ranked:
        units = self._units(texts)
        return Ranked(scores=units, probabilities=units)

    def best(self, texts: Sequence[str]) -> list[str]:
        return [self.labels[at] for at in self._units(texts).argmax(axis=1).tolist()]

    def size(self) -> float:
        return len(pickle.dumps(self.classifier)) / 1e6

    def floor(self) -> float | None:
        """The probability from which a unit is in the set, learned from training rows alone."""
        return self.classifier.set_threshold if self.classifier else None

    def _units(self, texts: Sequence[str]) -> Floats:
        assert self.classifier is not None
        return self.classifier.probabilities(texts).units

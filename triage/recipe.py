"""The hyper-parameters of one artefact, as a hashable value that goes to JSON and back."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """How texts become features, heads, probabilities and candidates.

    Up to `paired_up_to` rows, beginnings of several lengths, a second unit head and labels that
    tell of each other gain accuracy; beyond, rows tell enough and speed counts for more.
    """

    word_features: int = 40_000
    character_features: int = 120_000
    characters_min: int = 1
    characters_max: int = 4
    minimum_rows: int = 2
    beginnings: tuple[int, ...] = (12, 24, 48)
    beginning_features: int = 30_000
    word_freedom: float = 0.5
    character_freedom: float = 1.5
    beginning_freedoms: tuple[float, ...] = (0.3, 0.6, 0.3)
    ridge: float = 1.2
    focus: float = 0.5
    ridge_iterations: int = 12
    category_ridge: float = 0.5
    category_iterations: int = 20
    paired_up_to: int = 30_000
    folds: int = 3
    holdout_above: int = 8_000
    duty_weight: float = 0.5
    confident: float = 0.4
    margin: float = 0.1
    known_share: float = 0.2
    cover: float = 0.95
    precision: float = 0.97
    seed: int = 12345

    def for_rows(self, rows: int) -> Self:
        """The recipe as it serves so many rows."""
        if rows <= self.paired_up_to:
            return self
        return dataclasses.replace(self, beginnings=(24,), beginning_freedoms=(1.0,))

    def to_json(self) -> str:
        """One line of JSON with sorted keys, the same for equal recipes."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Read what `to_json` wrote; raises TypeError on an unknown field."""
        read = json.loads(line)
        lists = {name: tuple(value) for name, value in read.items() if isinstance(value, list)}
        return cls(**(read | lists))

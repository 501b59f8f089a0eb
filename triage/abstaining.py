"""When the machine holds back, as pure decisions over what it has found."""

from collections.abc import Sequence

from triage.duties import Ruling
from triage.prediction import Abstention
from triage.recipe import Recipe

_SHORTEST = 2


def unreadable(text: str) -> Abstention | None:
    """Whether a clean text says too little to be read at all."""
    letters = sum(char.isalnum() for char in text)
    if letters == 0:
        return Abstention.EMPTY
    return Abstention.TOO_SHORT if letters < _SHORTEST else None


def unsure(rulings: Sequence[Ruling], *, known_share: float, recipe: Recipe) -> Abstention | None:
    """Whether ranked units (best first) are too weak or too close; known_share is 0 to 1."""
    if not rulings or known_share < recipe.known_share:
        return Abstention.UNKNOWN_WORDS
    best = rulings[0].probability
    second = rulings[1].probability if len(rulings) > 1 else 0.0
    if best < recipe.confident:
        return Abstention.LOW_CONFIDENCE
    return Abstention.CONTESTED if best - second < recipe.margin else None

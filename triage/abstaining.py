"""When the machine holds back, as pure decisions over what it has found."""

from collections.abc import Sequence
from itertools import islice

from triage.contests import Dispute
from triage.duties import Ruling
from triage.prediction import Abstention
from triage.recipe import Recipe
from triage.territory import PLACELESS

_SHORTEST = 2
_DISPUTED_MARGIN = 0.3
_NOWHERE_NEAR = 0.5
_TOPICAL = 0.55
_YOUNG = 1_500


def unreadable(text: str) -> Abstention | None:
    """Whether a clean text says too little to be read at all."""
    letters = len(list(islice(filter(str.isalnum, text), _SHORTEST)))
    if letters == 0:
        return Abstention.EMPTY
    return Abstention.TOO_SHORT if letters < _SHORTEST else None


def has_chinese(text: str) -> bool:
    """Whether there is anything to read at all for heads that have learned Chinese messages."""
    return any("\u3400" <= char <= "\u9fff" for char in text)


def unsure(
    rulings: Sequence[Ruling],
    *,
    known_share: float,
    recipe: Recipe,
    dispute: Dispute | None = None,
    topical: float = 0.0,
) -> Abstention | None:
    """Whether ranked units (best first) are too weak or too close; known_share is 0 to 1.

    Under an entry of the register of contested matters close is further apart than elsewhere; a
    text that knows less than `topical` of our words and is near no unit is off topic.
    """
    if not rulings or known_share < recipe.known_share:
        return Abstention.UNKNOWN_WORDS
    best = rulings[0].probability
    if known_share < topical and best < _NOWHERE_NEAR:
        return Abstention.OFF_TOPIC
    if rulings[0].unit == PLACELESS:
        return Abstention.PLACE_UNKNOWN
    second = rulings[1].probability if len(rulings) > 1 else 0.0
    if dispute is not None and best - second < _DISPUTED_MARGIN:
        return Abstention.CONTESTED
    if best < recipe.confident:
        return Abstention.LOW_CONFIDENCE
    return Abstention.CONTESTED if best - second < recipe.margin else None


def topical_share(rows: int) -> float:
    """The share of known words below which a text is no matter of ours, after so many tickets.

    Half of the words once the vocabulary is grown (one in a thousand real messages of another
    province falls below and near no unit, two thirds of short poems, greetings and chatter do, and
    four fifths of long ones); nothing while it is young.
    """
    return _TOPICAL * rows / (rows + _YOUNG)

"""The dashboard's key numbers: each with its list, and what it was before and a year ago."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.operations.overviews import Overview, Snapshot
from service.queries.figures.counting import Part
from service.queries.figures.counts import Count, definition_of
from service.queries.figures.definitions import COMPOSITE, Figure
from service.queries.figures.table import composite_formula
from service.web.figures.question import Given
from service.web.language import say
from service.web.places import with_query

#: In the order in which they are read: how much, how well, how right.
KEYS: Sequence[Count | Figure] = (
    Count.RECEIVED,
    Count.ENDED,
    Count.OPEN,
    Figure.OVERDUE,
    Figure.ON_TIME,
    Figure.RESPONDED,
    Figure.SOLVED,
    Figure.SATISFIED,
    Figure.ACKNOWLEDGED,
    Figure.FIRST_RIGHT,
    Figure.REPEATED,
)
#: Less of these is better, more of the others is; of a volume neither.
_NEUTRAL = frozenset({Count.RECEIVED, Count.ENDED, Count.OPEN})
#: Under so many counts a difference is chance more often than not: it is told without a colour.
_TELLING = 30


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a number was in another period, and how far the present one is from it."""

    label: str
    value: str
    path: str
    change: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key number; the addresses open what it counts."""

    label: str
    formula: str
    value: str
    path: str
    hits: int | None
    hits_path: str
    base: int | None
    base_path: str
    note: str
    note_path: str
    past: Sequence[Past]


def keys(found: Overview, question: Given) -> list[Key]:
    """Return the key numbers, the composite last."""
    return [*plain_keys(found, question), _composite(found)]


def plain_keys(
    found: Overview, question: Given, names: Sequence[Count | Figure] = KEYS
) -> list[Key]:
    """Return the key numbers of these names that were counted, without the composite."""
    return [_key(name, found, question) for name in names if name in found.now.shares]


def _key(name: Count | Figure, found: Overview, question: Given) -> Key:
    share, path = found.now.shares[name], _path(name, found.now, question)
    is_count = isinstance(name, Count)
    note = note_path = ""
    if name is Figure.SATISFIED:
        note = say("参评率 %(value)s", value=_value(Figure.RATED, found.now) or say("无"))
        if found.now.shares[Figure.RATED].base:
            note_path = _path(Figure.RATED, found.now, question)
    if name is Count.OPEN and (hard := found.now.shares[Count.HARD].base):
        note = say("其中疑难 %(n)s 件", n=hard)
        note_path = _path(Count.HARD, found.now, question)
    return Key(
        label=say(name.label),
        formula=definition_of(name).formula,
        value=_value(name, found.now),
        path=path if share.base else "",
        hits=None if is_count else share.hits,
        hits_path=with_query(path, part=Part.HITS.value) if share.hits else "",
        base=None if is_count else share.base,
        base_path=path if share.base else "",
        note=note,
        note_path=note_path,
        past=[
            _past(name, found.now, then, label, question)
            for then, label in zip(found.past, _labels(), strict=False)
        ],
    )


def _composite(found: Overview) -> Key:
    value = found.now.composite.value
    return Key(
        label=say(COMPOSITE),
        formula=composite_formula(found.report),
        value="" if value is None else f"{100 * value:.1f}%",
        path="",
        hits=None,
        hits_path="",
        base=None,
        base_path="",
        note="",
        note_path="",
        past=[
            Past(
                label=label,
                value="" if then.composite.value is None else f"{100 * then.composite.value:.1f}%",
                path="",
                change=_points(value, then.composite.value),
                tone="",
            )
            for then, label in zip(found.past, _labels(), strict=False)
        ],
    )


def _labels() -> tuple[str, str]:
    return say("上期"), say("去年同期")


def _past(name: Count | Figure, now: Snapshot, then: Snapshot, label: str, question: Given) -> Past:
    share, before = now.shares[name], then.shares[name]
    if isinstance(name, Count):
        change = _percent_change(share.base, before.base)
    else:
        change = _points(share.value, before.value)
    return Past(
        label=label,
        value=_value(name, then),
        path=_path(name, then, question) if before.base else "",
        change=change,
        tone=_tone(name, now, then),
    )


def _tone(name: Count | Figure, now: Snapshot, then: Snapshot) -> str:
    """Good or late where the change is one of quality and the counts say something."""
    share, before = now.shares[name], then.shares[name]
    if name in _NEUTRAL or min(share.base, before.base) < _TELLING:
        return ""
    assert share.value is not None
    assert before.value is not None
    if share.value == before.value:
        return ""
    is_more = share.value > before.value
    return "good" if is_more == definition_of(name).more_is_better else "late"


def _value(name: Count | Figure, at: Snapshot) -> str:
    share = at.shares[name]
    if isinstance(name, Count):
        return f"{share.base:,}"
    return "" if share.value is None else f"{100 * share.value:.1f}%"


def _path(name: Count | Figure, at: Snapshot, question: Given) -> str:
    kind = "counts/" if isinstance(name, Count) else ""
    return question.address(f"/figures/{kind}{name.value}", since=str(at.first), until=str(at.last))


def _percent_change(now: int, then: int) -> str:
    if not then:
        return ""
    return _arrow(100 * (now - then) / then, "%")


def _points(now: float | None, then: float | None) -> str:
    if now is None or then is None:
        return ""
    return _arrow(100 * (now - then), say(" 点"))


def _arrow(change: float, unit: str) -> str:
    if abs(change) < 0.05:
        return say("持平")
    return f"{'▲' if change > 0 else '▼'} {abs(change):.1f}{unit}"

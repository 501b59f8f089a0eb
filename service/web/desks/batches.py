"""The page of batch acceptance (批量采纳): a preview, one press, and what became of each ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role
from models.errors import HotlineError
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.operations.batching import (
    MOST,
    SAMPLE_SHARE,
    THRESHOLDS,
    Batch,
    Outcome,
    Picked,
    Ready,
    accept,
    preview,
)
from service.problems import status_of
from service.queries.figures.intervals import Share
from service.queries.queue import precision_from
from service.typed import whole_number
from service.web.forms import Form, FormDep
from service.web.names import Names, names
from service.web.rendering import page
from service.web.rows import Row, rows

router = APIRouter(prefix="/dispatch/batch")

_Dispatch = Annotated[Acting, Depends(PageAllowed(Role.DISPATCHER))]
_USUAL = 0.95
#: How far back outcomes count for the precision shown, and how few are too few to say one.
_SINCE = timedelta(days=90)
_LEAST_KNOWN = 30


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One threshold to choose, and how often what lay above it was right."""

    percent: int
    is_chosen: bool
    known: int
    right: str
    interval: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One ticket of the preview."""

    row: Row
    unit: str
    percent: int
    picked: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of one ticket, in words."""

    number: str
    unit: str
    trouble: str


@router.get("")
def show(request: Request, act: _Dispatch, least: str = "") -> Response:
    """Show what a threshold would take; nothing is done yet."""
    return _page(request, act, least=_least(least))


@router.post("")
def take(request: Request, act: _Dispatch, form: FormDep) -> Response:
    """Dispatch what was picked, and tell of each."""
    least = _least(form.text("least"))
    try:
        told = accept(act, least=least, picked=_picked(form))
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, least=least, refused=refused)
    return _page(request, act, least=least, told=told)


def _page(
    request: Request,
    act: Acting,
    *,
    least: float,
    told: Sequence[Outcome] = (),
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    batch = preview(act, least=least)
    context = {
        "batch": batch,
        "takes": _lines(act, batch.takes, known),
        "sampled": _lines(act, batch.sampled, known),
        "thresholds": _thresholds(act, least),
        "expected": _expected(batch),
        "share": f"{SAMPLE_SHARE:.0%}",
        "most": MOST,
        "told": [
            Told(number=one.number, unit=known.unit(one.unit), trouble=one.trouble) for one in told
        ],
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "work/batch.html", context, status=status)


def _least(given: str) -> float:
    """The threshold the address names in percent; the usual one for anything else."""
    found = (one for one in THRESHOLDS if given == f"{one:.0%}".rstrip("%"))
    return next(found, _USUAL)


def _picked(form: Form) -> Sequence[Picked]:
    found = []
    for given in form.values.get("take", ()):
        number, _, rest = given.partition(":")
        version, _, suggestion = rest.partition(":")
        found.append(
            Picked(number=number, version=whole_number(version) or 0, suggestion=suggestion)
        )
    return found[:MOST]


def _lines(act: Acting, found: Sequence[Ready], known: Names) -> list[Line]:
    shown = rows(act, [one.ticket for one in found], known=known)
    return [
        Line(
            row=row,
            unit=known.unit(one.unit),
            percent=round(100 * one.probability),
            picked=f"{row.number}:{row.version}:{one.suggestion.id}",
        )
        for row, one in zip(shown, found, strict=True)
    ]


def _thresholds(act: Acting, least: float) -> list[Threshold]:
    found = precision_from(act.session, thresholds=THRESHOLDS, since=act.at - _SINCE)
    return [_threshold(one, found[one], is_chosen=one == least) for one in THRESHOLDS]


def _threshold(least: float, share: Share, *, is_chosen: bool) -> Threshold:
    enough = share.base >= _LEAST_KNOWN and share.interval is not None
    return Threshold(
        percent=round(100 * least),
        is_chosen=is_chosen,
        known=share.base,
        right=f"{share.value:.1%}" if enough and share.value is not None else "",
        interval=f"{share.interval.low:.1%}～{share.interval.high:.1%}"
        if enough and share.interval
        else "",
    )


def _expected(batch: Batch) -> str:
    """What the calibrated probabilities themselves promise of the batch."""
    chances = [one.probability for one in batch.takes]
    return f"{sum(chances) / len(chances):.1%}" if chances else ""

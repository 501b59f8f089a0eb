"""The dashboard (看板) asked for by a person: each part of it, within what that person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.enums import Role
from service.operations.acting import Acting, require_role
from service.operations.figuring import READERS, Asked, question, shown_to
from service.queries import concerns, volumes, warnings
from service.queries.concerns import Hard, Outcome, Repeated, Swap
from service.queries.figures import periods
from service.queries.figures.counting import ByUnit, counted
from service.queries.figures.counts import Count
from service.queries.figures.definitions import Figure
from service.queries.figures.intervals import NONE, Share
from service.queries.figures.reporting import Composite, Report, report_of
from service.queries.figures.scope import Scope
from service.queries.trends import Point, Step, trend, usual_step
from service.queries.volumes import Facet, Heat, Slice
from service.queries.warnings import Warned

#: What the first lines of the dashboard count.
COUNTED = (Count.RECEIVED, Count.ENDED, Count.OPEN, Count.DISPATCHED, Count.DIRECT, Count.HARD)
VOLUMES = (Count.RECEIVED, Count.ENDED)
#: The shares among the first lines; those beside other periods are asked of these alone.
KEY_SHARES = (
    Figure.OVERDUE,
    Figure.ON_TIME,
    Figure.RESPONDED,
    Figure.SOLVED,
    Figure.SATISFIED,
    Figure.RATED,
    Figure.ACKNOWLEDGED,
    Figure.FIRST_RIGHT,
    Figure.RETURNED,
    Figure.REPEATED,
)
RATES = (Figure.ON_TIME, Figure.RESPONDED, Figure.SOLVED, Figure.SATISFIED)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """All figures of one period for the city or the one unit that is asked about."""

    first: date
    last: date
    shares: Mapping[Figure | Count, Share]
    composite: Composite


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A period and, where they were asked for, the period before and the same a year ago."""

    report: Report
    now: Snapshot
    past: tuple[Snapshot, ...]


@dataclass(frozen=True, kw_only=True)
class Assistance:
    """What became of the suggestions (派单建议) of a period."""

    outcomes: tuple[Outcome, ...]
    swaps: tuple[Swap, ...]


def overview(act: Acting, asked: Asked) -> Overview:
    """Return all figures of a period.

    Raises:
        Forbidden: the role sees no figures.
        Invalid: the question cannot be answered.
    """
    report, now = _counted(act, _asked(act, asked), shown_to(act.actor))
    return Overview(report=report, now=now, past=())


def compared(act: Acting, asked: Asked, *, figures: Sequence[Figure] = KEY_SHARES) -> Overview:
    """Return figures of a period beside those of the period before and of the same a year ago.

    Raises:
        Forbidden: the role sees no figures.
        Invalid: the question cannot be answered.
    """
    scope = _asked(act, asked)
    report, now = _counted(act, scope, figures)
    first, last = periods.days_of(scope)
    past = [
        _counted(act, periods.over(scope, *days), figures)[1]
        for days in (periods.before(first, last), periods.year_ago(first, last))
    ]
    return Overview(report=report, now=now, past=tuple(past))


def counts(act: Acting, asked: Asked) -> Mapping[Count, Share]:
    """Return the plain counts of a period."""
    scope = _asked(act, asked)
    found = counted(act.session, scope=scope, figures=COUNTED)
    return {name: _whole(by, scope) for name, by in found.items()}


def trends(
    act: Acting, asked: Asked, *, step: Step | None
) -> tuple[Step, tuple[Point[Count], ...], tuple[Point[Figure], ...]]:
    """Return volumes and rates over time, in the step asked for or the one that suits."""
    scope = _asked(act, asked)
    step = step or usual_step(scope)
    return (
        step,
        trend(act.session, scope=scope, step=step, figures=VOLUMES),
        trend(act.session, scope=scope, step=step, figures=RATES),
    )


def heat(act: Acting, asked: Asked, *, by_day: bool) -> Heat:
    """Return districts against fields, or against days."""
    ask = volumes.heat_by_day if by_day else volumes.heat_by_field
    return ask(act.session, scope=_asked(act, asked))


def divided(act: Acting, asked: Asked, *, facet: Facet) -> tuple[Slice, ...]:
    """Return the parts of what came in."""
    return volumes.volume(act.session, scope=_asked(act, asked), facet=facet)


def warned(act: Acting, asked: Asked) -> tuple[Warned, ...]:
    """Return the early warnings of a period, newest first."""
    return warnings.warned(act.session, scope=_asked(act, asked))


def hard(act: Acting, asked: Asked) -> tuple[Hard, ...]:
    """Return the newest hard tickets."""
    return concerns.hard(act.session, scope=_asked(act, asked))


def repeated(act: Acting, asked: Asked) -> tuple[Repeated, ...]:
    """Return the matters that most other tickets repeat."""
    return concerns.repeated(act.session, scope=_asked(act, asked))


def assistance(act: Acting, asked: Asked) -> Assistance:
    """Return what became of the suggestions; the hotline's own affair.

    Raises:
        Forbidden: the role is an officer's, or sees no figures.
    """
    require_role(act.actor, *(role for role in READERS if role is not Role.OFFICER), Role.SYSTEM)
    # Whose suggestion it was is not asked: the unit filter is about who handles.
    scope = replace(_asked(act, asked), unit=None)
    return Assistance(
        outcomes=concerns.outcomes(act.session, scope=scope),
        swaps=concerns.swaps(act.session, scope=scope),
    )


def _asked(act: Acting, asked: Asked) -> Scope:
    require_role(act.actor, *READERS, Role.SYSTEM)
    return question(act, asked)


def _counted(act: Acting, scope: Scope, figures: Sequence[Figure]) -> tuple[Report, Snapshot]:
    """The figures and the plain counts of a period: what is counted among the same, at once."""
    both: Sequence[Figure | Count] = (*figures, *COUNTED)
    found = counted(act.session, scope=scope, figures=both)
    made = report_of(
        act.session,
        {name: found[name] for name in figures},
        scope=scope,
        shows_city=act.actor.sees_all,
    )
    line = made.units[0] if scope.unit is not None else made.city
    assert line is not None  # without a unit of its own an actor sees the city
    shares: dict[Figure | Count, Share] = {name: cell.share for name, cell in line.cells.items()}
    shares.update({name: _whole(found[name], scope) for name in COUNTED})
    first, last = periods.days_of(scope)
    return made, Snapshot(first=first, last=last, shares=shares, composite=line.composite)


def _whole(by: ByUnit, scope: Scope) -> Share:
    return sum(by.values(), NONE) if scope.unit is None else by.get(scope.unit, NONE)

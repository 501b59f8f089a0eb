"""Figures (统计指标) asked for by a person: whose numbers it may see, and what is behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.enums import Channel, Kind, Role
from models.errors import Forbidden, Invalid
from service.operations.acting import Acting, Actor, require_role
from service.operations.visibility import scope as seen_by
from service.queries import tickets
from service.queries.figures.counting import PAGE, Behind, Part, behind, total
from service.queries.figures.counts import Count
from service.queries.figures.definitions import Figure
from service.queries.figures.periods import days_of
from service.queries.figures.reporting import Report, report
from service.queries.figures.scope import Scope, scope_of
from service.queries.figures.table import written
from service.queries.names import unit_names

__all__ = [
    "READERS",
    "Asked",
    "Opened",
    "conditions",
    "days_of",
    "figures",
    "opened",
    "question",
    "shown_to",
    "table",
]

#: Who may see figures; an officer those of its own unit.
READERS = (
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.DISPATCHER,
    Role.OFFICER,
)
#: What the machine proposed is the hotline's own affair, not the units'.
_DESK_ONLY: frozenset[Figure | Count] = frozenset(
    {
        Figure.ACCEPTED,
        Figure.AUTOMATIC_RIGHT,
        Figure.AUTOMATIC_SHARE,
        Count.SHOWN,
        Count.OVERRIDDEN,
        Count.ACCEPTED_BACK,
        Count.OVERRIDDEN_BACK,
    }
)
#: Years outside which a day is a slip of the hand.
_YEARS = range(1970, 2200)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What figures are wanted; without days those of this month up to today."""

    first: date | None = None
    last: date | None = None
    unit: str | None = None
    area: str | None = None
    category: str = ""
    channel: Channel | None = None
    kind: Kind | None = None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One page of what a number counts, and how many rows there are in all.

    `readable` are the ids of tickets that may be opened.
    """

    rows: Sequence[Behind]
    total: int
    readable: frozenset[int]
    next_cursor: str


def figures(act: Acting, asked: Asked) -> Report:
    """Return every figure of the period, of the city and by unit; an officer's own unit alone.

    Raises:
        Forbidden: the role sees no figures.
        Invalid: the period is the wrong way round or too long, or there is no such area.
    """
    require_role(act.actor, *READERS, Role.SYSTEM)
    return report(
        act.session,
        scope=question(act, asked),
        figures=shown_to(act.actor),
        shows_city=act.actor.sees_all,
    )


def table(act: Acting, asked: Asked) -> str:
    """Return the same figures as CSV with a byte order mark."""
    return written(figures(act, asked), names=unit_names(act.session))


def conditions(act: Acting, asked: Asked) -> Mapping[str, str]:
    """Return a question in words, as the record of an export keeps it.

    Raises:
        Invalid: the period is wrong, or there is no such area.
    """
    scope = question(act, asked)
    first, last = days_of(scope)
    return {
        "统计期": f"{first} 至 {last}",
        "单位": unit_names(act.session).get(scope.unit or "", scope.unit or ""),
        "属地": asked.area or "",
        "分类": asked.category,
        "渠道": asked.channel.label if asked.channel else "",
        "类型": asked.kind.label if asked.kind else "",
    }


def opened(
    act: Acting,
    asked: Asked,
    *,
    figure: Figure | Count,
    part: Part = Part.BASE,
    cursor: str = "",
    size: int = PAGE,
) -> Opened:
    """Return a page of the tickets that a number counts, a row for each count.

    A unit may be counted for a ticket that it holds no longer: that one it cannot open.

    Raises:
        Forbidden: the role sees no figures, or this one is the hotline's own.
        Invalid: the period, the area or the cursor is wrong.
    """
    require_role(act.actor, *READERS, Role.SYSTEM)
    if figure in _DESK_ONLY and not act.actor.sees_all:
        raise Forbidden(f"{figure.label}只供热线管理人员查看。", code="figure_not_shown")
    scope = question(act, asked)
    facts = behind(act.session, figure=figure, scope=scope, part=part, cursor=cursor, size=size)
    ids = {row.ticket.id for row in facts.rows if row.ticket.id is not None}
    readable = tickets.readable(act.session, ids=ids, unit=seen_by(act.actor))
    return Opened(
        rows=facts.rows,
        total=total(act.session, figure=figure, scope=scope, part=part),
        readable=readable,
        next_cursor=facts.next_cursor,
    )


def shown_to(actor: Actor) -> tuple[Figure, ...]:
    """Return the figures that an actor sees."""
    return tuple(one for one in Figure if actor.sees_all or one not in _DESK_ONLY)


def question(act: Acting, asked: Asked) -> Scope:
    """Return the question that a person's question comes to.

    Raises:
        Invalid: the period is the wrong way round or too long, or there is no such area.
    """
    last = asked.last or max(act.today, asked.first or act.today)
    first = asked.first or last.replace(day=1)
    if first.year not in _YEARS or last.year not in _YEARS:
        raise Invalid(
            "统计期的年份不对，请重新选择日期。",
            code="bad_period",
            fields={"since": "请重选。"},
        )
    found = scope_of(
        act.session,
        first=first,
        last=last,
        at=act.at,
        unit=asked.unit,
        area=asked.area,
        category=asked.category,
        channel=asked.channel,
        kind=asked.kind,
    )
    own = seen_by(act.actor)
    # An officer without a unit has no figures: no unit has an empty code.
    return found if own is None else found.of_unit(own)

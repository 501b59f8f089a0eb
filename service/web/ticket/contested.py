"""Contested matters (争议事项) on the pages: an entry, and the one a ticket falls under."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.clock import to_city
from models.contest import Contest
from models.enums import Status
from models.ticket import Ticket
from service.operations.acting import Acting
from service.queries import contests
from service.queries.contests import Decision, parted
from service.queries.trail import Trail
from service.web.names import Names
from triage.prediction import Prediction

#: While a route can still be chosen or disputed, what was decided before is worth a look.
_DISPUTABLE = frozenset({Status.RECEIVED, Status.DISPATCHED, Status.RETURNING, Status.ARBITRATION})


@dataclass(frozen=True, kw_only=True)
class Past:
    """One decision as a line."""

    unit: str
    day: str
    ticket: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContestView:
    """An entry as it is shown; `past` is empty where only the count is asked for."""

    id: int
    version: int
    name: str
    words: Sequence[str]
    categories: Sequence[str]
    units: Sequence[str]
    owner: str
    note: str
    basis: str
    since: str
    until: str
    is_valid: bool
    updated: str
    decided: int
    past: Sequence[Past] = ()


def view(
    act: Acting, row: Contest, *, known: Names, past: Sequence[Decision] = (), decided: int = 0
) -> ContestView:
    """Return an entry with names for its codes."""
    assert row.id is not None
    return ContestView(
        id=row.id,
        version=row.version,
        name=row.name,
        words=parted(row.words),
        categories=[known.category(code) for code in parted(row.categories)],
        units=[known.unit(code) for code in parted(row.units)],
        owner=known.unit(row.owner),
        note=row.note,
        basis=row.basis,
        since=row.valid_from.isoformat(),
        until=row.valid_to.isoformat() if row.valid_to else "",
        is_valid=row.is_valid(act.today),
        updated=f"{to_city(row.updated_at).date()} {row.updated_by}",
        decided=len(past) or decided,
        past=[
            Past(
                unit=known.unit(one.unit),
                day=to_city(one.at).date().isoformat(),
                ticket=one.ticket,
                by=one.by,
                reason=one.reason,
            )
            for one in past
        ],
    )


def contest_of(act: Acting, found: Trail, *, known: Names) -> ContestView | None:
    """Return the entry that a ticket falls under while its route can still be disputed."""
    ticket = found.ticket
    if not act.actor.sees_all or ticket.status not in _DISPUTABLE:
        return None
    parties, least = _parties(found, ticket)
    text = f"{ticket.title}\n{ticket.text}"
    return _applying(
        act, parties, text=text, category=ticket.category_code, least=least, known=known
    )


def contest_about(
    act: Acting, prediction: Prediction, *, text: str, known: Names
) -> ContestView | None:
    """Return the entry that speaks of a text and names two of the units proposed for it."""
    first = prediction.categories[0].code if prediction.categories else None
    units = {one.unit for one in prediction.candidates if one.unit}
    return _applying(act, units, text=text, category=first, least=2, known=known)


def _applying(
    act: Acting,
    parties: Collection[str],
    *,
    text: str,
    category: str | None,
    least: int,
    known: Names,
) -> ContestView | None:
    row = contests.applying(
        contests.in_force(act.session, on=act.today),
        text=text,
        category=category,
        parties={contests.party(code, _kind(code, known)) for code in parties},
        least=least,
    )
    if row is None:
        return None
    return view(act, row, known=known, past=contests.decisions(act.session, row))


def _parties(found: Trail, ticket: Ticket) -> tuple[set[str], int]:
    """Who is at odds, and how many of them an entry must name to be worth showing.

    A return names its sides; without one, two of the units proposed must be known rivals.
    """
    sides = {code for one in found.returns for code in (one.department_code, one.counter_unit)}
    if sides:
        return {code for code in sides if code}, 1
    listed = found.suggestions[-1].prediction.get("candidates") if found.suggestions else None
    proposed = (
        {str(one["unit"]) for one in listed if one["unit"]} if isinstance(listed, list) else set()
    )
    if ticket.lead_code:
        proposed.add(ticket.lead_code)
    return proposed, min(2, len(proposed))


def _kind(code: str, known: Names) -> str | None:
    unit = known.departments.get(code)
    return unit.kind if unit else None

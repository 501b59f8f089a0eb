"""Which unit a return (退单) had better name: from the register, the duty list, the suggestion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.area import Area
from models.contest import Contest
from models.department import Department
from models.duty import Duty
from models.enums import DepartmentKind, Labelled
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting
from service.queries import contests, reference

#: Below this the classifier's other unit is no proposal.
LEAST_PROBABILITY = 0.2
_LOCAL = {"DISTRICT": DepartmentKind.DISTRICT, "STREET": DepartmentKind.STREET}


class Source(Labelled):
    """What a proposal rests on, the strongest first."""

    REGISTER = "register", "争议事项登记"
    DUTY = "duty", "权责清单"
    SUGGESTION = "suggestion", "以往同类工单的承办单位"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The unit to name instead, and the words to rest it on.

    `code` and `clause` quote an entry; both are empty where past tickets alone speak for the unit.
    """

    unit: str
    source: Source
    code: str = ""
    clause: str = ""
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Counsel:
    """What a unit should know before it returns a ticket: another's clause, and its own."""

    proposal: Proposal | None
    own_duty: str = ""


@dataclass(frozen=True, kw_only=True)
class City:
    """The units and areas of the city by code, as the caller has read them."""

    departments: Mapping[str, Department]
    areas: Mapping[str, Area]


def counsel(
    act: Acting, ticket: Ticket, *, city: City, suggestions: Sequence[Suggestion]
) -> Counsel:
    """Return whom the unit that leads a ticket might name instead; two queries."""
    duties = _duties(act, ticket)
    here = [(duty, _unit_of(duty.lead, ticket, act, city)) for duty in duties]
    own = next((duty for duty, unit in here if unit == ticket.lead_code), None)
    found = (
        _by_register(act, ticket, city)
        or (None if own else _by_duty(here, suggestions))
        or (None if own else _by_suggestion(act, ticket, city, suggestions))
    )
    return Counsel(proposal=found, own_duty=f"{own.code} {own.name}" if own else "")


def _duties(act: Acting, ticket: Ticket) -> Sequence[Duty]:
    if not ticket.category_code:
        return ()
    rows = reference.duties_of(act.session, category=ticket.category_code, on=act.today)
    area = ticket.area_code or ""
    return [row for row in rows if not row.area_code or area.startswith(row.area_code)]


def _by_register(act: Acting, ticket: Ticket, city: City) -> Proposal | None:
    lead = city.departments.get(ticket.lead_code or "")
    row = contests.applying(
        contests.in_force(act.session, on=act.today),
        text=f"{ticket.title}\n{ticket.text}",
        category=ticket.category_code,
        parties={contests.party(ticket.lead_code or "", lead.kind if lead else None)},
        least=1,
    )
    if row is None or row.owner is None:
        return None
    unit = _unit_of(row.owner, ticket, act, city)
    if unit is None or unit == ticket.lead_code:
        return None
    return Proposal(
        unit=unit, source=Source.REGISTER, clause=row.name, basis=_said(row, city, unit)
    )


def _said(row: Contest, city: City, unit: str) -> str:
    name = city.departments[unit].short_name
    parts = (f"争议事项“{row.name}”现由{name}主办", row.note, row.basis)
    return "；".join(part.rstrip("。；") for part in parts if part) + "。"


def _by_duty(
    here: Sequence[tuple[Duty, str | None]], suggestions: Sequence[Suggestion]
) -> Proposal | None:
    ranks = {unit: place for place, (unit, _) in enumerate(_candidates(suggestions))}
    known = [(duty, unit) for duty, unit in here if unit is not None]
    if not known:
        return None
    duty, unit = min(known, key=lambda one: (ranks.get(one[1], len(ranks)), one[0].code))
    ground = f"（{duty.basis}）" if duty.basis else ""
    return Proposal(
        unit=unit,
        source=Source.DUTY,
        code=duty.code,
        clause=duty.name,
        basis=f"权责清单 {duty.code}“{duty.name}”{ground}，此类事项不由本单位主办。",
    )


def _by_suggestion(
    act: Acting, ticket: Ticket, city: City, suggestions: Sequence[Suggestion]
) -> Proposal | None:
    for unit, probability in _candidates(suggestions):
        known = city.departments.get(unit)
        exists = known is not None and known.is_valid(act.today)
        if exists and unit != ticket.lead_code and probability >= LEAST_PROBABILITY:
            return Proposal(unit=unit, source=Source.SUGGESTION)
    return None


def _candidates(suggestions: Sequence[Suggestion]) -> Iterator[tuple[str, float]]:
    listed = suggestions[-1].prediction.get("candidates") if suggestions else None
    for one in listed if isinstance(listed, list) else []:
        yield str(one["unit"]), float(one["probability"])


def _unit_of(label: str, ticket: Ticket, act: Acting, city: City) -> str | None:
    """The unit behind a duty's lead: itself, or the place's own (属地); nothing where unknown."""
    if label not in _LOCAL:
        found = city.departments.get(label)
        return label if found and found.is_valid(act.today) else None
    areas = set(_above(ticket.area_code, city))
    for code, unit in city.departments.items():
        if unit.kind is _LOCAL[label] and unit.area_code in areas and unit.is_valid(act.today):
            return code
    return None


def _above(area: str | None, city: City) -> Iterator[str]:
    while area:
        yield area
        found = city.areas.get(area)
        area = found.parent_code if found else None

"""What a return (退单) or a dispute (会商) is judged by: clauses, precedents, a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.department import Department
from models.duty import Duty
from models.enums import Action, DepartmentKind, Status
from models.return_request import ReturnRequest
from service.operations.acting import Acting
from service.queries import reference
from service.web.language import say
from service.web.names import Names, names
from service.web.ticket.contested import ContestView
from service.web.ticket.dossier import Dossier
from service.web.times import day_face

_LOCAL = {DepartmentKind.DISTRICT: "DISTRICT", DepartmentKind.STREET: "STREET"}
#: What the desk's own forms do; the ticket's page has its own for them.
_OWN_FORMS = frozenset({Action.GRANT_RETURN, Action.REFUSE_RETURN, Action.ARBITRATE})


@dataclass(frozen=True, kw_only=True)
class Side:
    """One party: its clauses of the duty list for this matter, and why it is a party."""

    code: str
    unit: str
    role: str
    duties: Sequence[Duty]
    is_proposed: bool


@dataclass(frozen=True, kw_only=True)
class Objection:
    """One return as it was asked for."""

    unit: str
    reason: str
    basis: str
    counter: str
    at: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The unit that most speaks for, why, and the words a decision may begin with."""

    code: str = ""
    unit: str = ""
    why: str = ""
    words: str = ""
    basis: str = ""
    keeps: bool = False


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Everything beside the decision; `grants`, `refuses`, `arbitrates` say what one may do."""

    objection: Objection
    earlier: Sequence[Objection]
    sides: Sequence[Side]
    proposal: Proposal
    next_unit: str
    refusal: str
    contest: ContestView | None
    category: str
    grants: bool
    refuses: bool
    arbitrates: bool


def judged(act: Acting, found: object) -> Mapping[str, object]:
    """Return the judgement beside an open ticket, and its dossier without what that replaces."""
    if not isinstance(found, Dossier) or found.ticket.status not in _DISPUTED:
        return {"judgement": None}
    waiting = [one for one in found.trail.returns if one.decision is None]
    if not waiting:
        return {"judgement": None}
    judgement = _judgement(act, found, waiting[-1], known=names(act.session))
    rest = [form for form in found.forms if form.action not in _OWN_FORMS]
    return {"judgement": judgement, "d": replace(found, claims=(), contest=None, forms=rest)}


_DISPUTED = frozenset({Status.RETURNING, Status.ARBITRATION})


def _judgement(act: Acting, found: Dossier, request: ReturnRequest, *, known: Names) -> Judgement:
    category = found.ticket.category_code
    duties = reference.duties_of(act.session, category=category, on=act.today) if category else []
    parties = _parties(found, request)
    owned = {code: [one for one in duties if _owns(one, code, known)] for code in parties}
    proposal = _proposal(request, owned, duties, contest=found.contest, known=known)
    if proposal.code:
        parties.setdefault(proposal.code, say("可能的主办单位"))
        owned.setdefault(proposal.code, [one for one in duties if one.lead == proposal.code])
    actions = {form.action for form in found.forms}
    own = owned.get(request.department_code) or []
    return Judgement(
        objection=_told(request, known),
        earlier=[_told(one, known) for one in found.trail.returns if one is not request],
        sides=[
            Side(
                code=code,
                unit=known.unit(code),
                role=role,
                duties=owned[code],
                is_proposed=code == proposal.code,
            )
            for code, role in parties.items()
        ],
        proposal=proposal,
        next_unit=request.counter_unit or ""
        if not proposal.code or proposal.keeps
        else proposal.code,
        refusal=_clause(own[0], known.unit(request.department_code)) if own else "",
        contest=found.contest,
        category=known.category(category),
        grants=Action.GRANT_RETURN in actions,
        refuses=Action.REFUSE_RETURN in actions,
        arbitrates=Action.ARBITRATE in actions,
    )


def _parties(found: Dossier, request: ReturnRequest) -> dict[str, str]:
    sides = {request.department_code: say("申请退单")}
    if request.counter_unit:
        sides.setdefault(request.counter_unit, say("被建议的单位"))
    # Whoever sent it back before is a party too; a dispute (会商) has to weigh their duties.
    for earlier in found.trail.returns:
        sides.setdefault(earlier.department_code, say("此前退单"))
    return sides


def _proposal(
    request: ReturnRequest,
    owned: Mapping[str, Sequence[Duty]],
    duties: Sequence[Duty],
    *,
    contest: ContestView | None,
    known: Names,
) -> Proposal:
    """Whom most speaks for: the register, then the duty list, then whom the unit itself names.

    Where several have a clause the machine takes none: a person has to read them.
    """
    asks, counter = request.department_code, request.counter_unit
    owner = _named(contest.owner, known) if contest and contest.owner else ""
    if contest and owner:
        words = f"争议事项“{contest.name}”现由{contest.owner}主办。"
        why = say("争议事项登记：%(matter)s 现由其主办", matter=contest.name)
        return _for(owner, asks, known, why=why, words=words, basis=contest.basis)
    holders = [code for code, own in owned.items() if own]
    others = list(dict.fromkeys(one.lead for one in duties if one.lead in known.departments))
    named = holders or others
    if len(named) > 1:
        return Proposal(why=say("不止一个单位在清单里有条目，请对照条款"))
    for code in named:
        duty = next(one for one in duties if _owns(one, code, known))
        why = say("权责清单 %(code)s 由其主办", code=duty.code)
        words = _clause(duty, known.unit(code))
        return _for(code, asks, known, why=why, words=words, basis=duty.basis)
    if counter:
        return _for(counter, asks, known, why=say("退单的单位建议；清单里没有条目"), words="")
    return Proposal()


def _for(code: str, asks: str, known: Names, *, why: str, words: str, basis: str = "") -> Proposal:
    return Proposal(
        code=code, unit=known.unit(code), why=why, words=words, basis=basis, keeps=code == asks
    )


def _named(name: str, known: Names) -> str:
    found = (code for code, unit in known.departments.items() if unit.short_name == name)
    return next(found, "")


def _clause(duty: Duty, unit: str) -> str:
    ground = f"（{duty.basis}）" if duty.basis else ""
    return f"权责清单 {duty.code}“{duty.name}”{ground}由{unit}主办。"


def _owns(duty: Duty, code: str, known: Names) -> bool:
    """Whether a duty is this unit's, by name or as the place's own (属地)."""
    unit: Department | None = known.departments.get(code)
    return duty.lead == code or (unit is not None and _LOCAL.get(unit.kind) == duty.lead)


def _told(request: ReturnRequest, known: Names) -> Objection:
    return Objection(
        unit=known.unit(request.department_code),
        reason=request.reason_code.label,
        basis=request.basis,
        counter=known.unit(request.counter_unit),
        at=day_face(request.requested_at),
        decision=request.decision.label if request.decision else "",
    )

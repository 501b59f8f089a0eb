"""What a supervisor's row says beside its deadline: why it is there, and who was urged when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.enums import Action
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.supervision import HIGHEST, Supervision, SupervisionCause
from models.suspension import Suspension
from models.ticket import Ticket
from models.workflow import HELD
from service.operations.acting import Acting
from service.queries.attention import Attention, attention
from service.web.language import say
from service.web.names import Names, names
from service.web.times import day_face

#: What the record says where one press urges; whoever wants other words writes them on the ticket.
_URGED = "已超过办结时限，请立即办理，并回复进展、原因和完成时间。"
_RAISED = "督办未按期回复，升级督办，请负责人督促办理并回复。"


@dataclass(frozen=True, kw_only=True)
class Press:
    """The one step that a row offers: what it does, what it is called, the reason it records."""

    action: Action
    label: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RowNote:
    """Why a ticket is there, in one line; what was said, quoted; and the step at hand."""

    why: str
    quote: str = ""
    is_late: bool = False
    press: Press | None = None


def notes(act: Acting, tickets: Sequence[Ticket], *, tab: str) -> Mapping[str, RowNote]:
    """Return what to say beside each ticket of a supervisor's tab, by its number."""
    found = attention(act.session, [one.id or 0 for one in tickets])
    known = names(act.session)
    return {one.number: _note(act, one, found[one.id or 0], tab, known) for one in tickets}


def _note(act: Acting, ticket: Ticket, waits: Attention, tab: str, known: Names) -> RowNote:
    if tab == "extensions" and waits.extension:
        return _extension(ticket, waits.extension, known)
    if tab == "exclusion" and waits.exclusion:
        return _exclusion(waits.exclusion)
    if tab == "suspended" and waits.suspension:
        return _suspension(act, waits.suspension)
    if tab == "recurred":
        when = day_face(ticket.closed_at)
        return RowNote(why=say("%(when)s 办结后又有同一诉求", when=when))
    if waits.supervision:
        return _supervision(act, ticket, waits.supervision)
    return RowNote(why=say("还没有督办"), press=_urge(ticket))


def _supervision(act: Acting, ticket: Ticket, row: Supervision) -> RowNote:
    cause = "" if row.cause is SupervisionCause.ORDERED else say(row.cause.label)
    level = say("%(level)s 级督办", level=row.level)
    opened = f"{say(row.opened_by)} {day_face(row.opened_at)}"

    def told(state: str) -> str:
        return " · ".join(one for one in (level, state, cause, opened) if one)

    if row.answered_at is not None:
        state = say("已回复 %(when)s", when=day_face(row.answered_at))
        return RowNote(why=told(state), quote=row.answer, press=_raise(ticket))
    if row.ended_at is not None or row.answer_due_at is None:
        return RowNote(why=told(""), quote=row.reason, press=_urge(ticket))
    due, is_late = day_face(row.answer_due_at), row.answer_due_at <= act.at
    state = say("%(due)s 应回复，仍未回复", due=due) if is_late else say("%(due)s 前回复", due=due)
    press = _raise(ticket) if is_late else None
    return RowNote(why=told(state), quote=row.reason, is_late=is_late, press=press)


def _urge(ticket: Ticket) -> Press | None:
    if ticket.status not in HELD:
        return None
    return Press(action=Action.SUPERVISE, label=say("督办"), reason=_URGED)


def _raise(ticket: Ticket) -> Press | None:
    if ticket.status not in HELD or not 0 < ticket.supervision_level < HIGHEST:
        return None
    return Press(action=Action.ESCALATE, label=say("升级督办"), reason=_RAISED)


def _extension(ticket: Ticket, row: ExtensionRequest, known: Names) -> RowNote:
    # The row names the lead unit already.
    is_lead = row.department_code == ticket.lead_code
    unit = "" if is_lead else f"{known.unit(row.department_code)} "
    return RowNote(
        why=say(
            "申请延期 %(days)s 个工作日，%(who)s %(when)s",
            days=row.days,
            who=f"{unit}{row.requested_by}",
            when=day_face(row.requested_at),
        ),
        quote=row.reason,
    )


def _exclusion(row: Exclusion) -> RowNote:
    return RowNote(
        why=say(
            "%(who)s 申请剔除：%(reason)s，%(when)s",
            who=row.requested_by,
            reason=say(row.reason_code.label),
            when=day_face(row.requested_at),
        ),
        quote=row.reason,
    )


def _suspension(act: Acting, row: Suspension) -> RowNote:
    is_late = row.review_on <= act.today
    said = (
        say("%(day)s 起应复核", day=row.review_on)
        if is_late
        else say("%(day)s 复核", day=row.review_on)
    )
    begun = say("%(who)s %(when)s 挂账", who=row.started_by, when=day_face(row.started_at))
    return RowNote(why=f"{begun}，{said}", quote=row.reason, is_late=is_late)

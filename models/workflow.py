"""The life of a ticket as one table: API checks, buttons, documentation and tests come from it.

Source: the life cycle that 国办发〔2020〕53号 and 国办函〔2025〕66号 ask of a hotline. A move that
is not a row of `MOVES` does not exist.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from models.enums import Action as A  # noqa: N817 -- the table stays readable
from models.enums import Closure, Outcome, Role, Status, Step
from models.enums import Status as S  # noqa: N817
from models.errors import Forbidden, IllegalMove
from models.pending import Pending


@dataclass(frozen=True, kw_only=True)
class Move:
    """One legal step: from a status, by an action, to a status, and who may take it.

    `outcome` tells apart rows that share source and action; `closure` is set on moves into
    CLOSED; `own_unit` limits officers to tickets their unit leads; `starts` is the limit that
    begins with the move; `required` names what must be given; `answers` is what must wait on the
    ticket for the step to make sense.
    """

    source: Status
    action: A
    target: Status
    roles: frozenset[Role]
    outcome: Outcome | None = None
    closure: Closure | None = None
    own_unit: bool = False
    starts: Step | None = None
    required: tuple[str, ...] = ()
    next_round: bool = False
    answers: Pending | None = None


@dataclass(frozen=True, kw_only=True)
class Note:
    """One step that leaves the status alone: in which statuses, by whom, with what, for what."""

    action: A
    sources: frozenset[Status]
    roles: frozenset[Role]
    own_unit: bool = False
    required: tuple[str, ...] = ()
    answers: Pending | None = None


DESK = frozenset({Role.OPERATOR, Role.DISPATCHER})
DISPATCHERS = frozenset({Role.DISPATCHER})
OFFICERS = frozenset({Role.OFFICER})
CLERKS = frozenset({Role.REVISIT_CLERK})
SUPERVISORS = frozenset({Role.SUPERVISOR})
CITIZENS = frozenset({Role.CITIZEN})
MACHINE = frozenset({Role.SYSTEM})

MOVES: tuple[Move, ...] = (
    # RECEIVED 待派单
    Move(source=S.RECEIVED, action=A.DISPATCH, target=S.DISPATCHED, roles=DESK | MACHINE,
         starts=Step.ACKNOWLEDGE, required=("unit",)),
    Move(source=S.RECEIVED, action=A.ANSWER, target=S.CLOSED, closure=Closure.DIRECT, roles=DESK,
         required=("public_text",)),
    Move(source=S.RECEIVED, action=A.DECLINE, target=S.CLOSED, closure=Closure.DECLINED,
         roles=DESK, required=("reason",)),
    Move(source=S.RECEIVED, action=A.HAND_OVER, target=S.CLOSED, closure=Closure.EMERGENCY,
         roles=DESK, required=("reason",)),
    Move(source=S.RECEIVED, action=A.MERGE, target=S.CLOSED, closure=Closure.MERGED,
         roles=DISPATCHERS, required=("into",)),
    Move(source=S.RECEIVED, action=A.VOID, target=S.VOIDED, roles=DISPATCHERS,
         required=("reason",)),
    # DISPATCHED 待签收
    Move(source=S.DISPATCHED, action=A.ACKNOWLEDGE, target=S.HANDLING, roles=OFFICERS | MACHINE,
         own_unit=True),
    Move(source=S.DISPATCHED, action=A.REQUEST_RETURN, target=S.RETURNING, roles=OFFICERS,
         own_unit=True, outcome=Outcome.FIRST_RETURN, starts=Step.RETURN_REVIEW,
         required=("reason_code", "basis")),
    Move(source=S.DISPATCHED, action=A.REQUEST_RETURN, target=S.ARBITRATION, roles=OFFICERS,
         own_unit=True, outcome=Outcome.CONTESTED, starts=Step.ARBITRATION,
         required=("reason_code", "basis")),
    Move(source=S.DISPATCHED, action=A.REDIRECT, target=S.DISPATCHED, roles=DISPATCHERS,
         starts=Step.ACKNOWLEDGE, required=("unit", "reason")),
    # RETURNING 退单审核
    Move(source=S.RETURNING, action=A.GRANT_RETURN, target=S.RECEIVED, roles=DISPATCHERS,
         starts=Step.DISPATCH),
    Move(source=S.RETURNING, action=A.REFUSE_RETURN, target=S.HANDLING, roles=DISPATCHERS,
         required=("reason",)),
    # ARBITRATION 会商
    Move(source=S.ARBITRATION, action=A.ARBITRATE, target=S.HANDLING, roles=SUPERVISORS,
         required=("unit", "reason")),
    # HANDLING 办理中
    Move(source=S.HANDLING, action=A.REPLY, target=S.REPLIED, roles=OFFICERS, own_unit=True,
         starts=Step.REPLY_REVIEW, required=("public_text",)),
    Move(source=S.HANDLING, action=A.ASK_CITIZEN, target=S.WAITING, roles=OFFICERS, own_unit=True,
         starts=Step.WAITING, required=("reason",)),
    Move(source=S.HANDLING, action=A.SUSPEND, target=S.SUSPENDED, roles=SUPERVISORS,
         required=("reason",)),
    # WAITING 待补充
    Move(source=S.WAITING, action=A.RESUME, target=S.HANDLING, own_unit=True,
         roles=DESK | OFFICERS | CITIZENS | MACHINE),
    # REPLIED 答复审核
    Move(source=S.REPLIED, action=A.ACCEPT_REPLY, target=S.REVISITING, roles=DISPATCHERS,
         starts=Step.REVISIT),
    Move(source=S.REPLIED, action=A.REJECT_REPLY, target=S.HANDLING, roles=DISPATCHERS,
         required=("reason",)),
    Move(source=S.REPLIED, action=A.FINAL_REPLY, target=S.CLOSED, closure=Closure.FINAL,
         roles=SUPERVISORS, required=("reason", "document")),
    # REVISITING 待回访
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.CLOSED, closure=Closure.SATISFIED,
         roles=CLERKS | CITIZENS, outcome=Outcome.SATISFIED, required=("satisfaction",)),
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.CLOSED, roles=CLERKS,
         closure=Closure.UNRATED, outcome=Outcome.UNREACHABLE),
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.REVISITING, roles=CLERKS,
         outcome=Outcome.RETRY, starts=Step.REVISIT),
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.HANDLING,
         roles=CLERKS | CITIZENS, outcome=Outcome.UNSATISFIED,
         required=("satisfaction", "reason"), next_round=True, starts=Step.REWORK),
    Move(source=S.REVISITING, action=A.GRANT_EXCLUSION, target=S.CLOSED, roles=SUPERVISORS,
         closure=Closure.EXCLUDED, answers=Pending.EXCLUSION),
    # SUSPENDED 挂账
    Move(source=S.SUSPENDED, action=A.RESUME, target=S.HANDLING, roles=SUPERVISORS),
    # CLOSED 办结
    Move(source=S.CLOSED, action=A.REWORK, target=S.HANDLING, roles=SUPERVISORS,
         required=("reason",), next_round=True, starts=Step.REWORK),
    Move(source=S.CLOSED, action=A.UNMERGE, target=S.RECEIVED, roles=DISPATCHERS | SUPERVISORS,
         required=("reason",), starts=Step.DISPATCH, answers=Pending.MERGE),
    Move(source=S.CLOSED, action=A.ARCHIVE, target=S.ARCHIVED, roles=SUPERVISORS | MACHINE),
)  # fmt: skip

#: Nothing moves out of these.
TERMINAL = frozenset({Status.ARCHIVED, Status.VOIDED})
#: Somebody still has to do something.
OPEN = frozenset(Status) - TERMINAL - {Status.CLOSED}
#: A unit holds the ticket.
HELD = OPEN - {Status.RECEIVED}
_UNDER_WAY = frozenset({S.HANDLING, S.WAITING, S.SUSPENDED})
_ASSESSED = frozenset({S.REVISITING, S.CLOSED})

NOTES: tuple[Note, ...] = (
    Note(action=A.SPLIT, sources=frozenset({S.RECEIVED}), roles=DESK),
    Note(action=A.CONTACT, sources=frozenset({S.DISPATCHED, S.HANDLING, S.WAITING}),
         roles=OFFICERS, own_unit=True, required=("way",)),
    Note(action=A.REQUEST_EXTENSION, sources=frozenset({S.HANDLING}), roles=OFFICERS,
         own_unit=True, required=("days", "reason")),
    Note(action=A.GRANT_EXTENSION, sources=frozenset({S.HANDLING, S.WAITING}),
         roles=DISPATCHERS | SUPERVISORS, answers=Pending.EXTENSION),
    Note(action=A.REFUSE_EXTENSION, sources=frozenset({S.HANDLING, S.WAITING}),
         roles=DISPATCHERS | SUPERVISORS | MACHINE, required=("reason",),
         answers=Pending.EXTENSION),
    Note(action=A.DELEGATE, sources=frozenset({S.HANDLING}), roles=OFFICERS, own_unit=True,
         required=("unit", "task")),
    Note(action=A.ACKNOWLEDGE_TASK, sources=_UNDER_WAY, roles=OFFICERS,
         answers=Pending.NEW_TASK),
    Note(action=A.FINISH_TASK, sources=_UNDER_WAY, roles=OFFICERS, required=("result",),
         answers=Pending.TASK),
    Note(action=A.REACH_MILESTONE, sources=frozenset({S.SUSPENDED}), own_unit=True,
         roles=OFFICERS | SUPERVISORS, required=("milestone",), answers=Pending.MILESTONE),
    Note(action=A.REVIEW_SUSPENSION, sources=frozenset({S.SUSPENDED}), roles=SUPERVISORS,
         required=("reason",)),
    Note(action=A.REQUEST_EXCLUSION, sources=_ASSESSED, own_unit=True,
         roles=OFFICERS | DISPATCHERS | CLERKS, required=("reason_code", "reason")),
    Note(action=A.GRANT_EXCLUSION, sources=frozenset({S.CLOSED}), roles=SUPERVISORS,
         answers=Pending.EXCLUSION),
    Note(action=A.REFUSE_EXCLUSION, sources=_ASSESSED, roles=SUPERVISORS, required=("reason",),
         answers=Pending.EXCLUSION),
    Note(action=A.SUPERVISE, sources=HELD, roles=SUPERVISORS | MACHINE, required=("reason",)),
    Note(action=A.ESCALATE, sources=HELD, roles=SUPERVISORS | MACHINE, required=("reason",),
         answers=Pending.SUPERVISED),
    Note(action=A.ANSWER_SUPERVISION, sources=HELD, roles=OFFICERS, own_unit=True,
         required=("reason",), answers=Pending.SUPERVISION),
    Note(action=A.ATTACH, sources=OPEN | {S.CLOSED},
         roles=DESK | OFFICERS | CLERKS | SUPERVISORS | CITIZENS),
    Note(action=A.OFFER_RATING, sources=_ASSESSED, roles=CLERKS | CITIZENS,
         answers=Pending.RATING),
    # Of a merged ticket (并单) alone, which stays closed; every other is rated by a revisit.
    Note(action=A.RATE, sources=frozenset({S.CLOSED}), roles=CLERKS | CITIZENS,
         required=("satisfaction",), answers=Pending.RATING),
    Note(action=A.REMIND, sources=OPEN, roles=DESK | CLERKS | CITIZENS),
    Note(action=A.FLAG_FALSE_CLOSE, sources=frozenset({S.CLOSED, S.ARCHIVED}),
         roles=DESK | SUPERVISORS | MACHINE),
    Note(action=A.CHECK_ROUTE, sources=frozenset(Status), roles=DISPATCHERS | SUPERVISORS,
         answers=Pending.ROUTE_CHECK),
    Note(action=A.WARN, sources=OPEN, roles=MACHINE),
    Note(action=A.RECALCULATE, sources=OPEN, roles=frozenset({Role.ADMINISTRATOR})),
    Note(action=A.REORGANISE, sources=OPEN, roles=frozenset({Role.ADMINISTRATOR})),
)  # fmt: skip

_BY_KEY = {(move.source, move.action, move.outcome): move for move in MOVES}
_NOTES = {note.action: note for note in NOTES}


def find_move(*, source: Status, action: A, outcome: Outcome | None = None) -> Move:
    """Return the one row for this status, action and outcome.

    Raises:
        IllegalMove: the table has no such row; the sentence names where there is one, and for whom.
    """
    move = _BY_KEY.get((source, action, outcome))
    if move is None:
        raise _impossible(source, action)
    return move


def find_note(*, source: Status, action: A) -> Note:
    """Return the row of a step that leaves the status alone.

    Raises:
        IllegalMove: the step does not exist, or not in this status.
    """
    note = _NOTES.get(action)
    if note is None or source not in note.sources:
        raise _impossible(source, action)
    return note


def _impossible(source: Status, action: A) -> IllegalMove:
    elsewhere: dict[str, set[Status]] = {}
    for move in (row for row in MOVES if row.action is action):
        elsewhere.setdefault(_takers(move), set()).add(move.source)
    for note in (row for row in NOTES if row.action is action):
        elsewhere.setdefault(_takers(note), set()).update(note.sources)
    told = "，".join(
        f"“{'、'.join(status.label for status in Status if status in sources)}”时由{takers}操作"
        for takers, sources in elsewhere.items()
    )
    where = f"“{action.label}”在{told}。" if told else ""
    return IllegalMove(f"工单处于“{source.label}”，不能“{action.label}”。{where}")


def _takers(row: Move | Note) -> str:
    officers = "主办单位" if row.own_unit else Role.OFFICER.label
    people = sorted(row.roles - MACHINE) or sorted(row.roles)
    return "、".join(officers if one is Role.OFFICER else one.label for one in people)


def moves_from(source: Status) -> tuple[Move, ...]:
    """Return every row that leaves this status, in the table's order."""
    return tuple(move for move in MOVES if move.source == source)


def actions_for(
    *, source: Status, role: Role, leads: bool, pending: frozenset[Pending] = frozenset()
) -> tuple[A, ...]:
    """Return the actions this role may take now, each once.

    `leads`: its unit leads the ticket; `pending`: what waits on the ticket, for this unit.
    """
    here: tuple[Move | Note, ...] = moves_from(source)
    here += tuple(note for note in NOTES if source in note.sources)
    wanted = (row for row in here if row.answers is None or row.answers in pending)
    allowed = (row.action for row in wanted if may(row, role=role, leads=leads))
    return tuple(dict.fromkeys(allowed))


def may(move: Move | Note, *, role: Role, leads: bool) -> bool:
    """Tell whether this role may take this move; officers only where their unit leads."""
    if role not in move.roles:
        return False
    return leads or not (move.own_unit and role is Role.OFFICER)


def require(move: Move | Note, *, role: Role, leads: bool) -> None:
    """Refuse a move that this role may not take.

    Raises:
        Forbidden: the role, or the unit, is not the one the row names.
    """
    if may(move, role=role, leads=leads):
        return
    if role in move.roles:
        raise Forbidden(f"只有主办单位可以“{move.action.label}”这张工单。", code="not_lead_unit")
    raise Forbidden(f"“{move.action.label}”须由{_names(move.roles)}操作。", code="role_not_allowed")


def _names(roles: Iterable[Role]) -> str:
    return "、".join(role.label for role in sorted(roles))

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


@dataclass(frozen=True, kw_only=True)
class Move:
    """One legal step: from a status, by an action, to a status, and who may take it.

    `outcome` tells apart rows that share source and action; `closure` is set on moves into
    CLOSED; `own_unit` limits officers to tickets their unit leads; `starts` is the limit that
    begins with the move; `required` names what must be given.
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


DESK = frozenset({Role.OPERATOR, Role.DISPATCHER})
DISPATCHERS = frozenset({Role.DISPATCHER})
OFFICERS = frozenset({Role.OFFICER})
CLERKS = frozenset({Role.REVISIT_CLERK})
SUPERVISORS = frozenset({Role.SUPERVISOR})
MACHINE = frozenset({Role.SYSTEM})

MOVES: tuple[Move, ...] = (
    # RECEIVED 待派单
    Move(source=S.RECEIVED, action=A.DISPATCH, target=S.DISPATCHED, roles=DESK,
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
    Move(source=S.WAITING, action=A.RESUME, target=S.HANDLING, roles=DESK | OFFICERS | MACHINE,
         own_unit=True),
    # REPLIED 答复审核
    Move(source=S.REPLIED, action=A.ACCEPT_REPLY, target=S.REVISITING, roles=DISPATCHERS,
         starts=Step.REVISIT),
    Move(source=S.REPLIED, action=A.REJECT_REPLY, target=S.HANDLING, roles=DISPATCHERS,
         required=("reason",)),
    Move(source=S.REPLIED, action=A.FINAL_REPLY, target=S.CLOSED, closure=Closure.FINAL,
         roles=SUPERVISORS, required=("reason",)),
    # REVISITING 待回访
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.CLOSED, roles=CLERKS,
         closure=Closure.SATISFIED, outcome=Outcome.SATISFIED, required=("satisfaction",)),
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.CLOSED, roles=CLERKS,
         closure=Closure.UNRATED, outcome=Outcome.UNREACHABLE),
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.REVISITING, roles=CLERKS,
         outcome=Outcome.RETRY, starts=Step.REVISIT),
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.CLOSED, roles=SUPERVISORS,
         closure=Closure.EXCLUDED, outcome=Outcome.EXCLUDED, required=("reason",)),
    Move(source=S.REVISITING, action=A.RECORD_REVISIT, target=S.HANDLING, roles=CLERKS,
         outcome=Outcome.UNSATISFIED, required=("satisfaction", "reason"), next_round=True,
         starts=Step.REWORK),
    # SUSPENDED 挂账
    Move(source=S.SUSPENDED, action=A.RESUME, target=S.HANDLING, roles=SUPERVISORS),
    # CLOSED 办结
    Move(source=S.CLOSED, action=A.REWORK, target=S.HANDLING, roles=SUPERVISORS,
         required=("reason",), next_round=True, starts=Step.REWORK),
    Move(source=S.CLOSED, action=A.ARCHIVE, target=S.ARCHIVED, roles=SUPERVISORS | MACHINE),
)  # fmt: skip

#: Nothing moves out of these.
TERMINAL = frozenset({Status.ARCHIVED, Status.VOIDED})

_BY_KEY = {(move.source, move.action, move.outcome): move for move in MOVES}


def find_move(*, source: Status, action: A, outcome: Outcome | None = None) -> Move:
    """Return the one row for this status, action and outcome.

    Raises:
        IllegalMove: the table has no such row; the sentence names what is possible.
    """
    move = _BY_KEY.get((source, action, outcome))
    if move is None:
        possible = "、".join(sorted({row.action.label for row in moves_from(source)})) or "无"
        raise IllegalMove(f"工单处于“{source.label}”，不能“{action.label}”。现在可以：{possible}。")
    return move


def moves_from(source: Status) -> tuple[Move, ...]:
    """Return every row that leaves this status, in the table's order."""
    return tuple(move for move in MOVES if move.source == source)


def actions_for(*, source: Status, role: Role, leads: bool) -> tuple[A, ...]:
    """Return the actions this role may take now, each once; `leads`: its unit leads the ticket."""
    allowed = (move.action for move in moves_from(source) if may(move, role=role, leads=leads))
    return tuple(dict.fromkeys(allowed))


def may(move: Move, *, role: Role, leads: bool) -> bool:
    """Tell whether this role may take this move; officers only where their unit leads."""
    if role not in move.roles:
        return False
    return leads or not (move.own_unit and role is Role.OFFICER)


def require(move: Move, *, role: Role, leads: bool) -> None:
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

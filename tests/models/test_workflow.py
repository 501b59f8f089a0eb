"""The workflow's table: what it allows, what it refuses, and that it is whole."""

import itertools

import pytest

from models.enums import Action, Closure, Outcome, Role, Status
from models.errors import Forbidden, IllegalMove
from models.pending import Pending
from models.workflow import (
    MOVES,
    NOTES,
    OPEN,
    TERMINAL,
    actions_for,
    find_move,
    find_note,
    may,
    moves_from,
    require,
)

EVERY = list(itertools.product(Status, Action, (None, *Outcome)))
LEGAL = {(move.source, move.action, move.outcome) for move in MOVES}
#: Actions that are written beside the table: they begin a trail, or correct words alone.
APART = {Action.RECEIVE, Action.IMPORT, Action.AMEND}
DESK = {Role.OPERATOR, Role.DISPATCHER}
HELD = set(OPEN) - {Status.RECEIVED}
ASSESSED = {Status.REVISITING, Status.CLOSED}
UNDER_WAY = {Status.HANDLING, Status.WAITING, Status.SUSPENDED}
JUDGES = {Role.DISPATCHER, Role.SUPERVISOR}
#: Of each step that leaves the status alone: in which statuses, and for whom; written by hand.
ALONGSIDE: dict[Action, tuple[set[Status], set[Role]]] = {
    Action.SPLIT: ({Status.RECEIVED}, DESK),
    Action.CONTACT: ({Status.DISPATCHED, Status.HANDLING, Status.WAITING}, {Role.OFFICER}),
    Action.REQUEST_EXTENSION: ({Status.HANDLING}, {Role.OFFICER}),
    Action.GRANT_EXTENSION: ({Status.HANDLING, Status.WAITING}, JUDGES),
    Action.REFUSE_EXTENSION: ({Status.HANDLING, Status.WAITING}, JUDGES | {Role.SYSTEM}),
    Action.DELEGATE: ({Status.HANDLING}, {Role.OFFICER}),
    Action.ACKNOWLEDGE_TASK: (UNDER_WAY, {Role.OFFICER}),
    Action.FINISH_TASK: (UNDER_WAY, {Role.OFFICER}),
    Action.REACH_MILESTONE: ({Status.SUSPENDED}, {Role.OFFICER, Role.SUPERVISOR}),
    Action.REVIEW_SUSPENSION: ({Status.SUSPENDED}, {Role.SUPERVISOR}),
    Action.REQUEST_EXCLUSION: (ASSESSED, {Role.OFFICER, Role.DISPATCHER, Role.REVISIT_CLERK}),
    Action.GRANT_EXCLUSION: ({Status.CLOSED}, {Role.SUPERVISOR}),
    Action.REFUSE_EXCLUSION: (ASSESSED, {Role.SUPERVISOR}),
    Action.SUPERVISE: (HELD, {Role.SUPERVISOR, Role.SYSTEM}),
    Action.ESCALATE: (HELD, {Role.SUPERVISOR, Role.SYSTEM}),
    Action.ANSWER_SUPERVISION: (HELD, {Role.OFFICER}),
    Action.ATTACH: (
        set(OPEN) | {Status.CLOSED},
        DESK | {Role.OFFICER, Role.REVISIT_CLERK, Role.SUPERVISOR, Role.CITIZEN},
    ),
    Action.OFFER_RATING: (ASSESSED, {Role.REVISIT_CLERK, Role.CITIZEN}),
    Action.RATE: ({Status.CLOSED}, {Role.REVISIT_CLERK, Role.CITIZEN}),
    Action.REMIND: (set(OPEN), DESK | {Role.REVISIT_CLERK, Role.CITIZEN}),
    Action.FLAG_FALSE_CLOSE: (
        {Status.CLOSED, Status.ARCHIVED},
        DESK | {Role.SUPERVISOR, Role.SYSTEM},
    ),
    Action.CHECK_ROUTE: (set(Status), JUDGES),
    Action.WARN: (set(OPEN), {Role.SYSTEM}),
    Action.RECALCULATE: (set(OPEN), {Role.ADMINISTRATOR}),
    Action.REORGANISE: (set(OPEN), {Role.ADMINISTRATOR}),
}
#: Steps of a unit that only the lead's officers may take.
LEADS_ONLY = {
    Action.CONTACT,
    Action.REQUEST_EXTENSION,
    Action.DELEGATE,
    Action.REACH_MILESTONE,
    Action.REQUEST_EXCLUSION,
    Action.ANSWER_SUPERVISION,
}


def test_no_row_stands_twice() -> None:
    assert len(LEGAL) == len(MOVES)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.action}")
def test_every_legal_move_is_found(move) -> None:
    assert find_move(source=move.source, action=move.action, outcome=move.outcome) is move


def test_every_illegal_move_is_refused() -> None:
    for source, action, outcome in EVERY:
        if (source, action, outcome) not in LEGAL:
            with pytest.raises(IllegalMove):
                find_move(source=source, action=action, outcome=outcome)


def test_the_refusal_names_where_the_step_is_possible_and_for_whom() -> None:
    with pytest.raises(IllegalMove) as refused:
        find_move(source=Status.REPLIED, action=Action.ACKNOWLEDGE)
    assert refused.value.detail == (
        "工单处于“答复审核”，不能“签收”。“签收”在“待签收”时由主办单位操作。"
    )
    with pytest.raises(IllegalMove) as refused:
        find_move(source=Status.REPLIED, action=Action.RESUME)
    assert refused.value.detail == (
        "工单处于“答复审核”，不能“恢复办理”。“恢复办理”在“待补充”时由诉求人、派单员、主办单位、"
        "坐席操作，“挂账”时由督办员操作。"
    )


def test_every_status_is_reached_and_only_the_terminal_ones_are_final() -> None:
    reached = {Status.RECEIVED} | {move.target for move in MOVES}
    assert reached == set(Status)
    assert {status for status in Status if not moves_from(status)} == set(TERMINAL)


def test_closing_moves_and_they_alone_name_a_closure() -> None:
    for move in MOVES:
        assert (move.closure is not None) == (move.target is Status.CLOSED)
    assert {move.closure for move in MOVES} - {None} == set(Closure)


def test_every_move_can_be_taken_by_somebody() -> None:
    for move in MOVES:
        assert move.roles
        assert Role.AUDITOR not in move.roles
        assert Role.ADMINISTRATOR not in move.roles


def test_an_officer_of_another_unit_may_not_acknowledge() -> None:
    move = find_move(source=Status.DISPATCHED, action=Action.ACKNOWLEDGE)
    assert may(move, role=Role.OFFICER, leads=True)
    assert not may(move, role=Role.OFFICER, leads=False)
    with pytest.raises(Forbidden) as refused:
        require(move, role=Role.OFFICER, leads=False)
    assert refused.value.code == "not_lead_unit"
    with pytest.raises(Forbidden) as refused:
        require(move, role=Role.OPERATOR, leads=False)
    assert refused.value.code == "role_not_allowed"


def test_silence_is_the_systems_own_acknowledgement() -> None:
    move = find_move(source=Status.DISPATCHED, action=Action.ACKNOWLEDGE)
    assert may(move, role=Role.SYSTEM, leads=False)


def test_no_step_beside_the_status_stands_twice() -> None:
    assert len({note.action for note in NOTES}) == len(NOTES)
    assert {note.action for note in NOTES} == set(ALONGSIDE)


def test_every_action_is_a_row_of_the_table() -> None:
    rows = {move.action for move in MOVES} | {note.action for note in NOTES}
    assert rows | APART == set(Action)
    assert not rows & APART


@pytest.mark.parametrize("action", Action, ids=str)
def test_each_step_beside_the_status_is_for_its_statuses_and_people_alone(action: Action) -> None:
    statuses, roles = ALONGSIDE.get(action, (set(), set()))
    for status in Status:
        if status not in statuses:
            with pytest.raises(IllegalMove):
                find_note(source=status, action=action)
            continue
        note = find_note(source=status, action=action)
        for role, leads in itertools.product(Role, (True, False)):
            elsewhere = role is Role.OFFICER and action in LEADS_ONLY and not leads
            if role in roles and not elsewhere:
                require(note, role=role, leads=leads)
                continue
            with pytest.raises(Forbidden) as refused:
                require(note, role=role, leads=leads)
            expected = "not_lead_unit" if role in roles else "role_not_allowed"
            assert refused.value.code == expected


def test_the_refusal_of_a_step_beside_the_status_names_where_it_is_possible() -> None:
    with pytest.raises(IllegalMove) as refused:
        find_note(source=Status.CLOSED, action=Action.GRANT_EXTENSION)
    assert refused.value.detail == (
        "工单处于“办结”，不能“同意延期”。“同意延期”在“办理中、待补充”时由派单员、督办员操作。"
    )


def test_nobody_asks_and_decides_in_one_role() -> None:
    for asks, *decides in (
        (Action.REQUEST_EXTENSION, Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION),
        (Action.REQUEST_RETURN, Action.GRANT_RETURN, Action.REFUSE_RETURN, Action.ARBITRATE),
        (Action.REPLY, Action.ACCEPT_REPLY, Action.REJECT_REPLY),
        (Action.SUPERVISE, Action.ANSWER_SUPERVISION),
    ):
        asking = {role for row in (*MOVES, *NOTES) if row.action is asks for role in row.roles}
        for row in (*MOVES, *NOTES):
            if row.action in decides:
                assert not asking & row.roles, (asks, row.action)


def test_the_auditor_changes_nothing_and_the_administrator_moves_nothing() -> None:
    for row in (*MOVES, *NOTES):
        assert Role.AUDITOR not in row.roles, row.action
    own = {note.action for note in NOTES if Role.ADMINISTRATOR in note.roles}
    assert own == {Action.RECALCULATE, Action.REORGANISE}


def test_the_machine_decides_nothing_that_a_person_must() -> None:
    own = {row.action for row in (*MOVES, *NOTES) if Role.SYSTEM in row.roles}
    assert own == {
        Action.DISPATCH,
        Action.ACKNOWLEDGE,
        Action.RESUME,
        Action.ARCHIVE,
        Action.REFUSE_EXTENSION,
        Action.SUPERVISE,
        Action.ESCALATE,
        Action.FLAG_FALSE_CLOSE,
        Action.WARN,
    }


def test_an_answer_is_offered_only_where_something_waits() -> None:
    answering = [row for row in (*MOVES, *NOTES) if row.answers is not None]
    assert {row.answers for row in answering} == set(Pending)
    for row in answering:
        sources = row.sources if row in NOTES else {row.source}
        for source, role in itertools.product(sources, row.roles):
            waiting = frozenset(Pending)
            assert row.action in actions_for(
                source=source, role=role, leads=True, pending=frozenset({row.answers})
            )
            others = {
                other.answers
                for other in answering
                if other.action is row.action and other is not row
            }
            found = actions_for(
                source=source, role=role, leads=True, pending=waiting - {row.answers} - others
            )
            assert row.action not in found


REMINDING = (Action.ATTACH, Action.REMIND)


@pytest.mark.parametrize(
    ("status", "role", "leads", "expected"),
    [
        (Status.RECEIVED, Role.OPERATOR, False,
         (Action.DISPATCH, Action.ANSWER, Action.DECLINE, Action.HAND_OVER, Action.SPLIT,
          *REMINDING)),
        (Status.DISPATCHED, Role.OFFICER, True,
         (Action.ACKNOWLEDGE, Action.REQUEST_RETURN, Action.CONTACT, Action.ATTACH)),
        (Status.DISPATCHED, Role.OFFICER, False, (Action.ATTACH,)),
        (Status.HANDLING, Role.OFFICER, True,
         (Action.REPLY, Action.ASK_CITIZEN, Action.CONTACT, Action.REQUEST_EXTENSION,
          Action.DELEGATE, Action.ATTACH)),
        (Status.HANDLING, Role.SUPERVISOR, False,
         (Action.SUSPEND, Action.SUPERVISE, Action.ATTACH)),
        (Status.REVISITING, Role.REVISIT_CLERK, False,
         (Action.RECORD_REVISIT, Action.REQUEST_EXCLUSION, *REMINDING)),
        (Status.WAITING, Role.CITIZEN, False, (Action.RESUME, *REMINDING)),
        (Status.REVISITING, Role.CITIZEN, False, (Action.RECORD_REVISIT, *REMINDING)),
        (Status.CLOSED, Role.SUPERVISOR, False,
         (Action.REWORK, Action.ARCHIVE, Action.ATTACH, Action.FLAG_FALSE_CLOSE)),
        (Status.ARCHIVED, Role.SUPERVISOR, False, (Action.FLAG_FALSE_CLOSE,)),
        (Status.HANDLING, Role.AUDITOR, False, ()),
        (Status.HANDLING, Role.ADMINISTRATOR, False, (Action.RECALCULATE, Action.REORGANISE)),
    ],
)  # fmt: skip
def test_buttons_come_from_the_table(status, role, leads, expected) -> None:
    assert actions_for(source=status, role=role, leads=leads) == expected

"""The workflow's table: what it allows, what it refuses, and that it is whole."""

import itertools

import pytest

from models.enums import Action, Closure, Outcome, Role, Status
from models.errors import Forbidden, IllegalMove
from models.workflow import MOVES, TERMINAL, actions_for, find_move, may, moves_from, require

EVERY = list(itertools.product(Status, Action, (None, *Outcome)))
LEGAL = {(move.source, move.action, move.outcome) for move in MOVES}


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


def test_the_refusal_names_what_is_possible() -> None:
    with pytest.raises(IllegalMove) as refused:
        find_move(source=Status.REPLIED, action=Action.ACKNOWLEDGE)
    assert refused.value.detail == (
        "工单处于“答复审核”，不能“签收”。现在可以：答复退回、答复通过、终结答复。"
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


@pytest.mark.parametrize(
    ("status", "role", "leads", "expected"),
    [
        (Status.RECEIVED, Role.OPERATOR, False,
         (Action.DISPATCH, Action.ANSWER, Action.DECLINE, Action.HAND_OVER)),
        (Status.DISPATCHED, Role.OFFICER, True, (Action.ACKNOWLEDGE, Action.REQUEST_RETURN)),
        (Status.DISPATCHED, Role.OFFICER, False, ()),
        (Status.REVISITING, Role.REVISIT_CLERK, False, (Action.RECORD_REVISIT,)),
        (Status.CLOSED, Role.SUPERVISOR, False, (Action.REWORK, Action.ARCHIVE)),
        (Status.ARCHIVED, Role.SUPERVISOR, False, ()),
        (Status.HANDLING, Role.AUDITOR, False, ()),
    ],
)  # fmt: skip
def test_buttons_come_from_the_table(status, role, leads, expected) -> None:
    assert actions_for(source=status, role=role, leads=leads) == expected

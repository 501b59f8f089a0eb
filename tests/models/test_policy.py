"""Which limit applies: the most specific rule wins."""

import pytest

from models.enums import Kind, Measure, Step, Urgency
from models.errors import Unavailable
from models.policy import Case, default_rules, limit_for

RULES = default_rules()


@pytest.mark.parametrize(
    ("kind", "urgency", "category", "amount", "measure"),
    [
        (Kind.COMPLAINT, Urgency.NORMAL, "010101", 5, Measure.WORKING_DAYS),
        (Kind.INQUIRY, Urgency.NORMAL, "010101", 3, Measure.WORKING_DAYS),
        (Kind.INQUIRY, Urgency.NORMAL, "070101", 24 * 60, Measure.WALL_MINUTES),
        (Kind.INQUIRY, Urgency.URGENT, "010101", 24 * 60, Measure.WALL_MINUTES),
        (Kind.HELP, Urgency.EMERGENCY, "070101", 30, Measure.WALL_MINUTES),
        (Kind.HELP, Urgency.NORMAL, "", 5, Measure.WORKING_DAYS),
    ],
)
def test_handling(kind, urgency, category, amount, measure) -> None:
    case = Case(kind=kind, urgency=urgency, category=category)
    limit = limit_for(rules=RULES, step=Step.HANDLING, case=case)
    assert (limit.amount, limit.measure) == (amount, measure)


def test_every_step_that_a_move_starts_has_a_limit() -> None:
    case = Case(kind=Kind.OTHER, urgency=Urgency.NORMAL, category="")
    for step in Step:
        if step is not Step.ARCHIVE:
            assert limit_for(rules=RULES, step=step, case=case).amount > 0


def test_a_policy_without_the_step_is_said() -> None:
    with pytest.raises(Unavailable, match="答复审核"):
        limit_for(
            rules=[],
            step=Step.REPLY_REVIEW,
            case=Case(kind=Kind.HELP, urgency=Urgency.NORMAL, category=""),
        )

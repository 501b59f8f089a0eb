"""Which limit applies to which ticket: rows of a versioned policy, the most specific wins."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Field, SQLModel

from models.base import enum_type
from models.deadlines import Limit
from models.enums import Kind, Measure, Step, Urgency
from models.errors import Unavailable


class PolicyRule(SQLModel, table=True):
    """One limit of one policy version; an empty column matches everything."""

    __tablename__ = "policy_rule"

    id: int | None = Field(default=None, primary_key=True)
    version: int = Field(index=True)
    step: Step = Field(sa_type=enum_type(Step))
    kind: Kind | None = Field(default=None, sa_type=enum_type(Kind))
    urgency: Urgency | None = Field(default=None, sa_type=enum_type(Urgency))
    category_prefix: str = Field(default="", max_length=6)
    amount: int
    measure: Measure = Field(sa_type=enum_type(Measure))


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a limit may depend on."""

    kind: Kind
    urgency: Urgency
    category: str


def limit_for(*, rules: Iterable[PolicyRule], step: Step, case: Case) -> Limit:
    """Return the limit of the most specific matching rule.

    Urgency outweighs the category, the longer category prefix outweighs the shorter, and the
    category outweighs the kind.

    Raises:
        Unavailable: the policy has no rule for this step.
    """
    fitting = [rule for rule in rules if rule.step is step and _fits(rule, case)]
    if not fitting:
        raise Unavailable(f"时限政策缺少“{step.label}”一项，请管理员补全。", code="policy_missing")
    best = max(fitting, key=_specificity)
    return Limit(amount=best.amount, measure=best.measure)


def _fits(rule: PolicyRule, case: Case) -> bool:
    return (
        rule.kind in (None, case.kind)
        and rule.urgency in (None, case.urgency)
        and case.category.startswith(rule.category_prefix)
    )


def _specificity(rule: PolicyRule) -> tuple[bool, int, bool]:
    return rule.urgency is not None, len(rule.category_prefix), rule.kind is not None


def default_rules(*, version: int = 1) -> list[PolicyRule]:
    """Return the demonstration city's limits; 07 is the category of the utilities."""
    days, office, wall = Measure.WORKING_DAYS, Measure.WORKING_MINUTES, Measure.WALL_MINUTES

    def rule(
        step: Step,
        amount: int,
        measure: Measure,
        *,
        kind: Kind | None = None,
        urgency: Urgency | None = None,
        category_prefix: str = "",
    ) -> PolicyRule:
        return PolicyRule(
            version=version,
            step=step,
            amount=amount,
            measure=measure,
            kind=kind,
            urgency=urgency,
            category_prefix=category_prefix,
        )

    return [
        rule(Step.DISPATCH, 210, office),  # half a working day of seven hours
        rule(Step.ACKNOWLEDGE, 120, office),
        rule(Step.RETURN_WINDOW, 1, days),
        rule(Step.RETURN_REVIEW, 240, office),
        rule(Step.ARBITRATION, 1, days),
        rule(Step.HANDLING, 5, days),
        rule(Step.HANDLING, 3, days, kind=Kind.INQUIRY),
        rule(Step.HANDLING, 24 * 60, wall, category_prefix="07"),
        rule(Step.HANDLING, 24 * 60, wall, urgency=Urgency.URGENT),
        rule(Step.HANDLING, 30, wall, urgency=Urgency.EMERGENCY),
        rule(Step.REWORK, 3, days),
        rule(Step.WAITING, 2, days),
        rule(Step.REPLY_REVIEW, 1, days),
        rule(Step.REVISIT, 2, days),
    ]

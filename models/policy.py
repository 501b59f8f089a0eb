"""Which limit applies to which ticket: rows of a versioned policy, the most specific wins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.deadlines import Limit
from models.enums import Kind, Labelled, Measure, Step, Urgency
from models.errors import Unavailable


class Allowance(Labelled):
    """A number of the policy that is no limit of time (额度)."""

    RETURNS = "returns", "会商前的退单次数"
    REVISIT_ATTEMPTS = "revisit_attempts", "回访次数上限"
    EXTENSIONS = "extensions", "延期次数上限"
    EXTENSION_DAYS = "extension_days", "每次延期工作日上限"
    EXTENSION_LEAD_DAYS = "extension_lead_days", "申请延期至少提前的工作日"
    LONG_CYCLE_DAYS = "long_cycle_days", "长周期事项的自然日上限"
    SUPERVISED_ROUND = "supervised_round", "督办起始轮次"
    SUPERVISED_REDIRECTS = "supervised_redirects", "督办起始转派次数"
    FALSE_CLOSE_HOURS = "false_close_hours", "疑似假办结的小时数"
    RATING_LINK_DAYS = "rating_link_days", "评价链接有效天数"
    REVIEW_DAYS = "review_days", "挂账复核间隔天数"
    YELLOW_DAYS = "yellow_days", "黄灯提前的工作日"
    WEIGHT_RESPONSE = "weight_response", "三率综合中响应率的权重"
    WEIGHT_SOLVED = "weight_solved", "三率综合中解决率的权重"
    WEIGHT_SATISFIED = "weight_satisfied", "三率综合中满意率的权重"
    SCORED_TICKETS = "scored_tickets", "参加分档的最少件数"


class PolicyNumber(SQLModel, table=True):
    """One number of one policy version."""

    __tablename__ = "policy_number"

    version: int = Field(primary_key=True)
    name: Allowance = Field(primary_key=True, sa_type=enum_type(Allowance))
    amount: int


class PolicyVersion(SQLModel, table=True):
    """One version of the policy: who wrote it, when, and why."""

    __tablename__ = "policy_version"

    version: int = Field(primary_key=True)
    note: str = ""
    created_by: str = Field(max_length=100)
    created_at: datetime = Field(sa_type=UtcDateTime)
    valid_from: date | None = Field(
        default=None, description="First day on which tickets are given it; none: at once."
    )


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
        rule(Step.RESPONSE, 1, days),
        rule(Step.RESPONSE, 30, wall, urgency=Urgency.URGENT),
        rule(Step.RESPONSE, 30, wall, urgency=Urgency.EMERGENCY),
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
        rule(Step.SUPERVISION, 1, days),
    ]


#: The demonstration city's numbers; a version of the policy that lacks one falls back to these.
DEFAULT_NUMBERS: Mapping[Allowance, int] = MappingProxyType(
    {
        Allowance.RETURNS: 1,
        Allowance.REVISIT_ATTEMPTS: 3,
        Allowance.EXTENSIONS: 3,
        Allowance.EXTENSION_DAYS: 3,
        Allowance.EXTENSION_LEAD_DAYS: 1,
        Allowance.LONG_CYCLE_DAYS: 180,
        Allowance.SUPERVISED_ROUND: 3,
        Allowance.SUPERVISED_REDIRECTS: 3,
        Allowance.FALSE_CLOSE_HOURS: 72,
        Allowance.RATING_LINK_DAYS: 7,
        Allowance.REVIEW_DAYS: 90,
        Allowance.YELLOW_DAYS: 1,
        Allowance.WEIGHT_RESPONSE: 20,
        Allowance.WEIGHT_SOLVED: 40,
        Allowance.WEIGHT_SATISFIED: 40,
        Allowance.SCORED_TICKETS: 30,
    }
)

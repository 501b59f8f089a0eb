"""Versions of the policy (时限政策): read, and made anew from an older one; never changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.arithmetic import Limit
from models.category import Category
from models.enums import Kind, Measure, Role, Step, Urgency
from models.errors import Invalid, NotFound, Stale
from models.policy import Allowance, PolicyNumber, PolicyRule, PolicyVersion
from models.revision import touch_city
from models.ticket import Ticket
from models.workflow import OPEN
from service.operations.acting import Acting, require_role
from service.operations.limits import numbers
from service.queries import reference

#: Every step but archiving, which counts natural days from the settings.
REQUIRED_STEPS = tuple(step for step in Step if step is not Step.ARCHIVE)
#: The largest amount of each measure: beyond it somebody mistook the unit.
MOST: Mapping[Measure, int] = {
    Measure.WORKING_DAYS: 120,
    Measure.WORKING_MINUTES: 120 * 420,
    Measure.WALL_MINUTES: 180 * 24 * 60,
}
MOST_NUMBER = 1_000
#: These may be nought: then the thing is not allowed at all.
MAY_BE_NOUGHT = frozenset(
    {
        Allowance.RETURNS,
        Allowance.EXTENSIONS,
        Allowance.EXTENSION_LEAD_DAYS,
        Allowance.WEIGHT_RESPONSE,
        Allowance.WEIGHT_SOLVED,
        Allowance.WEIGHT_SATISFIED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One limit of a policy; what is empty matches everything."""

    step: Step
    amount: int
    measure: Measure
    kind: Kind | None = None
    urgency: Urgency | None = None
    category_prefix: str = ""

    @property
    def key(self) -> tuple[Step, Kind | None, Urgency | None, str]:
        """What the rule is about; a version has at most one rule of each."""
        return self.step, self.kind, self.urgency, self.category_prefix


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One version with all its rules and numbers, and how many open tickets keep it."""

    version: int
    note: str
    created_by: str
    created_at: datetime | None
    valid_from: date | None
    rules: tuple[Rule, ...]
    numbers: Mapping[Allowance, int]
    open_tickets: int


def versions(session: Session) -> list[Policy]:
    """Return every version, the newest first."""
    known = session.exec(
        select(PolicyRule.version).distinct().order_by(col(PolicyRule.version).desc())
    )
    return [policy(session, version=version) for version in known.all()]


def policy(session: Session, *, version: int) -> Policy:
    """Return one version.

    Raises:
        NotFound: there is no such version.
    """
    rules = reference.policy_rules(session, version=version)
    if not rules:
        raise NotFound(f"没有第 {version} 版时限政策。", code="unknown_policy")
    made = session.get(PolicyVersion, version)
    kept = session.exec(
        select(func.count())
        .select_from(Ticket)
        .where(Ticket.policy_version == version, col(Ticket.status).in_(OPEN))
    ).one()
    return Policy(
        version=version,
        note=made.note if made else "初始政策",
        created_by=made.created_by if made else "",
        created_at=made.created_at if made else None,
        valid_from=made.valid_from if made else None,
        rules=tuple(sorted(map(_rule, rules), key=_order)),
        numbers=numbers(session, version),
        open_tickets=kept,
    )


def new_version(
    act: Acting,
    *,
    base: int,
    note: str,
    rules: Sequence[Rule] | None = None,
    changed: Mapping[Allowance, int] | None = None,
    valid_from: date | None = None,
) -> Policy:
    """Make the next version out of the newest: its rules or others, its numbers but for `changed`.

    Tickets are given it from `valid_from` on, else at once; those that are already there keep
    the version they were given.

    Raises:
        Forbidden: not an administrator.
        Invalid: no note, a step without a rule for every case, an amount that cannot be, or a
            first day that is past or before that of the version it follows.
        Stale: `base` is not the newest version any more.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    touch_city(act.session)  # of two administrators the second waits and sees the first's version
    newest = reference.policy_version(act.session)
    if base != newest:
        raise Stale(f"时限政策已有第 {newest} 版，请在它的基础上修改。", version=newest)
    before = policy(act.session, version=base)
    wanted = tuple(rules) if rules is not None else before.rules
    amounts = {**before.numbers, **(changed or {})}
    wrong = wrong_policy(act, note=note, rules=wanted, amounts=amounts)
    wrong |= _wrong_start(act, before, valid_from)
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_policy", fields=wrong)
    version = newest + 1
    act.session.add(
        PolicyVersion(
            version=version,
            note=note.strip(),
            created_by=act.actor.name,
            created_at=act.at,
            valid_from=valid_from if valid_from != act.today else None,
        )
    )
    act.session.add_all(row_of(version, rule) for rule in wanted)
    act.session.add_all(
        PolicyNumber(version=version, name=name, amount=amount) for name, amount in amounts.items()
    )
    act.session.flush()
    return policy(act.session, version=version)


def by_code(prefix: str) -> str:
    """Return what categories are called where nobody asks for their names: 07 类."""
    return f"{prefix} 类"


def differences(
    before: Policy, after: Policy, *, called: Callable[[str], str] = by_code
) -> list[str]:
    """Return in words what one version has other than another; `called` names a category."""

    def subject(rule: Rule) -> str:
        return subject_of(rule, called=called)

    old, new = {one.key: one for one in before.rules}, {one.key: one for one in after.rules}
    told = [f"取消：{subject(old[key])}" for key in old if key not in new]
    told += [f"新增：{subject(new[key])} {_amount(new[key])}" for key in new if key not in old]
    told += [
        f"{subject(new[key])}：{_amount(old[key])} → {_amount(new[key])}"
        for key in new
        if key in old and old[key] != new[key]
    ]
    told += [
        f"{name.label}：{before.numbers[name]} → {after.numbers[name]}"
        for name in Allowance
        if before.numbers[name] != after.numbers[name]
    ]
    return told


def subject_of(rule: Rule, *, called: Callable[[str], str] = by_code) -> str:
    """Return what a rule is about: 办理（咨询、07 类）."""
    cases = [one.label for one in (rule.kind, rule.urgency) if one is not None]
    if rule.category_prefix:
        cases.append(called(rule.category_prefix))
    return f"{rule.step.label}（{'、'.join(cases)}）" if cases else rule.step.label


def wrong_policy(
    act: Acting, *, note: str, rules: Sequence[Rule], amounts: Mapping[Allowance, int]
) -> dict[str, str]:
    """Return a sentence for each thing with which a version could not stand."""
    wrong: dict[str, str] = {}
    if not note.strip():
        wrong["note"] = "请写明这一版改了什么、依据是什么。"
    general = {rule.step for rule in rules if rule.key[1:] == (None, None, "")}
    missing = [step.label for step in REQUIRED_STEPS if step not in general]
    if missing:
        wrong["rules"] = f"缺少适用于所有工单的时限：{'、'.join(missing)}。"
    wrong |= _wrong_rules(act.session, rules)
    for name, amount in amounts.items():
        least = 0 if name in MAY_BE_NOUGHT else 1
        if not least <= amount <= MOST_NUMBER:
            wrong[name.value] = f"{name.label}应在 {least} 到 {MOST_NUMBER} 之间。"
    return wrong


def _wrong_start(act: Acting, before: Policy, valid_from: date | None) -> dict[str, str]:
    first = valid_from or act.today
    if first < act.today:
        return {"valid_from": "生效日期不能早于今天；已受理的工单沿用受理时的版本。"}
    if before.valid_from is not None and first < before.valid_from:
        told = f"第 {before.version} 版自 {before.valid_from} 起生效，新的一版不能早于它。"
        return {"valid_from": told}
    return {}


def _wrong_rules(session: Session, rules: Sequence[Rule]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    seen: set[tuple[Step, Kind | None, Urgency | None, str]] = set()
    for place, rule in enumerate(rules):
        name = f"rules.{place}"
        if not 1 <= rule.amount <= MOST[rule.measure]:
            wrong[name] = f"{subject_of(rule)}：数值应在 1 到 {MOST[rule.measure]} 之间。"
        elif rule.key in seen:
            wrong[name] = f"{subject_of(rule)}：同样的条件写了两次。"
        elif rule.category_prefix and not _names_category(session, rule.category_prefix):
            wrong[name] = f"没有以“{rule.category_prefix}”开头的分类。"
        seen.add(rule.key)
    return wrong


def _names_category(session: Session, prefix: str) -> bool:
    found = select(Category.code).where(col(Category.code).startswith(prefix, autoescape=True))
    return session.exec(found.limit(1)).first() is not None


def _rule(row: PolicyRule) -> Rule:
    return Rule(
        step=row.step,
        amount=row.amount,
        measure=row.measure,
        kind=row.kind,
        urgency=row.urgency,
        category_prefix=row.category_prefix,
    )


def row_of(version: int, rule: Rule) -> PolicyRule:
    """Return a rule as it is stored."""
    return PolicyRule(
        version=version,
        step=rule.step,
        amount=rule.amount,
        measure=rule.measure,
        kind=rule.kind,
        urgency=rule.urgency,
        category_prefix=rule.category_prefix,
    )


def _order(rule: Rule) -> tuple[int, str, str, str]:
    return list(Step).index(rule.step), rule.urgency or "", rule.category_prefix, rule.kind or ""


def _amount(rule: Rule) -> str:
    return Limit(amount=rule.amount, measure=rule.measure).text

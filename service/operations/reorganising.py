"""Organisation change (机构调整): units merge, split, are renamed, or one duty goes over, at once.

One transaction moves all that hangs on a unit; deadlines stay, and nothing of it is a return.
"""

from datetime import timedelta

from sqlmodel import col, select

from models.automatic import AutomaticDispatch
from models.contest import Contest
from models.department import Department, Succession, SuccessionKind
from models.enums import Action, Role
from models.errors import Conflict
from models.notice import NoticeKind
from models.register import Register
from models.revision import touch_city
from models.ticket import Ticket
from models.token import ApiToken
from models.unit_workday import UnitWorkday
from models.user import User
from service.operations.acting import Acting, require_role
from service.operations.duties import revise
from service.operations.moving import plan_note
from service.operations.notices import tell
from service.operations.registering import remember
from service.operations.reorganisation_plan import Belonging, Change, Plan
from service.operations.reorganisation_planning import heir_of_entry, plan_of
from service.operations.succeeding import book_of, carry
from service.queries import reference, reorganisation
from service.queries.contests import parted

_NOW_ONE = "机构调整后不再是两个单位之间的争议。"


def preview(act: Acting, *, change: Change) -> Plan:
    """Return what a change would do now; its digest is what `reorganise` asks for.

    Raises:
        Forbidden: the actor is no administrator.
        Invalid: the change cannot be made so.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    return plan_of(act, change)


def reorganise(act: Acting, *, change: Change, digest: str) -> Plan:
    """Make a change exactly as it was previewed.

    Raises:
        Forbidden: the actor is no administrator.
        Invalid: the change cannot be made so.
        Conflict: something has changed since the preview, so that other things would happen.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    touch_city(act.session)
    reorganisation.lock(act.session, units=change.units)
    plan = plan_of(act, change)
    if plan.digest != digest:
        raise Conflict(
            "预览之后情况有变（例如又有新工单派入），请核对新的预览后再执行。", code="plan_changed"
        )
    _found(act, plan)
    _follow_one_another(act, plan)
    if plan.revisions:
        title = f"机构调整（{change.kind.label}）：{change.reason.strip()}"
        revise(act, revisions=plan.revisions, note=title)
    _move_tickets(act, plan)
    _move_belongings(act, plan)
    _tell(act, plan)
    act.session.flush()
    return plan


def _found(act: Acting, plan: Plan) -> None:
    for one in plan.founded:
        assert one.kind is not None
        act.session.add(
            Department(
                code=one.code,
                name=one.name,
                short_name=one.short_name,
                kind=one.kind,
                area_code=one.area,
                parent_code=one.parent,
                valid_from=act.today,
            )
        )
    act.session.flush()


def _follow_one_another(act: Acting, plan: Plan) -> None:
    for code in plan.change.ended:
        row = act.session.get_one(Department, code)
        # A unit founded and ended on one day was never there; its rows tell that it was meant.
        _remember(act, plan, row)
        row.valid_to = act.today - timedelta(days=1)
        act.session.add(row)
    for line in plan.lines:
        act.session.add(
            Succession(
                predecessor_code=line.before,
                successor_code=line.after,
                kind=line.kind,
                effective_on=act.today,
                category_prefix=line.category_prefix,
            )
        )
    for child in plan.children:
        row = act.session.get_one(Department, child.key)
        row.parent_code = child.after
        act.session.add(row)
    act.session.flush()


def _remember(act: Acting, plan: Plan, unit: Department) -> None:
    heirs = dict.fromkeys(line.after for line in plan.lines if line.before == unit.code)
    names = "、".join(reference.unit_name(act.session, code) for code in heirs)
    said = f"机构调整（{plan.change.kind.label}），由{names}承接：{plan.change.reason.strip()}"
    remember(act, kind=Register.UNIT, key=unit.code, name=unit.short_name, said=said)


def _move_tickets(act: Acting, plan: Plan) -> None:
    book = book_of(act)
    for one in plan.tickets:
        ticket = act.session.get_one(Ticket, one.id, with_for_update=True, populate_existing=True)
        plan_note(act, ticket, Action.REORGANISE)
        carry(act, ticket, one, reason=plan.change.reason.strip(), book=book)


def _move_belongings(act: Acting, plan: Plan) -> None:
    for person in plan.people:
        user = act.session.get_one(User, int(person.key))
        user.department_code = person.after
        act.session.add(user)
    for one in plan.tokens:
        token = act.session.get_one(ApiToken, int(one.key))
        if one.after is None:
            token.revoked_at = act.at
        else:
            token.department_code = one.after
        act.session.add(token)
    for entry in plan.contests:
        _amend(act, plan.change, entry)
    for code in plan.change.ended:
        automatic = act.session.get(AutomaticDispatch, code)
        if automatic is not None and automatic.is_on:
            # Whether the heir's routes may go without a person is for a person to say anew.
            automatic.is_on, automatic.off_reason = False, "机构调整"
            automatic.changed_by, automatic.changed_at = act.actor.name, act.at
            act.session.add(automatic)
            name = reference.unit_name(act.session, code)
            said = "随机构调整停用"
            remember(act, kind=Register.AUTOMATIC, key=code, name=name, said=said)
    if plan.change.kind is SuccessionKind.RENAME:
        _keep_workdays(act, plan.change)


def _amend(act: Acting, change: Change, entry: Belonging) -> None:
    row = act.session.get_one(Contest, int(entry.key))
    if entry.after is None:
        row.valid_to = act.today - timedelta(days=1)
        row.note = f"{row.note} {_NOW_ONE}".strip()
    else:
        heirs = (heir_of_entry(change, row, unit) for unit in parted(row.units))
        owner = heir_of_entry(change, row, row.owner) if row.owner else None
        row.units, row.owner = ";".join(dict.fromkeys(heirs)), owner
    row.version += 1
    row.updated_by, row.updated_at = act.actor.name, act.at
    act.session.add(row)


def _keep_workdays(act: Acting, change: Change) -> None:
    """A unit under a new name works on the same days (5+X)."""
    rows = act.session.exec(
        select(UnitWorkday).where(
            col(UnitWorkday.department_code).in_(change.ended), col(UnitWorkday.valid_to).is_(None)
        )
    ).all()
    for row in rows:
        act.session.add(
            UnitWorkday(
                department_code=change.heir(row.department_code, category=None),
                weekday=row.weekday,
                valid_from=row.valid_from,
                created_by=act.actor.name,
                created_at=act.at,
            )
        )


def _tell(act: Acting, plan: Plan) -> None:
    counts: dict[str, int] = {}
    reason = plan.change.reason.strip()
    for one in plan.tickets:
        if one.is_led and one.new_lead:
            counts[one.new_lead] = counts.get(one.new_lead, 0) + 1
    for unit, count in counts.items():
        tell(
            act,
            kind=NoticeKind.REORGANISED,
            text=f"机构调整：{count} 件在办工单转由贵单位办理，时限不变。{reason[:80]}",
            effect=f"reorganised:{plan.digest}:{unit}",
            department=unit,
        )

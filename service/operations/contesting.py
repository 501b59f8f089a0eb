"""The register of contested matters (争议事项登记) kept: entered, amended, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models.category import Category
from models.contest import Contest, ContestDecision
from models.department import Department
from models.enums import Role
from models.errors import Conflict, Invalid, NotFound, Stale
from models.return_request import Arbitration, ReturnRequest
from models.revision import touch_city
from models.ticket import Ticket
from service.operations.acting import Acting, require_role
from service.queries import contests, reference
from triage.knowledge import TERRITORIAL


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an entry shall say; without `valid_from` it holds from today, or as it did."""

    name: str
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    owner: str | None = None
    note: str = ""
    basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def enter(act: Acting, *, entry: Entry) -> Contest:
    """Add an entry to the register.

    Raises:
        Forbidden: the actor is no administrator.
        Invalid: the entry names no matter, fewer than two units, or what does not exist.
        Conflict: there is an entry of this name.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    touch_city(act.session)
    row = Contest(
        name="", units="", valid_from=act.today, updated_by=act.actor.name, updated_at=act.at
    )
    return _written(act, row, entry)


def amend(act: Acting, *, contest_id: int, version: int, entry: Entry) -> Contest:
    """Change an entry that is still as the person saw it; its decisions stay.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: there is no such entry.
        Stale: somebody changed it, or a decision was added, since; carries the present version.
        Invalid, Conflict: as for `enter`.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    # Two people at once: the second waits here and then finds the entry changed.
    touch_city(act.session)
    row = _held(act, contest_id)
    if row.version != version:
        raise Stale(
            f"争议事项“{row.name}”刚有变动，您看到的不是最新内容。请核对后再提交。",
            version=row.version,
        )
    row.version += 1
    return _written(act, row, entry)


def remember(act: Acting, ticket: Ticket, *, arbitration: Arbitration) -> Contest | None:
    """Put an arbitration under the entry whose matter it decided, if the register has one."""
    units = _parties(act, ticket) | {arbitration.department_code}
    kinds = dict(act.session.exec(select(Department.code, Department.kind)).all())
    found = contests.applying(
        contests.in_force(act.session, on=act.today),
        text=f"{ticket.title}\n{ticket.text}",
        category=ticket.category_code,
        parties={contests.party(code, kinds.get(code)) for code in units},
        least=1,
    )
    if found is None:
        return None
    assert found.id is not None
    assert arbitration.id is not None
    touch_city(act.session)
    row = _held(act, found.id)
    row.version += 1
    act.session.add(row)
    act.session.add(ContestDecision(contest_id=found.id, arbitration_id=arbitration.id))
    act.session.flush()
    return row


def _parties(act: Acting, ticket: Ticket) -> set[str]:
    """The units that sent a ticket back, and those they named instead."""
    rows = act.session.exec(select(ReturnRequest).where(ReturnRequest.ticket_id == ticket.id))
    return {code for row in rows for code in (row.department_code, row.counter_unit) if code}


def _held(act: Acting, contest_id: int) -> Contest:
    row = act.session.exec(
        select(Contest)
        .where(Contest.id == contest_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("没有这条争议事项。", code="unknown_contest")
    return row


def _written(act: Acting, row: Contest, entry: Entry) -> Contest:
    wrong = _wrong(act, row, entry)
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_contest", fields=wrong)
    name = entry.name.strip()
    with act.session.no_autoflush:
        taken = act.session.exec(select(Contest.id).where(Contest.name == name)).first()
    if taken is not None and taken != row.id:
        raise Conflict(f"已有名为“{name}”的争议事项。", code="contest_exists")
    row.name, row.note, row.basis = name, entry.note.strip(), entry.basis.strip()
    row.words = ";".join(dict.fromkeys(entry.words))
    row.categories = ";".join(dict.fromkeys(entry.categories))
    row.units = ";".join(dict.fromkeys(entry.units))
    row.owner = entry.owner
    row.valid_from, row.valid_to = entry.valid_from or row.valid_from, entry.valid_to
    row.updated_by, row.updated_at = act.actor.name, act.at
    act.session.add(row)
    act.session.flush()
    return row


def _wrong(act: Acting, row: Contest, entry: Entry) -> dict[str, str]:
    """A sentence for each field that cannot stand."""
    found: dict[str, str] = {}
    if not entry.name.strip():
        found["name"] = "请填写事项名称。"
    if not entry.words and not entry.categories:
        found["words"] = "请至少填写一个关键词或分类。"
    elif any(";" in word for word in entry.words):
        found["words"] = "关键词不能含分号。"
    if strange := _unknown_categories(act, entry.categories):
        found["categories"] = f"没有代码为“{'、'.join(strange)}”的分类。"
    if len(set(entry.units)) < 2:
        found["units"] = "请至少选择两个单位。"
    elif strange := _unknown_units(act, entry.units):
        found["units"] = f"没有代码为“{'、'.join(strange)}”的单位，或已不存在。"
    elif entry.owner is not None and entry.owner not in entry.units:
        found["owner"] = "现行主办须是争议单位之一。"
    begins = entry.valid_from or row.valid_from
    if entry.valid_to is not None and entry.valid_to < begins:
        found["valid_to"] = "失效日期不能早于生效日期。"
    return found


def _unknown_categories(act: Acting, codes: Sequence[str]) -> list[str]:
    known = set(act.session.exec(select(Category.code).where(col(Category.code).in_(codes))))
    return [code for code in codes if code not in known]


def _unknown_units(act: Acting, codes: Sequence[str]) -> list[str]:
    known = {row.code for row in reference.departments(act.session, on=act.today)}
    return [code for code in codes if code not in known and code not in TERRITORIAL]

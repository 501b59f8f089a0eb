"""The duty list (权责清单) kept: every change is an edition, and no version is ever overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.duty import Duty, DutyEdition
from models.enums import DutyOrigin, Role
from models.errors import Conflict, Invalid
from models.revision import touch_city
from service.operations.acting import Acting, require_role
from service.operations.duty_checks import Checker, Fault, Revision
from service.operations.duty_files import CODE, Line
from service.queries import duties
from service.queries.duties import content_of, version_of

_SHOWN_FAULTS = 5


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a file would do to the list; `unchanged` counts the lines that say what stands."""

    edition: int
    revisions: tuple[Revision, ...]
    faults: tuple[Fault, ...]
    unchanged: int

    @property
    def added(self) -> int:
        """How many duties are new."""
        return sum(one.before is None for one in self.revisions)

    @property
    def changed(self) -> int:
        """How many get a new version."""
        return sum(one.before is not None and one.after is not None for one in self.revisions)

    @property
    def ended(self) -> int:
        """How many end."""
        return sum(one.after is None for one in self.revisions)


def propose(act: Acting, *, lines: Sequence[Line], complete: bool = False) -> Proposal:
    """Return what these lines would do; `complete` ends the listed duties that no line names.

    A line in which anything is wrong does nothing; all of its faults are told. What arbitration
    decided (会商裁定) is ended by no file that leaves it out.
    """
    checker = Checker(act.session, today=act.today)
    revisions: list[Revision] = []
    faults: list[Fault] = []
    named: dict[str, int] = {}
    for line in lines:
        family = line.cell(CODE).partition(".")[0]
        if family and family in named:
            advice = f"与第 {named[family]} 行的代码相同，请只留一行。"
            faults.append(Fault(line=line.number, column=CODE, value=family, advice=advice))
            continue
        named[family] = line.number
        found = checker.revision(line)
        if isinstance(found, list):
            faults += found
        elif found is not None:
            revisions.append(found)
    asked = len(revisions)
    if complete:
        revisions += _left_out(act, checker, named)
    wrong = {fault.line for fault in faults}
    return Proposal(
        edition=duties.edition(act.session),
        revisions=tuple(revisions),
        faults=tuple(faults),
        unchanged=len(lines) - asked - len(wrong),
    )


def bring_in(
    act: Acting,
    *,
    proposal: Proposal,
    note: str,
    skip_bad: bool = False,
    expected: int | None = None,
) -> DutyEdition:
    """Make a proposal the next edition of the list.

    Raises:
        Forbidden: the actor is no administrator.
        Invalid: lines are wrong and not to be skipped; or nothing would change.
        Conflict: the list is no longer the edition `expected`.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    touch_city(act.session)
    if proposal.edition != duties.edition(act.session) or expected not in (None, proposal.edition):
        raise Conflict(
            "权责清单刚有新的版次，您看到的不是最新内容。请重新预览后再导入。", code="stale_list"
        )
    if proposal.faults and not skip_bad:
        raise faulty(proposal.faults)
    if not proposal.revisions:
        raise Invalid("与现行清单一致，没有需要导入的内容。", code="nothing_changed")
    return revise(act, revisions=proposal.revisions, note=note or "导入")


def faulty(faults: Sequence[Fault]) -> Invalid:
    """Return the refusal of a file: the first faults as its sentence, all of them by line."""
    told = "；".join(fault.sentence for fault in faults[:_SHOWN_FAULTS])
    fields: dict[str, str] = {}
    for fault in faults:
        where = f"第 {fault.line} 行"
        said = f"{fault.column}“{fault.value[:40]}”：{fault.advice}"
        fields[where] = f"{fields[where]}；{said}" if where in fields else said
    return Invalid(f"有 {len(fields)} 行不正确。{told}", code="bad_rows", fields=fields)


def revise(act: Acting, *, revisions: Iterable[Revision], note: str) -> DutyEdition:
    """Write revisions as one edition: old versions end the day before their successors begin."""
    edition = new_edition(act, note=note)
    present = duties.newest(act.session)
    for one in revisions:
        old = present.get(one.family)
        if old is not None:
            _end(act, old, one, edition)
        if one.after is not None:
            act.session.add(_version(old, one, edition))
    act.session.flush()
    return edition


def new_edition(act: Acting, *, note: str) -> DutyEdition:
    """Open the next edition, under the lock of the city's revision; a change of the list is one."""
    touch_city(act.session)
    row = DutyEdition(
        number=duties.edition(act.session) + 1,
        note=note,
        made_by=act.actor.name,
        made_at=act.at,
    )
    act.session.add(row)
    act.session.flush()
    return row


def _left_out(act: Acting, checker: Checker, named: dict[str, int]) -> list[Revision]:
    yesterday = act.today - timedelta(days=1)
    return [
        Revision(
            family=family,
            before=content_of(row),
            after=None,
            since=row.valid_from,
            until=max(yesterday, row.valid_from - timedelta(days=1)),
        )
        for family, row in checker.present.items()
        if family not in named
        and row.origin is DutyOrigin.LIST
        and (row.valid_to is None or row.valid_to > yesterday)
    ]


def _end(act: Acting, old: Duty, one: Revision, edition: DutyEdition) -> None:
    # A version corrected on the day it began ends before it: it stays on record, never in force.
    last = one.since - timedelta(days=1) if one.after is not None else one.until
    if old.valid_to is None or (last is not None and last < old.valid_to):
        old.valid_to = last
    old.ended_edition = edition.number
    act.session.add(old)


def _version(old: Duty | None, one: Revision, edition: DutyEdition) -> Duty:
    assert one.after is not None
    code = one.family if old is None else f"{one.family}.{version_of(old.code) + 1}"
    return Duty(
        code=code,
        name=one.after.name,
        category_code=one.after.category,
        lead=one.after.lead,
        assisting=";".join(one.after.assisting),
        basis=one.after.basis,
        area_code=one.after.area,
        level=one.after.level,
        origin=old.origin if old else DutyOrigin.LIST,
        valid_from=one.since,
        valid_to=one.until,
        edition=edition.number,
    )

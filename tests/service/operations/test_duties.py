"""The duty list kept: imported, versioned, compared, and tried out before it is changed."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from sqlmodel import Session, select

from models.database import Database
from models.duty import Duty
from models.enums import Role
from models.errors import Conflict, Forbidden, Invalid, NotFound
from service.operations import duties, duty_files
from service.operations.acting import Acting, Actor
from service.operations.duties import Proposal
from service.queries import duties as listed
from tests.conftest import START

TODAY = START.date()
ADMIN = Actor(key="user:1", name="管理员", role=Role.ADMINISTRATOR)
HEADER = ",".join(duty_files.HEADER)


def acting(session: Session, actor: Actor = ADMIN) -> Acting:
    return Acting(session=session, actor=actor, at=START)


def proposal(act: Acting, *rows: str, complete: bool = False) -> Proposal:
    raw = "\n".join((HEADER, *rows)).encode()
    return duties.propose(act, lines=duty_files.read(raw), complete=complete)


def any_duty(session: Session) -> Duty:
    """Return a duty of the whole city that a bureau leads."""
    return session.get_one(Duty, "D02010101")


def row_of(duty: Duty, **changed: str) -> str:
    text = duty_files.written([duty]).lstrip("\ufeff")
    ((*_, cells),) = [list(csv.DictReader(io.StringIO(text)))]
    out = io.StringIO()
    csv.DictWriter(out, duty_files.HEADER).writerow(cells | changed)
    return out.getvalue().strip()


def test_what_was_exported_is_read_back_as_unchanged(database: Database) -> None:
    with database.read() as session:
        rows = listed.standing(session, on=TODAY)
        for raw in (duty_files.written(rows).encode(), duty_files.worksheet(rows)):
            found = duties.propose(acting(session), lines=duty_files.read(raw), complete=True)
            assert (found.revisions, found.faults, found.unchanged) == ((), (), len(rows))
            assert len(rows) > 500


def test_an_xlsx_export_opens_in_a_spreadsheet_program(database: Database) -> None:
    with database.read() as session:
        rows = listed.standing(session, on=TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(duty_files.worksheet(rows))).active
    values = list(sheet.values)
    assert values[0] == duty_files.HEADER
    assert [cells[2] for cells in values[1:]] == [row.category_code for row in rows]


def test_a_file_in_gb18030_with_titles_above_its_heading_is_read(database: Database) -> None:
    with database.read() as session:
        text = f"临澄市权责清单,,\n\n{HEADER}\n{row_of(any_duty(session))}\n"
        (line,) = duty_files.read(text.encode("gb18030"))
    assert (line.number, line.cell("代码")) == (4, "D02010101")


def test_a_changed_duty_ends_the_day_before_its_next_version_begins(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        since = TODAY + timedelta(days=20)
        row = row_of(any_duty(session), 主办="市城管局", 生效日期=since.isoformat())
        made = duties.bring_in(act, proposal=proposal(act, row), note="〔2026〕9号")
        old, new = any_duty(session), session.get_one(Duty, "D02010101.2")
        assert (made.number, made.note, made.made_by) == (1, "〔2026〕9号", "管理员")
        assert (old.valid_to, old.lead) == (since - timedelta(days=1), "ZJJ")
        assert (new.valid_from, new.valid_to, new.lead) == (since, None, "CGJ")
        versions = listed.history(session, "D02010101")
        assert [one.code for one in versions] == ["D02010101.2", "D02010101"]


def test_an_untouched_date_of_an_exported_row_means_today(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        (one,) = proposal(act, row_of(any_duty(session), 依据="《新条例》")).revisions
        assert (one.since, one.until) == (TODAY, None)


def test_a_duty_with_an_end_date_ends_and_may_come_back(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        duty = any_duty(session)
        row = row_of(duty)
        ending = row_of(duty, 失效日期=TODAY.isoformat())
        duties.bring_in(act, proposal=proposal(act, ending), note="终止")
        assert any_duty(session).valid_to == TODAY
        assert proposal(act, ending).revisions == ()
        duties.bring_in(act, proposal=proposal(act, row), note="恢复")
        again = session.get_one(Duty, "D02010101.2")
        assert (again.valid_from, again.valid_to) == (TODAY + timedelta(days=1), None)


def test_every_fault_names_line_column_value_and_what_to_do(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        duty = any_duty(session)
        found = proposal(
            act,
            row_of(duty, 主办="火星局", 分类="999999", 依据=""),
            row_of(duty),
            row_of(duty, 代码="N1", 生效日期="明年"),
            row_of(duty, 代码="N2", 主办="OLD_ZWB"),
            row_of(duty, 代码="N3", 协办="ZJJ", 区域="月球"),
            row_of(duty, 代码="N4", 生效日期="2027-01-01", 失效日期="2026-12-31"),
            row_of(duty, 代码="N5"),
        )
        assert sorted((fault.line, fault.column) for fault in found.faults) == [
            (2, "主办"), (2, "依据"), (2, "分类"), (3, "代码"), (4, "生效日期"), (5, "主办"),
            (6, "区域"), (6, "协办"), (7, "失效日期"),
        ]  # fmt: skip
        assert all(fault.advice for fault in found.faults)
        assert "火星局" in {fault.value for fault in found.faults}


def test_nothing_is_written_while_a_row_is_wrong_unless_it_is_skipped(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        duty = any_duty(session)
        found = proposal(act, row_of(duty, 代码="N1"), row_of(duty, 代码="N2", 主办="火星局"))
        with pytest.raises(Invalid, match="第 3 行“主办”为“火星局”") as refused:
            duties.bring_in(act, proposal=found, note="")
        assert list(refused.value.fields) == ["第 3 行"]
        assert session.get(Duty, "N1") is None
        duties.bring_in(act, proposal=found, note="", skip_bad=True)
        assert session.get(Duty, "N1") is not None
        assert session.get(Duty, "N2") is None


def test_a_complete_file_ends_what_it_leaves_out(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        found = proposal(act, row_of(any_duty(session)), complete=True)
        assert (found.added, found.changed, found.unchanged) == (0, 0, 1)
        assert found.ended == len(listed.standing(session, on=TODAY)) - 1
        duties.bring_in(act, proposal=found, note="瘦身")
        assert [one.code for one in listed.standing(session, on=TODAY)] == ["D02010101"]


def test_a_list_that_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        seen = proposal(act, row_of(any_duty(session), 依据="甲"))
        other = proposal(act, row_of(any_duty(session), 代码="N1"))
        duties.bring_in(act, proposal=other, note="")
        with pytest.raises(Conflict):
            duties.bring_in(act, proposal=seen, note="")


def test_only_administrators_change_the_list(database: Database) -> None:
    someone = Actor(key="user:2", name="派单员", role=Role.DISPATCHER)
    with database.write() as session:
        act = acting(session, someone)
        found = proposal(act, row_of(any_duty(session), 代码="N1"))
        with pytest.raises(Forbidden):
            duties.bring_in(act, proposal=found, note="")


def test_two_editions_differ_in_what_was_added_ended_and_changed(database: Database) -> None:
    with database.write() as session:
        act = acting(session)
        duty = any_duty(session)
        other = session.exec(select(Duty).where(Duty.code != duty.code).limit(1)).one()
        first = proposal(act, row_of(duty, 主办="CGJ", 依据="新"), row_of(duty, 代码="N1"))
        duties.bring_in(act, proposal=first, note="一")
        second = proposal(act, row_of(other, 失效日期=TODAY.isoformat()))
        duties.bring_in(act, proposal=second, note="二")
        whole = {one.family: one for one in listed.differences(session, before=0, after=2)}
        assert set(whole) == {duty.code, "N1", other.code}
        assert whole[duty.code].fields == ("lead", "basis")
        assert (whole["N1"].before, whole[other.code].after) == (None, None)
        late = listed.differences(session, before=1, after=2)
        assert [one.family for one in late] == [other.code]
        assert [one.note for one in listed.editions(session)] == ["二", "一"]
        with pytest.raises(NotFound):
            listed.differences(session, before=0, after=3)


def test_a_column_that_a_file_does_not_have_leaves_what_stands(database: Database) -> None:
    with database.read() as session:
        duty = any_duty(session)
        text = f"代码,事项,分类,主办,依据\n{duty.code},{duty.name},{duty.category_code},ZJJ,新\n"
        found = duties.propose(acting(session), lines=duty_files.read(text.encode()))
        (one,) = found.revisions
        assert one.before is not None
        assert one.after is not None
        assert one.after.unlike(one.before) == ("basis",)
        assert one.after.assisting

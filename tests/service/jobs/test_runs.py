"""Long work: one worker at a time, taken over where it dies, ended by a person's word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models.database import Database
from models.enums import Role, TicketOrigin
from models.errors import Conflict, Forbidden, Invalid
from models.run import Run, RunKind, RunState
from models.ticket import Ticket
from service.installation import Services, create_services
from service.jobs.batches import Surroundings
from service.jobs.runs import carry_out, forget_files, take_up
from service.operations import leasing, running, uploads
from service.operations.acting import Acting, Actor
from service.operations.leasing import ATTEMPTS, LEASE, News
from service.queries import runs

ADMIN = Actor(key="user:1", name="管理员", role=Role.ADMINISTRATOR)


@pytest.fixture
def parts(settings, clock):
    made = create_services(settings, clock=clock)
    yield replace(made, launch=[].append)
    made.database.dispose()


def start(parts: Services, *, actor: Actor = ADMIN) -> int:
    with parts.database.write() as session:
        act = Acting(session=session, actor=actor, at=parts.clock())
        return running.start_training(act, megabytes=500).id


def upload(parts: Services, content: str, *, name: str = "历史.csv") -> int:
    sent = content.encode()
    with parts.database.write() as session:
        act = Acting(session=session, actor=ADMIN, at=parts.clock())
        run = running.open_upload(act, name=name, size=len(sent))
        uploads.append(parts.settings.uploads, run, at=0, piece=sent)
        running.check_file(act, run_id=run.id)
        return run.id


def confirm(parts: Services, run_id: int, kind: RunKind) -> None:
    with parts.database.write() as session:
        act = Acting(session=session, actor=ADMIN, at=parts.clock())
        running.confirm(act, run_id=run_id, kind=kind, megabytes=500)


def found(database: Database, run_id: int) -> Run:
    with database.read() as session:
        return runs.find(session, run_id)


def claim(parts: Services, run_id: int, worker: str) -> Run | None:
    with parts.database.write() as session:
        return leasing.claim(session, run_id=run_id, worker=worker, at=parts.clock())


def test_only_an_administrator_starts_and_only_one_at_a_time(parts):
    clerk = replace(ADMIN, role=Role.DISPATCHER)
    with pytest.raises(Forbidden):
        start(parts, actor=clerk)
    first = start(parts)
    with pytest.raises(Conflict, match="同一时间只做一件"):
        start(parts)
    with parts.database.write() as session:
        running.stop(Acting(session=session, actor=ADMIN, at=parts.clock()), run_id=first)
    assert found(parts.database, first).state is RunState.CANCELLED
    assert start(parts) != first


def test_one_worker_has_a_run_and_the_next_takes_it_when_the_lease_lapses(parts, clock):
    run_id = start(parts)
    assert claim(parts, run_id, "one").state is RunState.RUNNING
    assert claim(parts, run_id, "two") is None
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert claim(parts, run_id, "two").worker == "two"
    with parts.database.write() as session:
        news = News(stage="x", share=0.5)
        assert not leasing.keep(session, run_id=run_id, worker="one", at=clock(), news=news)
        late = leasing.end(session, run_id=run_id, worker="one", state=RunState.DONE, at=clock())
        assert late is None
    assert found(parts.database, run_id).state is RunState.RUNNING


def test_a_run_that_is_left_again_and_again_is_given_up_with_the_reason(parts, clock):
    run_id = start(parts)
    for attempt in range(ATTEMPTS):
        assert claim(parts, run_id, f"{attempt}") is not None
        clock.forward(minutes=5)
    assert claim(parts, run_id, "last") is None
    given_up = found(parts.database, run_id)
    assert (given_up.state, given_up.slot) == (RunState.FAILED, None)
    assert "内存" in given_up.trouble


def test_a_job_starts_a_process_for_what_nobody_works_on(parts, clock):
    launched: list[int] = []
    around = Surroundings.of(replace(parts, launch=launched.append))
    run_id = start(parts)
    assert take_up(around) == 0  # its own process may just be starting
    clock.forward(minutes=1)
    assert take_up(around) == 1
    claim(parts, run_id, "one")
    assert take_up(around) == 0
    clock.forward(minutes=2)
    assert take_up(around) == 1
    assert launched == [run_id, run_id]


def test_too_small_a_history_fails_with_the_reason_and_frees_the_place(parts):
    run_id = start(parts)
    ended = carry_out(parts, run_id=run_id)
    assert ended.state is RunState.FAILED
    assert "至少要" in ended.trouble
    assert ended.version is None
    assert parts.registry.versions() == ()
    start(parts)


def test_a_person_stops_a_run_that_is_worked_on(parts, past):
    lines = "".join(f"{row.text},{row.unit}\n" for row in past[:400])
    run_id = upload(parts, f"诉求内容,承办单位\n{lines}")
    carry_out(parts, run_id=run_id)
    confirm(parts, run_id, RunKind.TRAIN)
    claim(parts, run_id, "elsewhere")
    with parts.database.write() as session:
        running.stop(Acting(session=session, actor=ADMIN, at=parts.clock()), run_id=run_id)
        assert not leasing.is_wanted(session, run_id=run_id, worker="elsewhere")
    assert found(parts.database, run_id).state is RunState.RUNNING


HEAD = "工单编号,受理时间,诉求内容,承办单位,诉求类型,满意度\n"
GOOD = "H1,2026-03-02 09:30,小区门口烧烤摊占道油烟呛人,临澄市城市管理局,投诉,满意\n"
BAD = (
    "H1,2026-03-02,同一个编号又来一次,临澄市城市管理局,投诉,\n"
    "H2,昨天,路灯不亮请维修,临澄市城市管理局,投诉,\n"
    "H3,2026-03-02,路灯不亮请维修,火星事务局,投诉,\n"
    "H4,2026-03-02,,临澄市城市管理局,投诉,\n"
    "H5,2099-03-02,路灯不亮请维修,临澄市城市管理局,投诉,\n"
    "H6,2026-03-02,=cmd()路灯不亮,,投诉,\n"
)


def test_a_file_is_checked_row_by_row_and_nothing_is_written(parts):
    from service.operations.past_findings import Findings

    run_id = upload(parts, HEAD + GOOD * 1 + BAD)
    asked = carry_out(parts, run_id=run_id)
    assert (asked.state, asked.kind) == (RunState.ASKING, RunKind.CHECK)
    findings = Findings.from_json(asked.findings)
    assert (findings.rows, findings.good) == (7, 1)
    told = [(one.line, one.column, one.sentence) for one in findings.faults]
    assert [line for line, _, _ in told] == [3, 4, 5, 6, 7, 8]
    assert told[0] == (3, "工单编号", "编号与前面的行重复。")
    assert told[1] == (4, "受理时间", "认不出这个时间，请写成 2026-01-31 09:30。")
    assert told[2][1] == "承办单位"
    assert [one.value for one in findings.faults][2] == "火星事务局"
    assert "火星事务局（1）" in findings.remarks[-1]
    refused = uploads.refused_of(parts.settings.uploads, asked).read_text("utf-8-sig")
    assert "H4" in refused
    assert ",'=cmd()" in refused
    with parts.database.read() as session:
        assert session.exec(select(Ticket)).all() == []


def test_what_is_confirmed_is_imported_once_and_the_file_forgotten(parts):
    run_id = upload(parts, HEAD + GOOD + BAD)
    carry_out(parts, run_id=run_id)
    confirm(parts, run_id, RunKind.IMPORT)
    done = carry_out(parts, run_id=run_id)
    assert (done.state, done.trouble) == (RunState.DONE, "")
    with parts.database.read() as session:
        (ticket,) = session.exec(select(Ticket)).all()
        assert (ticket.number, ticket.lead_code) == ("H1", "CGJ")
        assert ticket.origin is TicketOrigin.IMPORTED
        assert ticket.received_at.isoformat() == "2026-03-02T01:30:00+00:00"
        assert "导入了 1 件" in runs.lines(session, run_id)[-2].text
    assert list(parts.settings.uploads.iterdir()) == []
    # The same file again: what is here is refused, by its number.
    again = upload(parts, HEAD + GOOD)
    assert '"good": 0' in carry_out(parts, run_id=again).findings


def test_columns_that_are_not_recognised_are_asked_for(parts):
    run_id = upload(parts, "甲,乙\n路灯不亮请维修,临澄市城市管理局\n")
    asked = carry_out(parts, run_id=run_id)
    assert asked.state is RunState.ASKING
    assert '"missing": ["text", "unit"]' in asked.findings
    with parts.database.write() as session:
        act = Acting(session=session, actor=ADMIN, at=parts.clock())
        running.check_file(act, run_id=run_id, mapping="text=甲,unit=乙")
    assert '"missing": []' in carry_out(parts, run_id=run_id).findings


def test_what_is_no_table_or_too_large_is_refused_at_once(parts):
    with parts.database.write() as session:
        act = Acting(session=session, actor=ADMIN, at=parts.clock())
        for name, size in (("a.exe", 5), ("a.csv", 0), ("a.csv", running.LARGEST + 1)):
            with pytest.raises(Invalid):
                running.open_upload(act, name=name, size=size)


def test_a_file_nobody_comes_back_for_is_given_up(parts, clock):
    run_id = upload(parts, HEAD + GOOD)
    carry_out(parts, run_id=run_id)
    assert forget_files(Surroundings.of(parts)) == 0
    clock.at += timedelta(days=8)
    assert forget_files(Surroundings.of(parts)) == 1
    assert list(parts.settings.uploads.iterdir()) == []
    assert found(parts.database, run_id).state is RunState.CANCELLED

"""How long a month's figures take among a million tickets, by unit, on either database.

    python -m tests.bench.figures_scale [--rows 1000000] [--database postgresql|sqlite]

Two years of tickets are written by the database itself, as wide as real ones and evenly spread,
one in ten answered at the desk, with assignments, replies, revisits, returns, repeats, suggestions
and automatic routes; the month asked for lies in the middle. The first answer is timed apart: it
finds cold what later ones find in memory.
"""

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import schema
from models.clock import CITY_ZONE
from models.database import Database
from models.enums import Channel
from service.operations.overviews import COUNTED, KEY_SHARES, RATES, VOLUMES
from service.queries import concerns, hot_topics, volumes, warnings
from service.queries.figures import periods
from service.queries.figures.counting import Part, behind, counted, counting
from service.queries.figures.definitions import DEFINITIONS, Figure
from service.queries.figures.reporting import report
from service.queries.figures.scope import Scope, scope_of
from service.queries.trends import Step, trend
from tests.conftest import Postgres
from training.sample.city import load_city
from training.sample.loading import load_into

FIRST = datetime(2024, 11, 1, tzinfo=CITY_ZONE)
NOW = datetime(2026, 11, 1, tzinfo=CITY_ZONE)
MONTH = (date(2025, 10, 1), date(2025, 10, 31))
LAST_MONTH = (date(2026, 10, 1), date(2026, 10, 31))
RUNS = 5
_WORDS = "小区楼下烧烤店每晚油烟直排，居民不敢开窗，多次反映未解决，请相关部门核实处理并答复。" * 3
_WHY = "5 个工作日，自 10 月 9 日 9:00 起：9 日、10 日、13 日、14 日、15 日；11 至 12 日周末不计；"

# `s` are seconds since 1970 at intake, `r` and `q` two draws from 0 to 999 of each ticket.
_TICKETS = """
INSERT INTO ticket (id, number, query_code, version, status, closure, round, origin, kind, channel,
  source_line, urgency, title, text, address, area_code, category_code, is_confidential,
  is_anonymous, is_proxy, lead_code, first_lead_code, is_forced, return_count, redirect_count,
  revisit_attempts, reminder_count, extension_count, extended_days, supervision_level,
  suspected_false_close, is_excluded, is_machine_routed, policy_version, received_at, received_by,
  dispatched_at, acknowledge_due_at, acknowledged_at, response_due_at, contacted_at, due_at,
  due_explanation, due_basis, replied_at, closed_at, warned, event_count, event_head)
WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :rows),
  unit AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS k FROM department),
  place AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS k FROM area),
  matter AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS k FROM category
             WHERE length(code) = 6),
  sizes AS (SELECT (SELECT count(*) FROM unit) AS u, (SELECT count(*) FROM place) AS p,
                   (SELECT count(*) FROM matter) AS m),
  t AS (SELECT i, :first + i * :span / :rows AS s, (i * 7919 + 13) % 1000 AS r,
               (i * 104729 + 7) % 1000 AS q, (i * 611953) % u AS lead_k,
               (i * 15485863) % p AS area_k, (i * 32452843) % m AS matter_k FROM n, sizes),
  v AS (SELECT t.*, r < 100 AS is_direct,
               s + 600 AS dispatched, s + 600 + (r % 100) * 7000 AS replied,
               s + 600 + (r % 100) * 7000 + 86400 * 2 AS closed FROM t)
SELECT i, 'B' || i, '000000', 1,
  CASE WHEN is_direct OR closed < :now THEN 'ARCHIVED' ELSE 'HANDLING' END,
  CASE WHEN is_direct THEN 'DIRECT' WHEN closed < :now THEN 'SATISFIED' END,
  CASE WHEN q < 50 THEN 2 ELSE 1 END, 'live', 'COMPLAINT',
  CASE q % 5 WHEN 0 THEN 'web' WHEN 1 THEN 'sms' WHEN 2 THEN 'app' ELSE 'phone' END,
  '', 'normal', '油烟扰民', :words, '', place.code, matter.code, {no}, {no}, {no},
  CASE WHEN is_direct THEN NULL ELSE unit.code END,
  CASE WHEN is_direct THEN NULL ELSE unit.code END,
  {no}, CASE WHEN q < 60 THEN 1 ELSE 0 END, 0, 0, 0, 0, 0, 0, {no},
  CASE WHEN q > 990 THEN {yes} ELSE {no} END, {no}, 1, {at_s}, '林晓',
  CASE WHEN is_direct THEN NULL ELSE {at_dispatched} END,
  CASE WHEN is_direct THEN NULL ELSE {at_ack_due} END,
  CASE WHEN is_direct THEN NULL ELSE {at_acked} END,
  CASE WHEN is_direct THEN NULL ELSE {at_response_due} END,
  CASE WHEN is_direct THEN NULL ELSE {at_contacted} END,
  CASE WHEN is_direct THEN NULL ELSE {at_due} END, :why, 'given 5 working_days',
  CASE WHEN closed < :now THEN {at_replied} END,
  CASE WHEN is_direct THEN {at_s} WHEN closed < :now THEN {at_closed} END, 0, 8, 'head'
FROM v JOIN place ON place.k = area_k JOIN matter ON matter.k = matter_k
  JOIN unit ON unit.k = lead_k
"""
_INSTANTS = {
    "at_s": "s",
    "at_dispatched": "dispatched",
    "at_ack_due": "dispatched + 7200",
    "at_acked": "dispatched + (r % 100) * 90",
    "at_response_due": "dispatched + 86400",
    "at_contacted": "dispatched + (q % 100) * 950",
    "at_due": "dispatched + 86400 * 7",
    "at_replied": "replied",
    "at_closed": "closed",
}
_ASSIGNMENTS = """
INSERT INTO assignment (ticket_id, department_code, part, round, basis, task, result, assigned_by,
  assigned_at, acknowledged_at, ended_at)
SELECT id, lead_code, 'lead', 1, '', '', '', '孙', dispatched_at, acknowledged_at, closed_at
FROM ticket WHERE dispatched_at IS NOT NULL
"""
_REPLIES = """
INSERT INTO reply (ticket_id, round, department_code, public_text, internal_note, replied_by,
  replied_at, is_accepted, review_note, reviewed_at, handler)
SELECT id, round, lead_code, :words, '', '张敏', replied_at, {yes}, '', replied_at, ''
FROM ticket WHERE lead_code IS NOT NULL AND replied_at IS NOT NULL
"""
_REVISITS = """
INSERT INTO revisit (ticket_id, round, clerk, at, was_contacted, is_solved, satisfaction, reason,
  via)
SELECT id, round, '梅', closed_at, {yes}, id % 10 > 1,
  CASE WHEN id % 10 > 1 THEN 'satisfied' ELSE 'dissatisfied' END, '', 'clerk'
FROM ticket WHERE lead_code IS NOT NULL AND closed_at IS NOT NULL AND id % 10 <> 5
"""
_RETURNS = """
INSERT INTO return_request (ticket_id, assignment_id, department_code, reason_code, basis,
  requested_by, requested_at, decision, decision_reason)
SELECT ticket_id, id, department_code, 'not_duty', '', '张敏', assigned_at,
  CASE WHEN id % 3 = 0 THEN 'granted' ELSE 'refused' END, ''
FROM assignment WHERE id % 16 = 0
"""
_MERGES = """
INSERT INTO merge_link (child_id, parent_id, merged_by, merged_at)
SELECT id, id - 1, '孙', received_at FROM ticket WHERE id % 30 = 0
"""
_SUGGESTIONS = """
INSERT INTO suggestion (id, created_at, shown_to, artifact, text_digest, prediction, top_unit,
  ticket_id, chosen_unit, choice, chosen_at)
SELECT 's' || id, received_at, '孙', 'first', '', '{{}}', lead_code, id, lead_code,
  CASE WHEN id % 8 = 0 THEN 'overridden' ELSE 'accepted' END, dispatched_at
FROM ticket WHERE dispatched_at IS NOT NULL
"""
_CHECKS = """
INSERT INTO route_check (ticket_id, department_code, probability, artifact, routed_at, is_sampled,
  is_right)
SELECT id, lead_code, 0.99, 'first', dispatched_at, {yes}, CASE WHEN id % 3 = 0 THEN {yes} END
FROM ticket WHERE dispatched_at IS NOT NULL AND id % 20 = 7
"""
_STEPS = (_TICKETS, _ASSIGNMENTS, _REPLIES, _REVISITS, _RETURNS, _MERGES, _SUGGESTIONS, _CHECKS)


@contextmanager
def opened(kind: str) -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="hotline-figures-", ignore_cleanup_errors=True) as name:
        if kind == "sqlite":
            database = Database(f"sqlite:///{Path(name) / 'bench.sqlite3'}")
            yield database
            database.dispose()
            return
        server = Postgres(Path(name))
        try:
            database = Database(server.create("bench"))
            yield database
            database.dispose()
        finally:
            server.server.cleanup()


def fill(database: Database, rows: int) -> None:
    schema.upgrade(database)
    with database.write() as session:
        load_into(session, city=load_city(), password_hash="", until=2026)
    words = {"yes": "1", "no": "0"} if database.is_sqlite else {"yes": "true", "no": "false"}
    made = (
        "strftime('%Y-%m-%d %H:%M:%S.000000', {}, 'unixepoch')"
        if database.is_sqlite
        else "to_timestamp({})"
    )
    words |= {name: made.format(seconds) for name, seconds in _INSTANTS.items()}
    given: dict[str, object] = {
        "rows": rows,
        "first": int(FIRST.timestamp()),
        "now": int(NOW.timestamp()),
        "span": int((NOW - FIRST).total_seconds()),
        "words": _WORDS,
        "why": _WHY,
    }
    with database.write() as session:
        connection = session.connection()
        where = "" if database.is_sqlite else " ON ticket"
        connection.exec_driver_sql(f"DROP TRIGGER ticket_begins{where}")
        if database.is_sqlite:
            # Checked once for every row it would take longer than the rest; the rows are joined.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for step in _STEPS:
            _run(connection, step.format(**words), given)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")


def _run(connection: Connection, statement: str, given: dict[str, object]) -> None:
    started = time.perf_counter()
    used = {name: value for name, value in given.items() if re.search(rf":{name}\b", statement)}
    done = connection.execute(text(statement), used).rowcount
    table = re.search(r"INSERT INTO (\w+)", statement)
    assert table
    print(f"  {table[1]}: {done} rows in {time.perf_counter() - started:.0f} s", flush=True)


def timed(work: Callable[[], object]) -> str:
    took = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - started))
    first, *rest = took
    return (
        f"first {first:6.0f} ms, then median {statistics.median(rest):6.0f} ms, "
        f"least {min(rest):6.0f} ms"
    )


def measure(session: Session) -> None:
    def asked(
        days: tuple[date, date] = MONTH,
        *,
        unit: str | None = None,
        area: str | None = None,
        category: str = "",
        channel: Channel | None = None,
    ) -> Scope:
        return scope_of(
            session,
            first=days[0],
            last=days[1],
            at=NOW,
            unit=unit,
            area=area,
            category=category,
            channel=channel,
        )

    questions = {
        "a month, all figures, by unit": asked(),
        "the last month": asked(LAST_MONTH),
        "a month, one unit": asked(unit="CGJ"),
        "a month, one district": asked(area="A01"),
        "a month, one category": asked(category="07"),
        "a month, one channel": asked(channel=Channel.WEB),
    }
    for label, scope in questions.items():
        print(f"{label:32} {timed(lambda scope=scope: report(session, scope=scope))}", flush=True)
    for figure in (Figure.ON_TIME, Figure.SATISFIED, Figure.OVERDUE):
        words = f"50 tickets behind {figure.value}"
        scope = asked(unit="CGJ")

        def page(figure: Figure = figure, scope: Scope = scope) -> object:
            return behind(session, figure=figure, scope=scope, part=Part.HITS)

        print(f"{words:32} {timed(page)}", flush=True)
    for part, work in _parts(session, asked(LAST_MONTH)).items():
        print(f"{part:32} {timed(work)}", flush=True)
    found = report(session, scope=asked())
    assert found.city
    for figure, cell in found.city.cells.items():
        print(f"  {figure.label} {cell.share.hits}/{cell.share.base}")


def _parts(session: Session, scope: Scope) -> dict[str, Callable[[], object]]:
    """The parts of the dashboard, each asked for by itself."""

    def over_time(step: Step) -> object:
        return [trend(session, scope=scope, step=step, figures=names) for names in (VOLUMES, RATES)]

    def compared() -> object:
        days = periods.days_of(scope)
        others = (periods.before(*days), periods.year_ago(*days))
        both = (*KEY_SHARES, *COUNTED)
        return [
            counted(session, scope=periods.over(scope, *one), figures=both)
            for one in (days, *others)
        ]

    return {
        "plain counts of a month": lambda: counted(session, scope=scope, figures=COUNTED),
        "numbers beside two periods": compared,
        "trend by day": lambda: over_time(Step.DAY),
        "trend by month, 13 months": lambda: over_time(Step.MONTH),
        "heat by field": lambda: volumes.heat_by_field(session, scope=scope),
        "heat by day": lambda: volumes.heat_by_day(session, scope=scope),
        "warnings, 8 weeks before": lambda: warnings.warned(session, scope=scope),
        "hard tickets": lambda: concerns.hard(session, scope=scope),
        "repeated matters": lambda: concerns.repeated(session, scope=scope),
        "what became of suggestions": lambda: concerns.outcomes(session, scope=scope),
        "streets where most": lambda: hot_topics.spots(
            session, scope=scope, before=periods.over(scope, *MONTH), size=10
        ),
    }


def explain(session: Session, *, is_sqlite: bool) -> None:
    scope = scope_of(session, first=MONTH[0], last=MONTH[1], at=NOW)
    groups: dict[int, list[Figure]] = {}
    for figure, one in DEFINITIONS.items():
        groups.setdefault(id(one.among), []).append(figure)
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()
    for figures in groups.values():
        definitions = [DEFINITIONS[figure] for figure in figures]
        query = counting(definitions[0].among, definitions, scope)
        shown = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        head = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) "
        rows = session.connection().exec_driver_sql(head + str(shown).replace("%%", "%"))
        plan = [str(row[-1]) for row in rows]
        kept = [one.strip() for one in plan if is_sqlite or re.search(r"Scan|Execution", one)]
        print("、".join(figure.label for figure in figures))
        for one in kept:
            print(f"    {one}")


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--rows", type=int, default=1_000_000)
    given.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    asked = given.parse_args()
    print(f"{asked.database}, {asked.rows} tickets, Python {sys.version.split()[0]}", flush=True)
    with opened(asked.database) as database:
        fill(database, asked.rows)
        with database.read() as session:
            measure(session)
            explain(session, is_sqlite=database.is_sqlite)


if __name__ == "__main__":
    main()

"""`hotline demo`: the demonstration city from nothing to a running service, or what is there."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from sqlmodel import select

from models import schema
from models.clock import to_city
from models.contest import Contest
from models.department import Department
from models.enums import Channel, Satisfaction, TicketOrigin
from models.errors import HotlineError
from models.ticket import Ticket
from models.user import User
from service.cli.data import fill_index
from service.cli.parts import open_services, out, progress_bar
from service.cli.running import check_port, run_server
from service.installation import Services
from service.jobs import Surroundings
from service.jobs.topics import group_topics

if TYPE_CHECKING:
    from service.operations.importing import PastTicket
    from training.sample.ticket import SampleTicket
    from training.sample.values import City

#: The demonstration's log-ins share this; it is printed, and good for nothing else.
PASSWORD = "hotline-demo"  # noqa: S105
ROWS, SEED = 20_000, 12345
#: Seconds until the dashboard's next question for hot topics is looked for.
_TOPICS_EVERY = 5
#: As busy as the weeks that `past_weeks` adds, and from before the units were reorganised.
START, END = date(2024, 12, 1), date(2026, 10, 31)


def demo(
    rows: Annotated[int, typer.Option(help="历史工单数。", min=200)] = ROWS,
    port: Annotated[int | None, typer.Option(help="监听端口。", min=1, max=65535)] = None,
    serve: Annotated[bool, typer.Option(help="准备好后启动服务。")] = True,
) -> None:
    """载入示范城市、训练首个制品并启动服务；再次运行只启动，不丢数据。"""
    parts = open_services(need_schema=False)
    address = (parts.settings.host, port or parts.settings.port)
    if serve:
        check_port(*address)  # before minutes of work, not after
    schema.upgrade(parts.database)
    fill_index(parts.database)
    prepare(parts, rows=rows)
    _greet(parts, *address)
    if serve:
        Thread(target=_group_topics, args=(parts,), daemon=True).start()
        run_server(host=address[0], port=address[1], workers=1)


def _group_topics(parts: Services) -> None:
    """Work out the hot topics that the dashboard asks for.

    The other jobs stay at rest: they would play the scenes on, and the desks would run empty.
    """
    around = Surroundings.of(parts)
    while True:
        try:
            group_topics(around)
        except HotlineError as error:
            out.print(str(error))  # a database that is busy is free again the next time
        time.sleep(_TOPICS_EVERY)


def prepare(parts: Services, *, rows: int) -> None:
    """Do what has not been done yet: city, history, artefact, open tickets."""
    from service.cli.beginnings import begin
    from service.cli.openings import open_tickets
    from service.cli.weeks import past_weeks
    from training.sample.city import load_city
    from training.sample.loading import load_contests

    with parts.database.read() as session:
        is_loaded = session.exec(select(Department.code).limit(1)).first() is not None
        is_open = select(Ticket.id).where(Ticket.origin == TicketOrigin.LIVE).limit(1)
        has_open = session.exec(is_open).first() is not None
        has_contests = session.exec(select(Contest.id).limit(1)).first() is not None
    if not is_loaded:
        _load(parts, load_city(), rows=rows)
    elif not has_contests:
        # Made by a version that had no register of contested matters yet.
        with parts.database.write() as session:
            load_contests(session, city=load_city())
    if parts.registry.live() is None:
        _learn(parts)
    if not has_open:
        past_weeks(parts, load_city())
        open_tickets(parts, load_city())
    begin(parts)


def _load(parts: Services, city: "City", *, rows: int) -> None:
    """City and history in one transaction: an interruption leaves an empty database, not half."""
    from service.operations.importing import import_past
    from service.operations.passwords import hash_password
    from training.sample.generator import generate
    from training.sample.loading import load_into

    now = parts.clock()
    tickets = generate(city, rows=rows, seed=SEED, start=START, end=END)
    with progress_bar("示范城市") as report, parts.database.write() as session:
        report("单位、权责清单、日历", 0.0)
        until = to_city(now + timedelta(days=60)).year
        load_into(session, city=city, password_hash=hash_password(PASSWORD), until=until)
        for done in import_past(session, tickets=past_tickets(tickets), at=now):
            report(f"历史工单 {done}", done / rows)
    if until > END.year:
        out.print(f"提示：{until} 年放假安排尚未录入官方版本，暂按周末休息推算，时限会注明“暂定”。")


def past_tickets(tickets: "Iterator[SampleTicket]") -> "Iterator[PastTicket]":
    """Yield the tickets of the generated city as those that another system finished."""
    from service.operations.importing import PastTicket

    for ticket in tickets:
        yield PastTicket(
            number=ticket.id,
            received_at=_instant(ticket.received_at),
            closed_at=_instant(ticket.closed_at),
            channel=Channel(ticket.channel),
            kind=ticket.kind,
            urgency=ticket.urgency,
            title=ticket.title,
            text=ticket.text,
            address=ticket.address,
            area=ticket.area or None,
            category=ticket.category,
            lead=ticket.unit,
            first_lead=ticket.first_unit,
            was_returned=ticket.returned,
            satisfaction=_RATINGS[ticket.satisfaction] if ticket.satisfaction else None,
            is_solved=ticket.solved,
        )


#: The generator rates from 1 to 5; the trade's five steps run from best to worst.
_RATINGS = dict(zip(range(5, 0, -1), Satisfaction, strict=True))


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _learn(parts: Services) -> None:
    from service.cli.learning import learn, read
    from training.report import verdict_table

    told = read(parts, history=None, columns="")
    outcome = learn(parts, told=told, source="示范城市历史工单", promote=True)
    figures = outcome.evaluation
    out.print(
        f"首个制品 {outcome.version}：留出 {figures.rows} 件，首选准确率 {figures.accuracy:.1%}，"
        f"前三 {figures.top_3:.1%}，{'已启用' if outcome.promoted else '未达标，未启用'}。"
    )
    if not outcome.promoted:
        out.print(verdict_table(outcome.verdict))
        out.print(
            "派单建议暂由权责清单给出。核对上表后仍要启用："
            f"hotline promote {outcome.version} --force --reason 理由，或在“模型制品”页启用。"
        )


def _greet(parts: Services, host: str, port: int) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("角色", "用户名", "姓名", "单位"):
        table.add_column(heading)
    with parts.database.read() as session:
        for user in session.exec(select(User).order_by(User.role, User.username)):
            table.add_row(
                user.role.label, user.username, user.display_name, user.department_code or ""
            )
    out.print(table)
    out.print(f"以上演示账号的密码都是 {PASSWORD}")
    out.print(f"{parts.settings.city} 12345 热线已就绪：http://{host}:{port}/ （Ctrl+C 停止）")

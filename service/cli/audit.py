"""`hotline audit`: whether the trail of every ticket still holds."""

from collections.abc import Iterator
from typing import Annotated

import typer

from models.clock import to_city
from models.errors import Invalid
from service.cli.parts import open_services, out, progress_bar
from service.installation import Services
from service.queries.anchors import newest
from service.queries.audit import Checked, Scope, verified
from service.queries.chain import Finding
from service.typed import day_in

audit = typer.Typer(help="办理记录的审计。", no_args_is_help=True)

#: More findings are counted, not shown one by one.
_SHOWN = 200

TicketOption = Annotated[str, typer.Option(help="只校验这张工单（编号）。", metavar="编号")]
SinceOption = Annotated[str, typer.Option(help="只校验这天起有记录的工单。", metavar="日期")]


@audit.callback()
def _group() -> None:
    """办理记录的审计。"""


@audit.command("verify")
def verify(ticket: TicketOption = "", since: SinceOption = "") -> None:
    """校验办理记录：哈希链、缺号、时限、状态、锚点；有一处不符即以状态 1 结束。"""
    parts = open_services()
    scope = Scope(ticket=ticket.strip(), since=day_in(since, field="since"))
    found: list[Finding] = []
    tickets = events = 0
    with progress_bar("校验") as report:
        for step in _steps(parts, scope):
            tickets, events = tickets + step.tickets, events + step.events
            found += step.findings
            report(f"{tickets} 张工单", step.share)
    if scope.ticket and not tickets:
        raise Invalid(f"没有编号为 {scope.ticket} 的工单；若它曾经存在，请不加 --ticket 校验全部。")
    for one in found[:_SHOWN]:
        out.print(one.sentence, style="red", markup=False, soft_wrap=True)
    out.print(f"校验 {tickets} 张工单、{events} 条记录：", end="")
    if found:
        out.print(f"{len(found)} 处不符。")
        raise typer.Exit(1)
    out.print("全部相符。")
    _tell_anchor(parts)


def _steps(parts: Services, scope: Scope) -> Iterator[Checked]:
    with parts.database.read() as session:
        yield from verified(session, scope=scope, cipher=parts.cipher)


def _tell_anchor(parts: Services) -> None:
    with parts.database.read() as session:
        last = newest(session)
    if last is None:
        out.print("还没有锚点：hotline jobs 每小时做一个。")
        return
    until = f"{to_city(last.until):%Y-%m-%d %H:%M}"
    # Written down elsewhere, it proves later that nothing up to then was taken away.
    out.print(f"最近锚点：第 {last.id} 个，至 {until}，{last.signature}")

"""`hotline figures`: the figures of a period as a CSV table."""

from pathlib import Path
from typing import Annotated

import typer

from models.enums import Channel
from service.cli.parts import open_services, out
from service.typed import day_in

Day = Annotated[str, typer.Option(help="日期，如 2026-10-01；含当日。", metavar="日期")]


def figures(
    since: Day = "",
    until: Day = "",
    unit: Annotated[str, typer.Option(help="单位代码，只列这个单位。")] = "",
    area: Annotated[str, typer.Option(help="区域代码，含其下所有区域。")] = "",
    category: Annotated[str, typer.Option(help="分类代码的开头。")] = "",
    channel: Annotated[Channel | None, typer.Option(help="渠道。")] = None,
    output: Annotated[Path | None, typer.Option("--out", help="写到这个 CSV 文件。")] = None,
) -> None:
    """统计指标：全市与各单位，默认本月，CSV 表格。"""
    from service.operations.acting import SYSTEM, Acting
    from service.operations.figuring import Asked, table

    parts = open_services()
    asked = Asked(
        first=day_in(since, field="since"),
        last=day_in(until, field="until"),
        unit=unit or None,
        area=area or None,
        category=category,
        channel=channel,
    )
    with parts.database.read() as session:
        text = table(Acting(session=session, actor=SYSTEM, at=parts.clock()), asked)
    if output is None:
        # A terminal needs no byte order mark.
        typer.echo(text.removeprefix("\ufeff"), nl=False)
        return
    output.write_text(text, encoding="utf-8", newline="")
    out.print(f"已写到 {output}。")

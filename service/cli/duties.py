"""`hotline duties export|import|diff`: the duty list (权责清单) as a file, and its editions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from models.enums import Role
from service.cli.parts import open_services, out
from service.installation import Services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from models.duty import DutyEdition
    from service.operations.acting import Acting
    from service.operations.duties import Proposal
    from service.queries.duties import Difference

duties = typer.Typer(help="权责清单：导出、导入、对比版次。", no_args_is_help=True)

_SHOWN = 50


@duties.command("export")
def export(
    output: Annotated[Path, typer.Option("--out", help="写到这个文件：.csv 或 .xlsx。")],
) -> None:
    """导出现行权责清单。"""
    from models.clock import to_city
    from service.operations.duty_files import worksheet, written
    from service.queries.duties import edition, standing

    parts = open_services()
    with parts.database.read() as session:
        rows = standing(session, on=to_city(parts.clock()).date())
        number = edition(session)
    is_sheet = output.suffix.lower() == ".xlsx"
    output.write_bytes(worksheet(rows) if is_sheet else written(rows).encode())
    out.print(f"第 {number} 版，{len(rows)} 条，已写入 {output}。")


@duties.command("import")
def bring_in(
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX 文件。")],
    note: Annotated[str, typer.Option(help="这一版的说明，如文号。")] = "",
    complete: Annotated[
        bool, typer.Option("--complete", help="文件是完整清单：没有列出的条目终止。")
    ] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="跳过有错的行，其余照常。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样，不写入。")] = False,
) -> None:
    """导入权责清单；有错时逐行说明，一行也不写入（除非 --skip-bad）。"""
    from service.operations import duties as verbs
    from service.operations.duty_effects import impact, trial
    from service.operations.duty_files import read

    parts = open_services()
    lines = read(file.read_bytes())
    with parts.database.write() as session:
        act = _acting(parts, session)
        proposal = verbs.propose(act, lines=lines, complete=complete)
        _tell(proposal)
        if proposal.revisions:
            touched = impact(act, revisions=proposal.revisions)
            out.print(f"涉及在办工单 {touched.open_tickets} 件，历史标签 {touched.labels} 件。")
        if dry_run:
            tried = trial(act, revisions=proposal.revisions)
            out.print(
                f"近一年同类工单 {tried.tickets} 件，按新清单改派 {tried.moved} 件；与实际办结单位"
                f"一致：{tried.right_before} → {tried.right_after}（共 {tried.judged} 件）。"
            )
            return
        made = verbs.bring_in(act, proposal=proposal, note=note or file.name, skip_bad=skip_bad)
        number = made.number
    out.print(f"已导入，现为第 {number} 版。")


@duties.command("diff")
def diff(
    before: Annotated[int | None, typer.Argument(help="较早的版次。")] = None,
    after: Annotated[int | None, typer.Argument(help="较新的版次，默认为最新。")] = None,
) -> None:
    """对比两个版次；不给版次时列出所有版次。"""
    from service.queries.duties import differences, edition, editions

    parts = open_services()
    with parts.database.read() as session:
        if before is None:
            _list(editions(session))
            return
        last = edition(session) if after is None else after
        found = differences(session, before=before, after=last)
    out.print(f"第 {before} 版 → 第 {last} 版：{len(found)} 处不同。")
    for one in found:
        out.print(Text(_line(one)))


def _acting(parts: Services, session: "Session") -> "Acting":
    from service.operations.acting import Acting, Actor

    # Whoever may run commands on this machine may do as its administrator does.
    console = Actor(key="console", name="命令行", role=Role.ADMINISTRATOR)
    return Acting(session=session, actor=console, at=parts.clock())


def _tell(proposal: "Proposal") -> None:
    out.print(
        f"新增 {proposal.added} 条，变更 {proposal.changed} 条，终止 {proposal.ended} 条，"
        f"不变 {proposal.unchanged} 条，有错 {len({one.line for one in proposal.faults})} 行。"
    )
    for fault in proposal.faults[:_SHOWN]:
        out.print(Text(fault.sentence, style="yellow"))


def _list(rows: "Iterable[DutyEdition]") -> None:
    table = Table("版次", "时间", "经办", "说明", box=None, pad_edge=False)
    for row in rows:
        table.add_row(str(row.number), f"{row.made_at:%Y-%m-%d}", row.made_by, Text(row.note))
    out.print(table if table.row_count else "还没有新版次，现为最初载入的第 0 版。")


def _line(one: "Difference") -> str:
    from service.queries.duties import LABELS

    if one.before is None and one.after is not None:
        return f"+ {one.family} {one.after.name}（{one.after.lead}）"
    if one.after is None and one.before is not None:
        return f"- {one.family} {one.before.name}（{one.before.lead}）"
    told = "；".join(
        f"{LABELS[name]}：{_said(getattr(one.before, name))} → {_said(getattr(one.after, name))}"
        for name in one.fields
    )
    return f"~ {one.family} {told}"


def _said(value: object) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value or "（空）")

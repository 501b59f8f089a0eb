"""`hotline triage`: one message at a terminal, or a table of them in bulk."""

import csv
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from models.clock import to_city
from models.errors import Invalid, Unavailable
from service.cli.parts import city_of, open_services, out, progress_bar
from service.installation import Services
from service.operations.suggesting import check_length
from training.columns import Layout, locate, parse_map
from training.sheets import Row, read_sheet
from triage.firstday import first_day
from triage.prediction import Candidate, Origin, Prediction
from triage.suggester import Query, Suggester

_TOP = 3
_BATCH = 500
_ORIGINS = frozenset(origin.label for origin in Origin)
_PREDICTED = [f"{what}_{rank}" for rank in range(1, _TOP + 1) for what in ("unit", "probability")]


def triage(
    text: Annotated[str | None, typer.Argument(help="诉求内容。")] = None,
    file: Annotated[Path | None, typer.Option(help="批量：CSV、XLSX 或 Parquet。")] = None,
    output: Annotated[Path | None, typer.Option("--out", help="批量结果写到这个 CSV。")] = None,
    columns: Annotated[str, typer.Option("--map", help="列名对应，如 text=诉求内容。")] = "",
    address: Annotated[str, typer.Option(help="地址，用于判断属地。")] = "",
    artifact: Annotated[str | None, typer.Option(help="制品版本，默认为已启用的。")] = None,
) -> None:
    """给出派单建议：一段文字，或一张表格（--file 与 --out）。"""
    if (text is None) == (file is None):
        raise Invalid("请给出一段诉求内容，或用 --file 指定一张表格（二者选一）。")
    if file is not None and output is None:
        raise Invalid("批量处理请用 --out 指定结果文件，例如 --out 结果.csv。")
    parts = open_services(need_schema=False)
    suggester, today = suggester_of(parts, artifact), to_city(parts.clock()).date()
    if text is not None:
        check_length(text)
        show(suggester.suggest(Query(text=text, address=address), on=today, top=5))
    elif file is not None and output is not None:
        in_bulk(suggester, file=file, output=output, columns=columns, today=today)


def suggester_of(parts: Services, version: str | None) -> Suggester:
    """Return the suggester of a version, or of the live one; without tables it knows no duties.

    While nothing is live it is one of the city's rules alone (首日), made here and now.

    Raises:
        Unavailable: nothing is live, and there are no rules to go by.
    """
    wanted = version or parts.registry.live()
    today = to_city(parts.clock()).date()
    if wanted is None:
        knowledge, _ = city_of(parts)
        made = first_day(knowledge, on=today)
        if made is None:
            raise Unavailable("还没有启用的模型制品，请先运行 hotline train 或 hotline demo。")
        return Suggester(made, knowledge)
    loaded = parts.registry.load(wanted)
    return Suggester(loaded, city_of(parts)[0])


def show(prediction: Prediction) -> None:
    """Print one suggestion: ranked units with the words, the clause and the reasons."""
    for flag in prediction.flags:
        line = f"，请立即移交 {flag.hand_over}" if flag.hand_over else ""
        out.print(Text(f"！{flag.label}{line}", style="bold red"))
    if prediction.origin is Origin.RULES:
        out.print(Text(prediction.origin.label, style="yellow"))
    if prediction.abstained:
        out.print(Text(f"不确定：{prediction.abstained.label}", style="yellow"))
    table = Table(box=None, pad_edge=False)
    for heading in ("", "单位", "概率", "依据"):
        table.add_column(heading, justify="right" if heading == "概率" else "left")
    for rank, candidate in enumerate(prediction.candidates, start=1):
        table.add_row(
            str(rank), Text(candidate.name), f"{candidate.probability:.1%}", Text(_why(candidate))
        )
    if prediction.candidates:
        out.print(table)
    if prediction.categories:
        best = prediction.categories[0]
        out.print(Text(f"分类：{best.name}（{best.code}，{best.probability:.0%}）"))
    for past in prediction.similar[:3]:
        out.print(Text(f"相似：{past.excerpt}（{past.similarity:.2f}）", style="dim"))
    out.print(Text(f"制品 {prediction.artifact}", style="dim"))


def _why(candidate: Candidate) -> str:
    words = " ".join(dict.fromkeys(item.span.text for item in candidate.evidence))
    parts = [f"“{words}”"] if words else []
    if candidate.duty:
        parts.append(f"权责 {candidate.duty.code} {candidate.duty.name}（{candidate.duty.basis}）")
    # What all suggestions rest on is said once, above them.
    told = [reason for reason in candidate.reasons if reason not in _ORIGINS]
    return "；".join([*parts, *told])


def in_bulk(suggester: Suggester, *, file: Path, output: Path, columns: str, today: date) -> None:
    """Write the table again with the first three units, their probabilities and abstention.

    The result appears whole or not at all: it is written aside and renamed.
    """
    if not output.parent.is_dir():
        raise Invalid(f"结果文件的目录 {output.parent} 不存在，请先建立，或换一个位置。")
    sheet = read_sheet(file, mapping=parse_map(columns))
    layout = locate(headers=sheet.headers, mapping=parse_map(columns), required=("text",))
    draft = output.with_name(f".{output.name}.part")
    total = len(sheet.rows)
    try:
        with (
            draft.open("w", encoding="utf-8-sig", newline="") as target,
            progress_bar("派单建议") as report,
        ):
            writer = csv.writer(target)
            writer.writerow([*sheet.headers, *_PREDICTED, "abstained"])
            for start in range(0, total, _BATCH):
                batch = sheet.rows[start : start + _BATCH]
                queries = [_query(row, layout) for row in batch]
                found = suggester.suggest_many(queries, on=today, top=_TOP)
                writer.writerows(
                    [*row.cells, *_cells(one)] for row, one in zip(batch, found, strict=True)
                )
                done = start + len(batch)
                report(f"{done}/{total}", done / total)
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
    out.print(f"{total} 行已写入 {output}。")


def _query(row: Row, layout: Layout) -> Query:
    def cell(name: str) -> str:
        at = layout.positions.get(name)
        return row.cells[at] if at is not None and at < len(row.cells) else ""

    return Query(text=cell("text"), title=cell("title"), address=cell("address"))


def _cells(prediction: Prediction) -> list[str]:
    cells: list[str] = []
    for rank in range(_TOP):
        if rank < len(prediction.candidates):
            candidate = prediction.candidates[rank]
            cells += [candidate.name, f"{candidate.probability:.4f}"]
        else:
            cells += ["", ""]
    return [*cells, prediction.abstained.label if prediction.abstained else ""]

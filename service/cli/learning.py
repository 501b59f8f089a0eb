"""`hotline train, evaluate, promote, rollback, artifacts`: the administrator's commands."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from models.clock import to_city
from models.errors import Invalid
from models.ids import artifact_version
from service.cli.parts import city_of, open_services, out, progress_bar
from service.installation import Services
from triage.prediction import Origin

if TYPE_CHECKING:
    from training.history import History
    from training.retrain import Outcome

HistoryFile = Annotated[Path | None, typer.Option(help="历史工单：CSV、XLSX 或 Parquet。")]
Columns = Annotated[str, typer.Option("--map", help="列名对应，如 text=诉求内容,label=承办单位。")]

Force = Annotated[bool, typer.Option("--force", help="不达标也启用，须写明理由。")]
Reason = Annotated[str, typer.Option(help="为什么未达标仍要启用，随启用记录保存。")]

#: Who did it, in the record of what went live: whoever may run commands on the server.
_BY = "命令行"
_MEMORY = "特征最多占用的内存（MB），超出部分写入临时文件，不影响结果。"


def train(
    history: HistoryFile = None,
    columns: Columns = "",
    from_db: Annotated[bool, typer.Option("--from-db", help="用本系统已办结的工单训练。")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不提问：达标即启用。")] = False,
    force: Force = False,
    reason: Reason = "",
    drops: Annotated[Path | None, typer.Option(help="把被剔除的行写到这个 CSV。")] = None,
    memory: Annotated[int, typer.Option(min=0, help=_MEMORY)] = 4_000,
) -> None:
    """用历史工单训练新的模型制品，考核达标后启用。"""
    if (history is None) == (not from_db):
        raise Invalid("请用 --history 指定历史文件，或用 --from-db 使用本系统工单（二者选一）。")
    why = _why(reason) if force else ""
    parts = open_services(need_schema=from_db)
    told = read(parts, history=history, columns=columns)
    source = history.name if history is not None else "本系统办结工单"
    outcome = learn(
        parts, told=told, source=source, promote=yes or force, forced_for=why, megabytes=memory
    )
    _report(outcome, drops=drops)
    if outcome.promoted:
        out.print(f"已启用 {outcome.version}。")
    elif outcome.verdict.passed and not yes and _ask(f"启用 {outcome.version}？"):
        registry = parts.registry
        registry.promote(outcome.version, at=parts.clock(), expected=outcome.live_before, by=_BY)
        out.print(f"已启用 {outcome.version}。")
    else:
        out.print(
            f"已保存 {outcome.version}，未启用。可用 hotline promote {outcome.version} 启用。"
        )


def read(parts: Services, *, history: Path | None, columns: str) -> "History":
    """Read a history file, or the service's own closed tickets when none is named."""
    from service.queries.history import history_rows
    from training.columns import parse_map
    from training.history import history_of, read_history
    from training.report import columns_text

    if history is None:
        with parts.database.read() as session:
            return history_of(list(history_rows(session)), source="数据库")
    told = read_history(history, mapping=parse_map(columns))
    out.print(Text(columns_text(told.columns, encoding=told.encoding)))
    return told


def learn(
    parts: Services,
    *,
    told: "History",
    source: str,
    promote: bool,
    forced_for: str = "",
    megabytes: int = 4_000,
) -> "Outcome":
    """Train on a history with progress shown; an interruption leaves nothing behind.

    `forced_for` is why the result goes live whatever the gates say; without it they decide.
    """
    from training.retrain import Order, retrain

    at = parts.clock()
    order = Order(
        version=artifact_version(at=at),
        at=at,
        trained_on=source,
        promote=promote,
        force=bool(forced_for),
        by=_BY,
        reason=forced_for,
        megabytes=megabytes,
    )
    knowledge, successions = city_of(parts)
    with progress_bar("训练") as report:
        return retrain(
            history=told,
            knowledge=knowledge,
            successions=successions,
            registry=parts.registry,
            order=order,
            progress=report,
        )


def evaluate(
    version: Annotated[str, typer.Argument(help="制品版本，LIVE 为已启用的。")] = "LIVE",
    history: HistoryFile = None,
    columns: Columns = "",
) -> None:
    """显示制品的考核结果；给出 --history 时在该文件上重新考核。"""
    from training.evaluation import evaluate as measure
    from training.preparation import prepare
    from training.report import drop_table, evaluation_table

    parts = open_services(need_schema=False)
    if history is None:
        out.print(evaluation_table(parts.registry.record(version).evaluation))
        return
    told = read(parts, history=history, columns=columns)
    knowledge, successions = city_of(parts)
    prepared = prepare(
        history=told, knowledge=knowledge, successions=successions, on=to_city(parts.clock()).date()
    )
    out.print(drop_table(prepared.report))
    out.print(
        evaluation_table(
            measure(classifier=parts.registry.load(version).classifier, rows=prepared.rows)
        )
    )
    out.print("注意：若制品用过这些工单训练，以上数字会偏高。")


def promote(
    version: Annotated[str, typer.Argument(help="要启用的制品版本。")],
    force: Force = False,
    reason: Reason = "",
    yes: Annotated[bool, typer.Option("--yes", help="不提问。")] = False,
) -> None:
    """启用一个制品；不达标的要加 --force 并写明理由。"""
    from training.admission import admit, verdict_on
    from training.report import verdict_table

    parts = open_services(need_schema=False)
    knowledge, _ = city_of(parts)
    registry, at = parts.registry, parts.clock()
    expected = registry.live()
    today = to_city(at).date()
    verdict = verdict_on(version=version, registry=registry, knowledge=knowledge, on=today)
    out.print(verdict_table(verdict))
    why = _why(reason) if force and not verdict.passed else ""
    asks = verdict.passed and not yes
    if asks and not _ask(f"启用 {version}？正在使用的页面会立即换用它。"):
        out.print("没有启用。加 --yes 可不提问。")
        return
    admit(
        version=version,
        registry=registry,
        knowledge=knowledge,
        at=at,
        expected=expected,
        force=force,
        by=_BY,
        reason=why,
    )
    out.print(f"已启用 {version}。退回请运行 hotline rollback。")


def rollback() -> None:
    """退回上一个启用过的制品。"""
    parts = open_services(need_schema=False)
    version = parts.registry.rollback(at=parts.clock(), by=_BY)
    out.print(f"已退回 {version}。")


def artifacts() -> None:
    """列出所有制品。"""
    parts = open_services(need_schema=False)
    table = Table(box=None, pad_edge=False)
    for heading in ("", "版本", "来源", "工单", "单位", "宏平均 F1", "首选", "前三", "说明"):
        # A version is typed again for promote, so it is never cut short.
        table.add_column(heading, min_width=20 if heading == "版本" else None)
    for entry in parts.registry.list():
        manifest, record = entry.manifest, entry.record
        figures = record.evaluation if record else None
        table.add_row(
            "●" if entry.live else "",
            entry.version,
            Text(manifest.trained_on if manifest else ""),
            str(manifest.rows) if manifest else "",
            str(len(manifest.labels)) if manifest else "",
            f"{figures.macro_f1:.3f}" if figures else "",
            f"{figures.accuracy:.1%}" if figures else "",
            f"{figures.top_3:.1%}" if figures else "",
            Text(entry.trouble or ("已启用" if entry.live else "")),
        )
    out.print(table if table.row_count else "还没有制品。请先运行 hotline train 或 hotline demo。")
    if parts.registry.live() is None and _has_rules(parts):
        out.print(f"没有启用的制品。{Origin.RULES.label}，派单建议照常给出。")


def _has_rules(parts: Services) -> bool:
    from triage.lessons import lessons, teachable

    knowledge, _ = city_of(parts)
    return teachable(lessons(knowledge, on=to_city(parts.clock()).date()))


def _report(outcome: "Outcome", *, drops: Path | None) -> None:
    from training.report import drop_table, evaluation_table, verdict_table

    out.print(drop_table(outcome.report))
    if drops is not None:
        outcome.report.write_csv(drops)
        out.print(f"被剔除的行已写入 {drops}。")
    if outcome.foreign:
        out.print("标签不是本市单位：制品可以使用，但不对应权责清单。")
    out.print(evaluation_table(outcome.evaluation))
    out.print(verdict_table(outcome.verdict))


def _why(reason: str) -> str:
    from service.operations.artifacts import said_reason

    asks = not reason.strip() and sys.stdin.isatty()
    return said_reason(typer.prompt("为什么未达标仍要启用") if asks else reason)


def _ask(question: str) -> bool:
    # Without a person at the terminal nothing is promoted: silence is no consent.
    return sys.stdin.isatty() and typer.confirm(question)

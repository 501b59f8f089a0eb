"""What a training found, as tables for a person at a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from training.cleaning import DropReport
from training.evaluation import Evaluation
from training.promotion import Verdict

_WORST = 8


def drop_table(report: DropReport) -> RenderableType:
    """The rows read, dropped and remarked on, by rule, with up to three lines named each."""
    table = Table(title=f"读到 {report.read} 行，剔除 {report.dropped} 行")
    for heading in ("规则", "行数", "所在行（前几处）"):
        table.add_column(heading)
    for rule, count in report.counts.items():
        lines = [str(entry.line) for entry in report.entries if entry.rule is rule][:3]
        more = "…" if count > len(lines) else ""
        table.add_row(rule.label, f"{count}", "、".join(lines) + more)
    remarks = [Text(f"· {remark}") for remark in report.remarks]
    return (
        Group(table, *remarks)
        if report.counts
        else Group(f"读到 {report.read} 行，全部可用", *remarks)
    )


def columns_text(columns: Mapping[str, str], *, encoding: str) -> str:
    """How the source was understood, in one line."""
    pairs = "、".join(f"{name}←{header}" for name, header in columns.items())
    return f"编码 {encoding}；列：{pairs}"


def evaluation_table(evaluation: Evaluation) -> RenderableType:
    """The figures of the unit head, the other heads, the weakest labels and the worst mix-ups."""
    table = Table(title=f"考核：留出 {evaluation.rows} 行，{len(evaluation.labels)} 个单位")
    table.add_column("指标")
    table.add_column("值", justify="right")
    for label, value in _figures(evaluation).items():
        table.add_row(label, value)
    return Group(table, _weakest(evaluation), _mix_ups(evaluation))


def verdict_table(verdict: Verdict) -> RenderableType:
    """Each gate's sentence with its result."""
    table = Table(title="可以上线" if verdict.passed else "未达上线条件")
    table.add_column("结果")
    table.add_column("说明")
    for finding in verdict.findings:
        table.add_row("通过" if finding.passed else "不通过", Text(finding.sentence))
    return table


def _figures(evaluation: Evaluation) -> Mapping[str, str]:
    figures = {
        "宏平均 F1": f"{evaluation.macro_f1:.3f}",
        "首选准确率": f"{evaluation.accuracy:.1%}",
        "前三命中率": f"{evaluation.top_3:.1%}",
        "校准误差（ECE）": f"{evaluation.ece:.3f}",
        "精度 97 % 时可自动派单": f"{evaluation.coverage_97:.1%}",
        "精度 99 % 时可自动派单": f"{evaluation.coverage_99:.1%}",
        "全派给最大单位": f"{evaluation.majority:.1%}",
    }
    for label, head in (("事项分类", evaluation.category), ("诉求类型", evaluation.kind)):
        if head is not None:
            figures[f"{label}（{head.labels} 类）首选 / 前三"] = (
                f"{head.accuracy:.1%} / {head.top_3:.1%}"
            )
    if evaluation.arriving is not None:
        arriving = evaluation.arriving
        figures[f"连同重复诉求（{arriving.rows} 行）首选 / 前三"] = (
            f"{arriving.accuracy:.1%} / {arriving.top_3:.1%}"
        )
        figures["连同重复诉求的校准误差"] = f"{arriving.ece:.3f}"
    if evaluation.routing is not None:
        routing = evaluation.routing
        figures["合并属地与权责清单后首选 / 前三"] = f"{routing.first:.1%} / {routing.top_3:.1%}"
        figures["有把握的占比 / 其中正确"] = f"{routing.sure:.1%} / {routing.sure_right:.1%}"
    return figures


def _weakest(evaluation: Evaluation) -> Table:
    table = Table(title="最弱的单位")
    for heading in ("单位", "留出行", "精确率", "召回率", "F1"):
        table.add_column(heading)
    occurring = [one for one in evaluation.classes if one.support]
    for one in sorted(occurring, key=lambda one: one.f1)[:_WORST]:
        figures = (f"{one.precision:.2f}", f"{one.recall:.2f}", f"{one.f1:.2f}")
        table.add_row(Text(one.label), str(one.support), *figures)
    return table


def _mix_ups(evaluation: Evaluation) -> Table:
    table = Table(title="最常见的混淆")
    for heading in ("应为", "误为", "行数"):
        table.add_column(heading)
    for one in evaluation.confusions[:_WORST]:
        table.add_row(Text(one.truth), Text(one.guess), str(one.rows))
    return table

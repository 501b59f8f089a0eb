"""Rows as Markdown: one table a task, then ours against each peer."""

from collections.abc import Sequence

from tests.bench.peers.catalogue import BY_NAME, INSTALL
from tests.bench.peers.row import Row

_ACCURACY = (
    ("宏 F1", "macro-F1", "{:.4f}"),
    ("±", "macro-F1 ±", "{:.3f}"),
    ("准确率", "accuracy", "{:.4f}"),
    ("前三", "top-3", "{:.4f}"),
    ("ECE", "ECE", "{:.3f}"),
    ("97 % 可派", "at 97 %", "{:.3f}"),
    ("99 % 可派", "at 99 %", "{:.3f}"),
    ("集合覆盖", "cover", "{:.3f}"),
    ("集合大小", "set size", "{:.2f}"),
)
_COST = (
    ("训练 s", "train s", "{:.1f}"),
    ("训练 CPU s", "train CPU s", "{:.1f}"),
    ("批量 条/CPU s", "bulk /s", "{:,.0f}"),
    ("单条 µs", "one µs", "{:,.0f}"),
    ("峰值 MB", "peak MB", "{:,.0f}"),
    ("其中起步 MB", "before MB", "{:,.0f}"),
    ("模型 MB", "size MB", "{:.1f}"),
)
PARTS = {"all": "全部行", "raw": "仅原文行", "new": "仅新事项"}
TITLES = {
    "topics": "真实留言 topics_all.csv：7 类，5 折（快速为其中 2 折），near_group 不拆",
    "city": "生成历史 20,000 件（快速 5,000）：最老五分之四训练，最新五分之一考核",
    "duel": "批量 200 字：本作（原文 → 单位、事项、类型）对 fastText（已分词 → 标签）",
}
OURS = "ours"


def conditions_line(told: dict[str, str]) -> str:
    """The machine, the versions and the commit in one line."""
    return "、".join(f"{name} {value}" for name, value in told.items() if value)


def markdown(rows: Sequence[Row]) -> str:
    """All tables of all tasks in their order."""
    return "\n\n".join(
        _task(title, [row for row in rows if row.task == task])
        for task, title in TITLES.items()
        if any(row.task == task for row in rows)
    )


def _task(title: str, rows: Sequence[Row]) -> str:
    parts = [f"## {title}"]
    names = next((list(row.figures) for row in rows if row.figures), [])
    for name in names:
        columns = (*_ACCURACY, *_COST) if name == "all" else _ACCURACY
        count = next(row.figures[name]["rows"] for row in rows if row.figures)
        parts += [f"### {PARTS[name]}（{count:.0f} 行）", _table(rows, part=name, columns=columns)]
    if any(row.recipe == OURS and row.figures for row in rows):
        parts += ["### 本作与各家（差；倍数大于 1 为本作占优）", ratios(rows)]
    for row in rows:
        if not row.figures:
            lines = [_line([name, f"{value:,.2f}"]) for name, value in row.cost.items()]
            head = [_line(["项", row.missing or row.package]), _line(["---", "---"])]
            parts += ["\n".join([*head, *lines])] if row.task == "duel" else []
    return "\n\n".join(parts) + "\n"


def _table(rows: Sequence[Row], *, part: str, columns: Sequence[tuple[str, str, str]]) -> str:
    lines = [_line(["方案", "版本", *(head for head, _, _ in columns)])]
    lines.append(_line(["---"] * (len(columns) + 2)))
    for row in rows:
        told = row.figures.get(part, {}) | row.cost
        cells = [form.format(told[key]) if key in told else "—" for _, key, form in columns]
        cells = [row.missing, *cells[1:]] if row.missing else cells
        lines.append(_line([BY_NAME[row.recipe].title, row.package or "—", *cells]))
    return "\n".join(lines)


def ratios(rows: Sequence[Row]) -> str:
    """Points of macro-F1 and accuracy gained; how many times faster, leaner, smaller."""
    ours = next(row for row in rows if row.recipe == OURS)
    last = list(ours.figures)[-1]
    heads = ["方案", "宏 F1 差", f"宏 F1 差（{PARTS[last]}）", "97 % 可派差"]
    heads += ["批量", "单条", "训练 CPU", "内存", "模型"]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for row in rows:
        if row is ours or "size MB" not in row.cost:
            continue
        gains = [
            ours.figures[part][key] - row.figures[part][key]
            for part, key in (("all", "macro-F1"), (last, "macro-F1"), ("all", "at 97 %"))
        ]
        times = [ours.cost["bulk /s"] / row.cost["bulk /s"]]
        for key in ("one µs", "train CPU s", "peak MB", "size MB"):
            times.append(row.cost[key] / ours.cost[key])
        cells = [f"{one:+.4f}" for one in gains] + [f"{one:.2f}×" for one in times]
        lines.append(_line([BY_NAME[row.recipe].title, *cells]))
    return "\n".join(lines)


def missing(recipe: str, task: str) -> Row:
    """The row of a recipe whose package is not there."""
    return Row(recipe=recipe, task=task, missing=f"未安装（{INSTALL}）")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"

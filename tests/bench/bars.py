"""Every bar of accuracy and speed with the figure measured last: `python -m tests.bench.bars`.

Figures come from what the measuring scripts keep under `var/bench` (`--out`); nothing is measured
here. A bar whose script has not run says so, one measured at another commit names it.
"""

import argparse
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import OUT, Kept, commit, kept

PEERS = "peers"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: the figure's script and name, and what it must reach."""

    title: str
    script: str
    figure: str
    least: float = -math.inf
    most: float = math.inf
    form: str = "{:.3f}"

    def reached(self, value: float) -> bool:
        """Whether a figure keeps both ends."""
        return self.least <= value <= self.most

    @property
    def wanted(self) -> str:
        """The bar in signs."""
        if self.least > -math.inf and self.most < math.inf:
            return f"{self.form.format(self.least)}–{self.form.format(self.most)}"
        if self.least > -math.inf:
            return f"≥ {self.form.format(self.least)}"
        return f"≤ {self.form.format(self.most)}"


def _bars(script: str, *told: tuple[str, str, float, float, str]) -> tuple[Bar, ...]:
    return tuple(
        Bar(title=title, script=script, figure=figure, least=least, most=most, form=form)
        for title, figure, least, most, form in told
    )


_NO, _ALL = -math.inf, math.inf
ACCURACY = (
    *_bars(
        PEERS,
        (
            "真实留言，仅原文行，5 折代替保留部分：宏 F1",
            "topics raw macro-F1",
            0.935,
            _ALL,
            "{:.4f}",
        ),
        ("同上，高出 fastText（较好者）", "topics raw over fastText", 0.03, _ALL, "{:.4f}"),
        ("同上，ECE（15 格）", "topics raw ECE", _NO, 0.03, "{:.3f}"),
        ("同上，97 % 精度可派份额", "topics raw at 97 %", 0.90, _ALL, "{:.3f}"),
        ("同上，99 % 精度可派份额", "topics raw at 99 %", 0.78, _ALL, "{:.3f}"),
        ("全部行：宏 F1", "topics all macro-F1", 0.935, _ALL, "{:.4f}"),
        ("全部行：ECE", "topics all ECE", _NO, 0.03, "{:.3f}"),
        ("全部行：97 % 精度可派份额", "topics all at 97 %", 0.90, _ALL, "{:.3f}"),
        ("全部行：99 % 精度可派份额", "topics all at 99 %", 0.78, _ALL, "{:.3f}"),
        ("95 % 集合覆盖（自带阈值，原文行）", "topics raw own cover", 0.94, 0.97, "{:.3f}"),
        ("95 % 集合平均大小（原文行）", "topics raw own set size", _NO, 1.25, "{:.2f}"),
        (
            "生成历史 2 万件，整套：首位（未除以可达上限）",
            "city all accuracy",
            0.90,
            _ALL,
            "{:.3f}",
        ),
        ("同上，前三", "city all top-3", 0.97, _ALL, "{:.3f}"),
        ("同上，200 件以上单位的最低召回", "city all weakest recall", 0.70, _ALL, "{:.3f}"),
    ),
    *_bars(
        "first_day",
        ("第一天，无历史：506 条前三（按名称）", "top-3 by name", 0.75, _ALL, "{:.3f}"),
        ("满 1,000 件：加规则减不加（首位）", "1000 gained top-1", 0.0, _ALL, "{:+.3f}"),
    ),
    *_bars(
        "robustness",
        ("拼音注音，损失（点）", "lost pinyin rubies", _NO, 2.0, "{:.2f}"),
        ("繁体字，损失（点）", "lost traditional", _NO, 2.0, "{:.2f}"),
        ("5 % 错字，损失（点）", "lost noise 5 %", _NO, 2.0, "{:.2f}"),
        ("整页重复，损失（点）", "lost doubled page", _NO, 2.0, "{:.2f}"),
        ("插入广告，损失（点）", "lost advert", _NO, 2.0, "{:.2f}"),
    ),
)
SPEED = (
    *_bars(
        "routing_speed",
        ("单条建议 p50 ms", "accelerated one p50 ms", _NO, 1.0, "{:.2f}"),
        ("单条建议 p99 ms", "accelerated one p99 ms", _NO, 5.0, "{:.2f}"),
        ("批量 200 字，加速，2 进程 条/s", "accelerated bulk /s", 10_000, _ALL, "{:,.0f}"),
        ("批量 200 字，仅 jieba，2 进程 条/s", "jieba alone bulk /s", 3_000, _ALL, "{:,.0f}"),
        ("制品 MB", "artefact MB", _NO, 150, "{:.0f}"),
        ("制品加载 s", "load s", _NO, 1.0, "{:.2f}"),
        ("工作进程常驻 MB", "resident MB", _NO, 500, "{:.0f}"),
    ),
    *_bars(
        PEERS,
        ("批量 ÷ fastText（只比单位）", "duel ours ÷ fastText units", 1.0, _ALL, "{:.2f}×"),
        ("批量 ÷ fastText（单位、事项、类型）", "duel ours ÷ fastText three", 1.0, _ALL, "{:.2f}×"),
    ),
    *_bars(
        "reading", ("20 万件中查相似 p99 ms", "similar p99 ms whole history", _NO, 15, "{:.1f}")
    ),
    *_bars(
        "training_scale",
        ("训练 10 万件 s", "100000 s", _NO, 180, "{:.0f}"),
        ("训练 10 万件 GB", "100000 GB", _NO, 4, "{:.1f}"),
        ("训练 100 万件 s", "1000000 s", _NO, 1_500, "{:.0f}"),
        ("训练 100 万件 GB", "1000000 GB", _NO, 10, "{:.1f}"),
        ("增长指数", "exponent", _NO, 1.1, "{:.2f}"),
    ),
    *_bars(
        "suggestion_latency",
        ("HTTP 建议，100 次/s，p95 ms", "100/s p95 ms", _NO, 25, "{:.1f}"),
    ),
    *_bars(
        "mixed_load",
        ("混合负载 PostgreSQL 次/s", "postgresql /s", 150, _ALL, "{:.0f}"),
        ("混合负载 PostgreSQL p95 ms", "postgresql p95 ms", _NO, 100, "{:.0f}"),
        ("混合负载 SQLite 次/s", "sqlite /s", 80, _ALL, "{:.0f}"),
        ("20 万件列表与检索 ms", "list ms", _NO, 200, "{:.0f}"),
        ("100 万件统计 s", "statistics s", _NO, 2, "{:.1f}"),
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()

    def found(script: str) -> Kept | None:
        return of_peers(given.out) if script == PEERS else kept(script, out=given.out)

    now = commit()
    print(f"## 准确\n\n{table(ACCURACY, found=found, now=now)}\n")
    print(f"## 速度与大小\n\n{table(SPEED, found=found, now=now)}")


def table(bars: Sequence[Bar], *, found: Callable[[str], Kept | None], now: str) -> str:
    """A line for each bar: what is wanted, the figure, reached or not, by what and when."""
    lines = ["| 项 | 要求 | 实测 | 达到 | 由 | 何时 |", "|---|---|---|---|---|---|"]
    for bar in bars:
        told = found(bar.script)
        value = told.figures.get(bar.figure) if told else None
        start = f"| {bar.title} | {bar.wanted} |"
        if told is None or value is None:
            lines.append(f"{start} 未测 | — | `{bar.script}` | — |")
            continue
        verdict = "是" if bar.reached(value) else "否"
        when = f"{told.commit}{'' if told.commit == now else '（旧）'} {told.measured_at}"
        lines.append(f"{start} {bar.form.format(value)} | {verdict} | `{bar.script}` | {when} |")
    return "\n".join(lines)


def of_peers(out: Path) -> Kept | None:
    """The figures of the comparison, flat: task, part and name in one."""
    path = out / f"{PEERS}.json"
    if not path.exists():
        return None
    whole = json.loads(path.read_text(encoding="utf-8"))
    conditions = whole["conditions"]
    rows = {(row["task"], row["recipe"]): row for row in whole["rows"]}
    figures: dict[str, float] = {}
    for task, recipe in (("topics", "ours"), ("city", "ours-whole")):
        for part, told in rows.get((task, recipe), {}).get("figures", {}).items():
            figures |= {f"{task} {part} {name}": value for name, value in told.items()}
    for part in ("all", "raw"):
        rivals = [
            row["figures"][part]["macro-F1"]
            for (task, recipe), row in rows.items()
            if task == "topics" and recipe.startswith("fasttext") and part in row["figures"]
        ]
        if rivals and f"topics {part} macro-F1" in figures:
            gained = figures[f"topics {part} macro-F1"] - max(rivals)
            figures[f"topics {part} over fastText"] = gained
    duel = rows.get(("duel", "duel"), {}).get("cost", {})
    figures |= {f"duel {name}": value for name, value in duel.items()}
    return Kept(
        script=PEERS,
        figures=figures,
        machine=conditions,
        commit=conditions.get("commit", ""),
        measured_at=f"{conditions.get('measured_at', '')[:16]}（{conditions.get('范围', '')}）",
    )


if __name__ == "__main__":
    main()

"""The table of bars tells reached from missed, old from new, and what was never measured."""

import json
from dataclasses import asdict
from pathlib import Path

from tests.bench.bars import ACCURACY, SPEED, Bar, of_peers, table
from tests.bench.figures import Kept
from tests.bench.peers.row import Row

LEAST = Bar(title="份额", script="one", figure="share", least=0.9)
MOST = Bar(title="毫秒", script="one", figure="ms", most=5, form="{:.1f}")
NEVER = Bar(title="没有", script="two", figure="x", least=1)


def found(script: str) -> Kept | None:
    figures = {"share": 0.91, "ms": 7.25}
    told = Kept(script=script, figures=figures, commit="abc", measured_at="2026-11-01T08:00")
    return told if script == "one" else None


def test_each_bar_has_its_figure_and_its_verdict() -> None:
    lines = table([LEAST, MOST, NEVER], found=found, now="abc").splitlines()[2:]
    assert lines == [
        "| 份额 | ≥ 0.900 | 0.910 | 是 | `one` | abc 2026-11-01T08:00 |",
        "| 毫秒 | ≤ 5.0 | 7.2 | 否 | `one` | abc 2026-11-01T08:00 |",
        "| 没有 | ≥ 1.000 | 未测 | — | `two` | — |",
    ]


def test_figures_of_another_commit_are_called_old() -> None:
    assert "abc（旧）" in table([LEAST], found=found, now="def")


def test_the_comparison_gives_the_margin_over_the_better_fasttext(tmp_path: Path) -> None:
    rows = [
        Row(recipe="ours", task="topics", figures={"raw": {"macro-F1": 0.93}}),
        Row(recipe="fasttext-words", task="topics", figures={"raw": {"macro-F1": 0.85}}),
        Row(recipe="fasttext-characters", task="topics", figures={"raw": {"macro-F1": 0.88}}),
        Row(recipe="ours-whole", task="city", figures={"all": {"top-3": 0.98}}),
        Row(recipe="duel", task="duel", missing="未安装"),
    ]
    whole = {"conditions": {"commit": "abc"}, "rows": [asdict(row) for row in rows]}
    (tmp_path / "peers.json").write_text(json.dumps(whole), encoding="utf-8")
    told = of_peers(tmp_path)
    assert told is not None
    assert round(told.figures.pop("topics raw over fastText"), 9) == 0.05
    assert told.figures == {"topics raw macro-F1": 0.93, "city all top-3": 0.98}
    assert of_peers(tmp_path / "nowhere") is None


def test_no_bar_is_without_a_limit_or_named_twice() -> None:
    bars = [*ACCURACY, *SPEED]
    assert len({(one.script, one.figure) for one in bars}) == len(bars)
    assert all(one.least > float("-inf") or one.most < float("inf") for one in bars)


def test_the_page_on_measurements_names_every_script() -> None:
    folder = Path(__file__).parent
    page = (folder / "README.md").read_text(encoding="utf-8")
    for script in folder.glob("*.py"):
        content = script.read_text(encoding="utf-8")
        if not script.name.startswith("test_") and 'if __name__ == "__main__"' in content:
            assert f"`{script.name}`" in page, script.name

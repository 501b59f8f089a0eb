"""The table of peers is right on a handful of rows: folds, figures, sets, missing packages."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.bench.figures import keep, kept
from tests.bench.peers.catalogue import BY_NAME, FASTTEXT, RECIPES
from tests.bench.peers.linear import characters_svm, signalen, words_svm
from tests.bench.peers.measure import measure
from tests.bench.peers.ours import Ours
from tests.bench.peers.row import Row
from tests.bench.peers.table import TITLES, markdown, missing
from tests.bench.peers.task import Split, Task

SAID = {
    "城管": (
        "占道经营的流动摊贩很多",
        "烧烤摊油烟扰民",
        "违章建筑没人拆",
        "井盖坏了",
        "垃圾没人清",
    ),
    "教育": (
        "孩子入学学区怎么划分",
        "培训机构不退费",
        "老师补课收费",
        "幼儿园伙食差",
        "学校食堂贵",
    ),
    "公交": ("公交站太远车次太少", "公交车司机不停车", "公交卡不能充值", "末班车太早", "线路绕路"),
}


@pytest.fixture(scope="module")
def task() -> Task:
    """Three labels, twenty ways of saying each matter, two folds."""
    told = [
        (f"{place}{matter}{end}", label)
        for label, matters in SAID.items()
        for matter in matters
        for place in ("我家门口", "人民路")
        for end in ("，请处理", "，谢谢")
    ]
    fold = np.arange(len(told)) % 2
    return Task(
        name="topics",
        texts=[text for text, _ in told],
        labels=[label for _, label in told],
        groups=[str(number) for number in range(len(told))],
        splits=[
            Split(teach=np.flatnonzero(fold != one), examine=np.flatnonzero(fold == one))
            for one in (0, 1)
        ],
        parts={"raw": np.arange(10)},
    )


@pytest.fixture(scope="module")
def rows(task: Task) -> list[Row]:
    """Ours and two plain ones on those rows."""
    made = {"ours": Ours, "svm-words": words_svm, "svm-characters": characters_svm}
    return [measure(recipe, task, name=name, package="x 1") for name, recipe in made.items()]


def test_every_recipe_learns_what_is_plain(rows: list[Row]) -> None:
    for row in rows:
        assert row.figures["all"]["rows"] == 60
        assert row.figures["raw"]["rows"] == 10
        assert row.figures["all"]["accuracy"] > 0.9, row.recipe
        assert row.figures["all"]["cover"] >= 0.9
        assert 1 <= row.figures["all"]["set size"] <= 3
        assert row.cost["bulk /s"] > 0
        assert row.cost["size MB"] > 0
        assert row.cost["peak MB"] >= row.cost["before MB"] > 0


def test_only_ours_keeps_a_floor_of_its_own(rows: list[Row]) -> None:
    assert ["own cover" in row.figures["all"] for row in rows] == [True, False, False]


def test_the_table_has_a_line_for_each_and_says_what_is_missing(rows: list[Row]) -> None:
    text = markdown([*rows, missing("bugbug", "topics")])
    assert f"## {TITLES['topics']}" in text
    assert sum(line.startswith("| 本作（仅文本） | x 1 |") for line in text.splitlines()) == 2
    assert "未安装（make peers）" in text
    assert "| TF-IDF 字 1–4 → 线性 SVM | +0.0" in text


def test_a_label_that_was_never_taught_is_a_miss_and_no_accident(task: Task) -> None:
    strange = Task(
        name="topics",
        texts=[*task.texts, "飞碟降落"],
        labels=[*task.labels, "外星"],
        groups=[*task.groups, "x"],
        splits=[Split(teach=np.arange(60), examine=np.arange(30, 61))],
        parts={},
    )
    (row,) = (measure(signalen, strange, name="signalen", package=""),)
    assert row.figures["all"]["accuracy"] <= 30 / 31


def test_the_catalogue_names_what_can_be_made() -> None:
    assert len(BY_NAME) == len(RECIPES)
    for entry in RECIPES:
        assert set(entry.tasks) <= set(TITLES)
        if entry.installed:
            assert entry.alone or entry.make() is not None


def test_peers_stay_outside_the_lock() -> None:
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    locked = (root / "requirements.txt").read_text(encoding="utf-8")
    names = [re.split(r"[=><;]", line)[0] for line in project["dependency-groups"]["peers"]]
    assert any(name in FASTTEXT for name in names)
    assert [name for name in names if re.search(rf"^{name}==", locked, re.MULTILINE)] == []


def test_figures_are_kept_with_their_conditions(tmp_path) -> None:
    keep("script", {"p50 ms": 1}, out=tmp_path)
    found = kept("script", out=tmp_path)
    assert found is not None
    assert found.figures == {"p50 ms": 1.0}
    assert found.machine["Python"]
    assert kept("other", out=tmp_path) is None

"""A small city and a real, tiny artefact, shared by the tests of this folder."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from triage.artifact import LoadedArtifact, Manifest, load, save
from triage.knowledge import AreaFact, CategoryFact, DutyFact, Knowledge, UnitFact
from triage.pipeline import Classifier, Examples, fit
from triage.recipe import Recipe
from triage.similar import build_similar

KEY = b"a key of the tests"
RECIPE = Recipe(word_features=2_000, character_features=4_000)
MATTERS = {
    "CGJ": (
        "010101",
        "COMPLAINT",
        ("小区门口烧烤摊油烟扰民", "流动摊贩占道经营", "餐馆油烟直排熏人"),
    ),
    "RSJ": ("130101", "HELP", ("公司拖欠工资三个月", "老板欠薪不发", "农民工讨要拖欠的工资")),
    "GSJT": ("070101", "HELP", ("家里停水两天了", "自来水水压太低", "水管爆裂停水")),
    "STREET": (
        "010201",
        "COMPLAINT",
        ("楼道堆放杂物没人清理", "居委会不管楼道卫生", "楼道杂物堵门"),
    ),
}
TAILS = ("", "，请尽快处理", "，打过电话没人管", "，已经好几天了", "，电话13812345678")


def unit(code: str, name: str, kind: str = "bureau", **more: object) -> UnitFact:
    facts: dict[str, object] = {"valid_from": date(2010, 1, 1), "short_name": name} | more
    return UnitFact(code=code, name=name, kind=kind, **facts)


def duty(code: str, category: str, lead: str, name: str, **more: object) -> DutyFact:
    facts: dict[str, object] = {"valid_from": date(2024, 1, 1), "basis": "《城市供水条例》"} | more
    return DutyFact(code=code, name=name, category=category, lead=lead, **facts)


def keyed(*facts: UnitFact | AreaFact | DutyFact | CategoryFact) -> dict[str, object]:
    return {fact.code: fact for fact in facts}


UNITS = (
    unit("CGJ", "城市管理局"),
    unit("RSJ", "人力资源和社会保障局"),
    unit("GSJT", "供水集团", "utility"),
    unit("LYJ", "林业和园林局", valid_from=date(2025, 7, 1)),
    unit("OLD_YLJ", "园林局", valid_to=date(2025, 6, 30), successors=("LYJ",)),
    unit("OLD_WT", "文体局", valid_to=date(2024, 12, 31), successors=("WLJ", "TJJ")),
    unit("WLJ", "文旅局", valid_from=date(2025, 1, 1)),
    unit("TJJ", "体育局", valid_from=date(2025, 1, 1)),
    unit("GONE", "撤销局", valid_to=date(2020, 1, 1)),
    unit("DHQ", "东湖区政府", "district", area="A01"),
    unit("XLQ", "西岭区政府", "district", area="A02"),
    unit("GXQ", "高新区管委会", "zone", area="A07"),
    unit("JFJD", "解放路街道", "street", area="A0101", parent="DHQ"),
)
AREAS = (
    AreaFact(code="A01", name="东湖区", level="district"),
    AreaFact(code="A02", name="西岭区", level="district"),
    AreaFact(code="A07", name="高新区", level="zone"),
    AreaFact(code="A0101", name="解放路街道", level="street", parent="A01"),
    AreaFact(code="A0102", name="湖滨街道", level="street", parent="A01"),
    AreaFact(code="A0201", name="西山街道", level="street", parent="A02"),
    AreaFact(code="A0701", name="创新街道", level="street", parent="A07"),
    AreaFact(code="P1", name="翠竹苑", level="place", parent="A0101"),
    AreaFact(code="P2", name="长虹路", level="place", parent="A0101", aliases=("虹路",)),
    AreaFact(code="P3", name="长虹路", level="place", parent="A0102"),
)
DUTIES = (
    duty("D1", "010101", "CGJ", "对餐饮油烟扰民行为的查处"),
    duty("D2", "010101", "STREET", "对露天烧烤摊点的日常巡查劝导"),
    duty("D3", "070101", "GSJT", "公共供水管网的停水抢修", assisting=("CGJ",)),
    duty("D4", "070101", "GXQ", "高新区内供水设施的维护", area="A07"),
    duty("D5", "130101", "RSJ", "对拖欠工资行为的查处"),
    duty("D6", "170101", "OLD_YLJ", "城市绿地树木的养护"),
    duty("D7", "010201", "STREET", "楼道堆物的清理"),
    duty("D8", "130101", "CGJ", "已经失效的职责", valid_to=date(2024, 12, 31)),
)
CATEGORIES = (
    CategoryFact(code="010101", name="油烟扰民", parent="0101"),
    CategoryFact(code="130101", name="拖欠工资", parent="1301"),
)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge(
        units=keyed(*UNITS),
        areas=keyed(*AREAS),
        duties=keyed(*DUTIES),
        categories=keyed(*CATEGORIES),
    )


@pytest.fixture(scope="session")
def examples() -> Examples:
    rows = [
        (text + tail, code, category, kind)
        for code, (category, kind, texts) in MATTERS.items()
        for text in texts
        for tail in TAILS
    ]
    return Examples(
        texts=[row[0] for row in rows],
        units=[row[1] for row in rows],
        categories=[row[2] for row in rows],
        kinds=[row[3] for row in rows],
        groups=[row[0][:6] for row in rows],
    )


@pytest.fixture(scope="session")
def classifier(examples: Examples) -> Classifier:
    return fit(examples, RECIPE, lambda stage, fraction: None)


def manifest(version: str = "v1") -> Manifest:
    return Manifest(
        version=version,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        recipe=RECIPE,
        labels={"units": 4},
        rows=60,
        trained_on="tests",
    )


@pytest.fixture(scope="session")
def saved(
    tmp_path_factory: pytest.TempPathFactory, classifier: Classifier, examples: Examples
) -> Path:
    """An artefact directory; copy it before harming it."""
    directory = tmp_path_factory.mktemp("artifacts") / "v1"
    similar = build_similar(
        classifier,
        references=[f"T{number}" for number in range(len(examples.texts))],
        texts=examples.texts,
        units=examples.units,
    )
    save(directory, classifier=classifier, similar=similar, manifest=manifest(), key=KEY)
    return directory


@pytest.fixture(scope="session")
def artifact(saved: Path) -> LoadedArtifact:
    return load(saved, key=KEY)

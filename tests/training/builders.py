"""Small real values for the tests of training: rows, a city of five units, a history to learn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from training.evaluation import ClassFigures, Evaluation
from training.history import HistoryRow
from training.labels import LabelledRow, Provenance, SuccessionFact
from triage.knowledge import CategoryFact, Knowledge, UnitFact

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = b"a key of thirty-two bytes, tests"

MATTERS = {
    "城管局": (
        "烧烤摊占道经营油烟呛人",
        "路边摊贩乱摆乱放没人管",
        "广告牌占了人行道",
        "垃圾清运不及时臭味大",
    ),
    "人社局": ("工地拖欠农民工工资", "公司不签劳动合同", "社保断缴怎么补", "加班费一直不发"),
    "教育局": ("小学入学划片咨询", "培训机构不退学费", "幼儿园收费太贵", "老师课堂不讲课后讲"),
}
PLACES = (
    "幸福小区",
    "建设路口",
    "东门广场",
    "西街市场",
    "南湖花园",
    "北站旁边",
    "新村二期",
    "老街十字",
)
TIMES = ("今天早上", "昨天夜里", "上周", "这个月", "半年来", "从去年起", "国庆期间")


def row(line: int = 1, **changes: object) -> HistoryRow:
    fields: dict[str, object] = {
        "line": line,
        "reference": f"T{line}",
        "text": f"第{line}件事情需要处理",
        "unit": "城管局",
    }
    return HistoryRow(**(fields | changes))


def labelled(line: int = 1, *, label: str = "城管局", **changes: object) -> LabelledRow:
    return LabelledRow(
        row=row(line, unit=label, **changes),
        label=label,
        unit=label,
        category=None,
        provenance=Provenance.FOREIGN,
    )


def history_rows(count: int = 120, *, dated: bool = True) -> list[HistoryRow]:
    """Rows of three units, no two alike, two hours apart."""
    rows = []
    for at in range(count):
        unit = tuple(MATTERS)[at % 3]
        matters = MATTERS[unit]
        matter = matters[at // 3 % len(matters)]
        place = PLACES[at // 12 % len(PLACES)]
        time = TIMES[at // 5 % len(TIMES)]
        rows.append(
            row(
                at + 2,
                unit=unit,
                text=f"{place}{time}{matter},请{at}号处理",
                received_at=datetime(2026, 1, 1) + timedelta(hours=2 * at) if dated else None,
            )
        )
    return rows


def unit(code: str, name: str, **changes: object) -> UnitFact:
    fields: dict[str, object] = {
        "code": code,
        "name": f"临澄市{name}",
        "short_name": f"市{name}",
        "kind": "bureau",
        "valid_from": date(2010, 1, 1),
    }
    return UnitFact(**(fields | changes))


def city() -> Knowledge:
    units = (
        unit("CGJ", "城管局", aliases=("城管",)),
        unit("RSJ", "人社局", aliases=("劳动局",)),
        unit("JYJ", "教育局"),
        unit("TJJ", "体育局", valid_from=date(2025, 1, 1)),
        unit("WLJ", "文旅局", valid_from=date(2025, 1, 1), aliases=("文化局",)),
        unit("OLD", "文体局", valid_to=date(2024, 12, 31), aliases=("文化局",)),
        unit("GONE", "粮食局", valid_to=date(2020, 12, 31)),
        unit("DHQ", "东湖区", kind="district", area="A01"),
        unit("GXQ", "高新区", kind="zone", area="A07"),
        unit("JFJD", "解放路街道", kind="street", area="A0101"),
    )
    categories = (
        CategoryFact(code="100101", name="体育场馆", parent="1001"),
        CategoryFact(code="010101", name="占道经营", parent="0101"),
    )
    return Knowledge(
        units={one.code: one for one in units},
        areas={},
        duties={},
        categories={one.code: one for one in categories},
    )


SUCCESSIONS = (
    SuccessionFact(predecessor="OLD", successor="WLJ", kind="split", effective_on=date(2025, 1, 1)),
    SuccessionFact(
        predecessor="OLD",
        successor="TJJ",
        kind="split",
        effective_on=date(2025, 1, 1),
        category_prefix="10",
    ),
)


def evaluation(**changes: object) -> Evaluation:
    fields: dict[str, object] = {
        "rows": 1000,
        "labels": ("A", "B"),
        "accuracy": 0.9,
        "macro_f1": 0.9,
        "top_3": 0.99,
        "ece": 0.02,
        "brier": 0.1,
        "log_loss": 0.2,
        "coverage_97": 0.8,
        "coverage_99": 0.5,
        "majority": 0.5,
        "classes": (figures("A"), figures("B")),
        "confusions": (),
    }
    return Evaluation(**(fields | changes))


def figures(label: str, *, recall: float = 0.9, support: int = 500) -> ClassFigures:
    return ClassFigures(label=label, precision=0.9, recall=recall, f1=0.9, support=support)

"""What has been read of the city so far, so that each row is checked where it stands."""

import re
from collections import defaultdict

from models.enums import AreaLevel, DepartmentKind, Role
from training.sample.tables import Row
from training.sample.values import PlaceKind
from triage.knowledge import DISTRICT, STREET

SLOTS = frozenset(kind.value for kind in PlaceKind) | {
    "company", "shop", "plate", "bus", "street", "district", "person", "phone",
}  # fmt: skip
MARKER = re.compile(r"\{([a-z]+)\}")
PARENT_LEVELS = {
    AreaLevel.STREET: (AreaLevel.DISTRICT, AreaLevel.ZONE),
    AreaLevel.PLACE: (AreaLevel.STREET,),
}


class Known:
    """Codes seen so far; each method takes a row, raises CityError or remembers it."""

    def __init__(self) -> None:
        self._units: set[str] = set()
        self._current: set[str] = {DISTRICT, STREET}
        self._areas: dict[str, AreaLevel] = {}
        self._categories: set[str] = set()
        self._leads: defaultdict[str, set[str]] = defaultdict(set)
        self._texts: set[str] = set()
        self._names: set[str] = set()

    def add_unit(self, row: Row) -> None:
        """A new code; its parent, if any, stands above it; kind is checked by the reader."""
        code = row.text("code")
        row.require(code not in self._units, f"单位代码重复：{code}")
        parent = row.optional("parent")
        row.require(parent is None or parent in self._units, f"上级单位不存在：{parent}")
        territorial = row.text("kind") in (
            DepartmentKind.DISTRICT,
            DepartmentKind.ZONE,
            DepartmentKind.STREET,
        )
        row.require(not territorial or row.optional("area") is not None, "属地单位须有区域代码")
        self._units.add(code)
        if row.optional("valid_to") is None:
            self._current.add(code)

    def add_area(self, row: Row) -> None:
        """A new code below a parent of the level above."""
        code, level = row.text("code"), row.choice("level", AreaLevel)
        row.require(code not in self._areas, f"区域代码重复：{code}")
        allowed = PARENT_LEVELS.get(level)
        parent = row.optional("parent")
        if allowed is None:
            row.require(parent is None, "区县一级没有上级区域")
        else:
            row.require(parent is not None, "缺少上级区域")
            row.require(self._areas.get(parent or "") in allowed, f"上级区域不对：{parent}")
        self._areas[code] = level

    def add_category(self, row: Row) -> None:
        """A new code of 2, 4 or 6 digits whose parent stands above it."""
        code = row.text("code")
        row.require(len(code) in (2, 4, 6) and code.isdigit(), f"类别代码位数不对：{code}")
        row.require(code not in self._categories, f"类别代码重复：{code}")
        row.require(len(code) == 2 or code[:-2] in self._categories, f"上级类别不存在：{code}")
        self._categories.add(code)

    def add_duty(self, row: Row) -> None:
        """A matter of a third-level category with owners that exist today."""
        category, lead = row.text("category"), row.text("lead")
        self._need_leaf(row, category)
        self.need_owners(row, lead, *row.several("assisting"))
        row.require(lead not in row.several("assisting"), f"主办不能同时协办：{lead}")
        area = row.optional("area")
        district = (None, AreaLevel.DISTRICT, AreaLevel.ZONE)
        row.require((self._areas.get(area) if area else None) in district, f"区域不对：{area}")
        row.require(area is None or area in self._areas, f"区域不存在：{area}")
        self._leads[category].add(lead)

    def check_kernel(self, row: Row) -> None:
        """Owned by a lead of its category, with known slots only, and not there twice."""
        category, unit, text = row.text("category"), row.text("unit"), row.text("text")
        self._need_leaf(row, category)
        row.require(unit in self._leads[category], f"{unit} 不是类别 {category} 的主办")
        row.require(text not in self._texts, "诉求原文重复")
        unknown = set(MARKER.findall(text)) - SLOTS
        row.require(not unknown, f"不认识的占位符：{'、'.join(sorted(unknown))}")
        row.require(not set("{}\n") & set(MARKER.sub("", text)), "多余的花括号或换行")
        row.require(not text.startswith("|"), "第一句不能省略")
        self._texts.add(text)

    def add_user(self, row: Row) -> None:
        """A new user name; officers belong to a unit of today and nobody else does."""
        name, department = row.text("username"), row.optional("department")
        row.require(name not in self._names, f"用户名重复：{name}")
        officer = row.text("role") == Role.OFFICER
        row.require(officer == (department is not None), "承办人员（且仅承办人员）须有单位")
        row.require(department is None or department in self._current, f"单位不存在：{department}")
        self._names.add(name)

    def need_units(self, row: Row, *codes: str) -> None:
        """Every code is a unit of any time."""
        for code in codes:
            row.require(code in self._units, f"单位不存在：{code}")

    def need_categories(self, row: Row, *codes: str) -> None:
        """Every code is a category of any level."""
        for code in codes:
            row.require(code in self._categories, f"类别不存在：{code}")

    def need_owners(self, row: Row, *codes: str) -> None:
        """Every code is a unit of today, DISTRICT or STREET."""
        for code in codes:
            row.require(code in self._current, f"单位不存在或已撤销：{code}")

    def _need_leaf(self, row: Row, category: str) -> None:
        row.require(category in self._categories and len(category) == 6, f"类别不对：{category}")

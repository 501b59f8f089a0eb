"""Whether an organisation change (机构调整) can be made as it is asked for."""

import re

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from models.category import Category
from models.department import Department, SuccessionKind
from models.duty import Duty
from service.operations.acting import Acting
from service.operations.reorganisation_plan import Change
from service.queries import duties

_CODE = re.compile(r"[0-9A-Za-z_-]{1,32}")


def wrong(act: Acting, change: Change) -> dict[str, str]:
    """Return a sentence for each field of a change that cannot stand."""
    found: dict[str, str] = {}
    alive = set(act.session.exec(select(Department.code).where(living(act))))
    if not change.reason.strip():
        found["reason"] = "请填写依据或理由，如机构改革文件的文号。"
    if strange := [unit for unit in change.units if unit not in alive]:
        found["units"] = f"没有代码为“{'、'.join(strange)}”的单位，或已不存在。"
    elif (len(change.units) != 1 and change.kind is not SuccessionKind.MERGE) or not change.units:
        found["units"] = "请选择要调整的单位；只有合并可以一次选多个。"
    known = alive | {one.code for one in change.founded}
    if any(not part.unit for part in change.parts):
        found["successor"] = "请选择承接单位；新设单位请填写它的代码和名称。"
    elif strange := [part.unit for part in change.parts if part.unit not in known]:
        found["successor"] = f"没有代码为“{'、'.join(strange)}”的单位，请先选现有单位或填写新单位。"
    else:
        found |= _wrong_parts(act, change)
    return found | _wrong_founding(act, change) | _wrong_duty(act, change)


def _wrong_parts(act: Acting, change: Change) -> dict[str, str]:
    prefixes = [part.category_prefix for part in change.parts]
    heirs = {part.unit for part in change.parts}
    if prefixes.count("") != 1 or len(set(prefixes)) != len(prefixes):
        return {"successor": "须有一个单位承接其余事项（分类留空），同一分类只能由一个单位承接。"}
    if change.kind is SuccessionKind.SPLIT:
        known = set(act.session.exec(select(Category.code)))
        if len(heirs) < 2:
            return {"parts": "拆分至少要有两个承接单位。"}
        if strange := [one for one in prefixes if one and one not in known]:
            return {"parts": f"没有代码为“{'、'.join(strange)}”的分类。"}
    elif len(heirs) != 1 or heirs & set(change.units):
        return {"successor": "须有一个承接单位，且不能是被调整的单位自己。"}
    if change.kind is SuccessionKind.RENAME and heirs != {one.code for one in change.founded}:
        return {"successor": "更名请填写新单位的代码和名称。"}
    return {}


def _wrong_founding(act: Acting, change: Change) -> dict[str, str]:
    for one in change.founded:
        if not _CODE.fullmatch(one.code):
            return {"code": "单位代码只能用字母、数字、- 和 _，最多 32 个。"}
        if act.session.get(Department, one.code) is not None:
            return {"code": f"代码“{one.code}”已有单位使用（含已撤销的），请另取。"}
        if not one.name.strip() or not one.short_name.strip():
            return {"name": "请填写新单位的全称和简称。"}
        taken = select(Department.code).where(Department.name == one.name.strip())
        if act.session.exec(taken).first() is not None:
            return {"name": f"已有名为“{one.name}”的单位（含已撤销的），请另取。"}
    return {}


def _wrong_duty(act: Acting, change: Change) -> dict[str, str]:
    if change.kind is not SuccessionKind.TRANSFER:
        return {}
    duty = given_duty(act, change)
    if duty is None or not duty.is_valid(act.today) or duty.lead not in change.units:
        return {"duty": "请选择一条现行有效、由该单位主办的权责清单条目。"}
    return {}


def given_duty(act: Acting, change: Change) -> Duty | None:
    """Return the present version of the duty that a transfer names."""
    if change.kind is not SuccessionKind.TRANSFER:
        return None
    return duties.newest(act.session).get(change.duty.partition(".")[0])


def living(act: Acting) -> ColumnElement[bool]:
    """Return the condition that a unit exists today."""
    ends = col(Department.valid_to)
    return (col(Department.valid_from) <= act.today) & (ends.is_(None) | (ends >= act.today))

"""A unit's (单位) names and contacts corrected; what it is and does changes by reorganisation."""

from dataclasses import dataclass

from sqlmodel import select

from models.department import Department
from models.enums import Role
from models.errors import Invalid, NotFound
from models.register import Register
from models.revision import touch_city
from service.operations.acting import Acting, require_role
from service.operations.registering import differences, remember
from service.queries import reference

_LONGEST = {"name": 100, "short_name": 50, "aliases": 500, "contacts": 500}
_LABELS = {"name": "全称", "short_name": "简称", "aliases": "别名", "contacts": "联系人"}
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """What may be corrected of a unit; `aliases` are other names by which texts call it."""

    name: str
    short_name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    contacts: str = ""


def amend_unit(act: Acting, *, code: str, facts: UnitFacts) -> Department:
    """Correct a unit's names, contacts or superior unit; a name it had stays as another name.

    Raises:
        Forbidden: not an administrator.
        NotFound: there is no such unit.
        Invalid: a field is not usable.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    unit = act.session.get(Department, code, with_for_update=True)
    if unit is None:
        raise NotFound(f"没有代码为“{code}”的单位。", code="unknown_department")
    wrong = _wrong(act, unit, facts)
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_unit", fields=wrong)
    before = _told(act, unit)
    names = {facts.name.strip(), facts.short_name.strip()}
    kept = [one.strip() for one in (*facts.aliases, unit.name, unit.short_name)]
    unit.aliases = ";".join(one for one in dict.fromkeys(kept) if one and one not in names)
    unit.name, unit.short_name = facts.name.strip(), facts.short_name.strip()
    unit.parent_code, unit.contacts = facts.parent, facts.contacts.strip()
    said = differences(before, _told(act, unit))
    if said:
        act.session.add(unit)
        touch_city(act.session)
        remember(act, kind=Register.UNIT, key=unit.code, name=unit.short_name, said=said)
    return unit


def _told(act: Acting, unit: Department) -> dict[str, str]:
    return {
        "全称": unit.name,
        "简称": unit.short_name,
        "别名": unit.aliases.replace(";", "、"),
        "上级": reference.unit_name(act.session, unit.parent_code),
        "联系人": unit.contacts.replace("\n", "；"),
    }


def _wrong(act: Acting, unit: Department, facts: UnitFacts) -> dict[str, str]:
    given = {
        "name": facts.name.strip(),
        "short_name": facts.short_name.strip(),
        "aliases": ";".join(facts.aliases),
        "contacts": facts.contacts.strip(),
    }
    wrong: dict[str, str] = {}
    for field, text in given.items():
        if len(text) > _LONGEST[field]:
            wrong[field] = f"{_LABELS[field]}最多 {_LONGEST[field]} 字。"
        elif field in {"name", "short_name"} and (not text or text.startswith(_FORMULA)):
            wrong[field] = f"请填写{_LABELS[field]}，不能以 = + - @ 开头。"
    taken = select(Department.short_name).where(
        Department.name == given["name"], Department.code != unit.code
    )
    if act.session.exec(taken).first() is not None:
        wrong["name"] = f"已有名为“{given['name']}”的单位（含已撤销的），请另取。"
    return wrong | _wrong_parent(act, unit, facts.parent)


def _wrong_parent(act: Acting, unit: Department, parent: str | None) -> dict[str, str]:
    if parent is None or parent == unit.parent_code:
        return {}
    try:
        above: str | None = reference.department(act.session, parent, on=act.today).code
    except NotFound as gone:
        return {"parent": gone.detail}
    while above is not None:
        if above == unit.code:
            return {"parent": "上级单位不能是本单位或它的下属。"}
        found = act.session.get(Department, above)
        above = found.parent_code if found else None
    return {}

"""Which living unit a label means on a day and at a place (属地与机构沿革)."""

from dataclasses import dataclass
from datetime import date

from triage.knowledge import DISTRICT, STREET, TERRITORIAL, Knowledge, UnitFact

# The stand-in for the districts while the place is unknown: no unit has an empty code, so whoever
# takes it for a department finds none.
PLACELESS = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A part of a label's mass that falls to one unit, and the rule that sent it there."""

    unit: str
    share: float
    reason: str | None = None


def resolve(label: str, *, knowledge: Knowledge, area: str | None, on: date) -> tuple[Share, ...]:
    """The living units behind a label; shares sum to one, or nothing where none is left.

    An unknown label passes through: it belongs to a label set that knows no city.
    """
    if label in TERRITORIAL:
        return _territorial(label, knowledge=knowledge, area=area, on=on)
    unit = knowledge.units.get(label)
    if unit is None:
        return (Share(unit=label, share=1.0),)
    heirs = _heirs(unit, knowledge=knowledge, on=on, seen=frozenset())
    if heirs == (unit.code,):
        return (Share(unit=unit.code, share=1.0),)
    return tuple(
        Share(
            unit=heir,
            share=1 / len(heirs),
            reason=f"机构调整：{unit.short_name}的职责已由{knowledge.units[heir].short_name}承接",
        )
        for heir in heirs
    )


def _heirs(
    unit: UnitFact, *, knowledge: Knowledge, on: date, seen: frozenset[str]
) -> tuple[str, ...]:
    """The unit itself while it lives, else its living successors of any generation."""
    if unit.alive(on=on):
        return (unit.code,)
    found: list[str] = []
    for code in unit.successors:
        heir = knowledge.units.get(code)
        if heir is not None and code not in seen:
            found += _heirs(heir, knowledge=knowledge, on=on, seen=seen | {unit.code})
    return tuple(dict.fromkeys(found))


def _territorial(
    label: str, *, knowledge: Knowledge, area: str | None, on: date
) -> tuple[Share, ...]:
    living = [unit for unit in knowledge.units.values() if unit.alive(on=on)]
    chain = knowledge.chain(area)
    for place in chain:
        zone = _seated(living, area=place, kind="zone")
        if zone is not None:
            reason = f"区内事区内办：{knowledge.areas[place].name}内事项由{zone.short_name}负责"
            return (Share(unit=zone.code, share=1.0, reason=reason),)
    kinds = ("street", "district") if label == STREET else ("district",)
    for kind in kinds:
        for place in chain:
            unit = _seated(living, area=place, kind=kind)
            if unit is not None:
                reason = f"属地管理：地点在{knowledge.areas[place].name}，由{unit.short_name}负责"
                return (Share(unit=unit.code, share=1.0, reason=reason),)
    return _everywhere(living, label=label)


def _seated(living: list[UnitFact], *, area: str, kind: str) -> UnitFact | None:
    return next((unit for unit in living if unit.area == area and unit.kind == kind), None)


def _everywhere(living: list[UnitFact], *, label: str) -> tuple[Share, ...]:
    """No usable place: the mass stays together until somebody says where it is."""
    if not any(unit.kind in {"district", "zone"} for unit in living):
        return (Share(unit=label, share=1.0),)
    return (Share(unit=PLACELESS, share=1.0, reason="地址不明：属地事项由所在区县或街道负责"),)


def territorial_name(label: str) -> str:
    """The Chinese name of a territorial label or of the stand-in, or the label itself."""
    names = {
        DISTRICT: "属地区县政府",
        STREET: "属地街道办",
        PLACELESS: "属地区县或街道",
    }
    return names.get(label, label)

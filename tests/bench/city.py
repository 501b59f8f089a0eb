"""The demonstration city as the classifier knows it, straight from its files."""

from __future__ import annotations

from training.labels import SuccessionFact
from training.sample.city import load_city
from triage.knowledge import AreaFact, CategoryFact, ContestFact, DutyFact, Knowledge, UnitFact


def city_knowledge() -> Knowledge:
    """Units, areas, duties, catalogue and register of the demonstration city."""
    city = load_city()
    heirs: dict[str, list[str]] = {}
    for line in city.successions:
        heirs.setdefault(line.predecessor, []).append(line.successor)
    return Knowledge(
        units={
            one.code: UnitFact(
                code=one.code,
                name=one.name,
                short_name=one.short_name,
                aliases=one.aliases,
                kind=one.kind,
                area=one.area,
                parent=one.parent,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                successors=tuple(heirs.get(one.code, ())),
            )
            for one in city.units
        },
        areas={
            one.code: AreaFact(
                code=one.code,
                name=one.name,
                level=one.level,
                parent=one.parent,
                aliases=one.aliases,
            )
            for one in city.areas
        },
        duties={
            one.code: DutyFact(
                code=one.code,
                name=one.name,
                category=one.category,
                lead=one.lead,
                assisting=one.assisting,
                basis=one.basis,
                area=one.area,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
            )
            for one in city.duties
        },
        categories={
            one.code: CategoryFact(code=one.code, name=one.name, parent=one.parent)
            for one in city.categories
        },
        contests=tuple(ContestFact(words=one.words, units=one.units) for one in city.contests),
    )


def city_successions() -> list[SuccessionFact]:
    """How the demonstration city's units followed one another."""
    return [
        SuccessionFact(
            predecessor=one.predecessor,
            successor=one.successor,
            kind=one.kind,
            effective_on=one.effective_on,
            category_prefix=one.category_prefix,
        )
        for one in load_city().successions
    ]

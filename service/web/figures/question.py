"""The question of the figures' pages as it stands in the address, and addresses that keep it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from models.enums import AreaLevel, Channel, Kind
from models.errors import Invalid
from service.operations.acting import Acting
from service.operations.figuring import Asked
from service.queries.figures.scope import NONE, categories
from service.typed import day_in
from service.web.language import say
from service.web.names import Names, Option
from service.web.places import with_query

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Given:
    """The question as it stands in the address, as it was typed."""

    since: str = ""
    until: str = ""
    unit: str = ""
    area: str = ""
    category: str = ""
    channel: str = ""
    kind: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the period is asked for."""
        return any((self.unit, self.area, self.category, self.channel, self.kind))

    def asked(self) -> Asked:
        """Return the question.

        Raises:
            Invalid: something in it cannot be read; the sentence says what.
        """
        return Asked(
            first=day_in(self.since, field="since"),
            last=day_in(self.until, field="until"),
            unit=self.unit or None,
            area=self.area or None,
            category=self.category,
            channel=_member("channel", self.channel, Channel, "渠道"),
            kind=_member("kind", self.kind, Kind, "诉求类型"),
        )

    def address(self, path: str, **more: str) -> str:
        """Return an address of ours with this question in it."""
        return with_query(path, **({**asdict(self), **more}))


def given(
    *,
    since: str = "",
    until: str = "",
    unit: str = "",
    area: str = "",
    category: str = "",
    channel: str = "",
    kind: str = "",
) -> Given:
    """Read the question from the address."""
    return Given(
        since=since.strip(),
        until=until.strip(),
        unit=unit.strip(),
        area=area.strip(),
        category=category.strip(),
        channel=channel.strip(),
        kind=kind.strip(),
    )


def within(question: Given, known: Names, area: str) -> str:
    """Return the smaller of an area and the one that is asked about, one lying in the other."""
    here: str | None = area
    while question.area and here is not None:
        if here == question.area:
            return area
        row = known.areas.get(here)
        here = row.parent_code if row else None
    return question.area or area


def common(question: Given, category: str) -> str:
    """Return what categories, commas between, have in common with those that are asked about."""
    asked = categories(question.category)
    found = {
        max(one, other, key=len)
        for one in categories(category)
        for other in asked or (one,)
        if one.startswith(other) or other.startswith(one)
    }
    return ",".join(sorted(found))


def form_of(
    act: Acting, known: Names, question: Given, *, path: str, days: tuple[date, date] | None
) -> Mapping[str, object]:
    """Return what the form of the question shows; without days it keeps what was typed."""
    first, last = (str(day) for day in days) if days else (question.since, question.until)
    return {
        "question": question,
        "action": path,
        "first": first,
        "last": last,
        "periods": _periods(question, act.today, path),
        "units": known.unit_options(on=act.today) if act.actor.sees_all else [],
        "areas": [
            Option(value=NONE, label=say("未定位")),
            *(
                Option(value=code, label=known.area(code), search=row.aliases)
                for code, row in sorted(known.areas.items())
                if row.level is not AreaLevel.PLACE
            ),
        ],
        "categories": [
            Option(value=NONE, label=say("未分类")),
            *(
                Option(value=code, label=known.category(code), search=code)
                for code in sorted(known.categories)
            ),
            *(
                [Option(value=question.category, label=_matters(question.category, known))]
                if "," in question.category
                else []
            ),
        ],
        "channels": _all(Channel, say("全部渠道")),
        "kinds": _all(Kind, say("全部类型")),
    }


def narrowed(question: Given, known: Names, *, unit: str | None) -> list[str]:
    """Return in words what a question is narrowed to beside its period."""
    channels, kinds = {one.value: one for one in Channel}, {one.value: one for one in Kind}
    found = (
        known.unit(unit),
        say("未定位") if question.area == NONE else known.area(question.area),
        _matters(question.category, known),
        say(channels[question.channel].label) if question.channel in channels else "",
        say(kinds[question.kind].label) if question.kind in kinds else "",
    )
    return [words for words in found if words]


def _matters(given: str, known: Names) -> str:
    return say("、").join(
        say("未分类") if one == NONE else known.category(one) for one in categories(given)
    )


def _all(members: type[Channel] | type[Kind], every: str) -> list[Option]:
    return [
        Option(value="", label=every),
        *(Option(value=one.value, label=say(one.label)) for one in members),
    ]


def _periods(question: Given, today: date, path: str) -> list[tuple[str, str, bool]]:
    """The periods most often asked for: label, address, and whether it is the one shown."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    known = (
        (say("今天"), today, today),
        (say("昨天"), today - timedelta(days=1), today - timedelta(days=1)),
        (say("近 7 天"), today - timedelta(days=6), today),
        (say("本月"), month, today),
        (say("上月"), before.replace(day=1), before),
        (say("今年"), today.replace(month=1, day=1), today),
    )
    shown = (question.since or str(month), question.until or str(today))
    return [
        (
            label,
            question.address(path, since=str(first), until=str(last)),
            shown == (str(first), str(last)),
        )
        for label, first, last in known
    ]


def _member(name: str, text: str, members: type[E], label: str) -> E | None:
    return _read(name, text, members, f"没有“{text[:40]}”这个{label}，请重新选择。")


_T = TypeVar("_T")


def _read(name: str, text: str, read: Callable[[str], _T], sentence: str) -> _T | None:
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise Invalid(sentence, code=f"bad_{name}", fields={name: "请重填。"}) from error

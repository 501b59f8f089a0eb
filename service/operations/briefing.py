"""The briefs (简报) of a day, a week or a month: all that a director reads, put together once."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models.enums import Labelled
from models.errors import Invalid
from models.reply import Reply
from models.ticket import Ticket
from service.operations import overviews, themes, topics
from service.operations.acting import Acting, require_role
from service.operations.figuring import Asked, question
from service.operations.overviews import Overview
from service.operations.themes import Tracked
from service.queries import concerns
from service.queries.concerns import Hard, Repeated
from service.queries.figures.definitions import Figure
from service.queries.hot_topics import Digest, Spot
from service.queries.volumes import Facet, Slice
from service.queries.warnings import Warned
from triage.text import clean, mask

_CASES = 3
_LONGEST = 160
# Who speaks and where exactly they live says nothing about the matter.
_HIDDEN = (
    (re.compile(r"(?<=我叫)[一-龥]{2,3}|(?<=姓名[:：])[一-龥]{2,3}"), "某某"),
    (re.compile(r"[一-龥](?=先生|女士)"), "某"),
    (re.compile(r"[0-9０-９一二三四五六七八九十]+(?=号楼|[栋幢]|单元|室|户)"), "某"),
)


class BriefKind(Labelled):
    """How long a time a brief covers."""

    DAILY = "daily", "日报"
    WEEKLY = "weekly", "周报"
    MONTHLY = "monthly", "月报"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A matter that was settled well, told without anybody's name or number."""

    ticket: Ticket
    said: str
    reply: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Everything in a brief; `is_whole` is false while its time still runs."""

    kind: BriefKind
    first: date
    last: date
    is_whole: bool
    overview: Overview
    kinds: tuple[Slice, ...]
    fields: tuple[Slice, ...]
    channels: tuple[Slice, ...]
    topics: Digest | None
    spots: tuple[Spot, ...]
    warned: tuple[Warned, ...]
    hard: tuple[Hard, ...]
    repeated: tuple[Repeated, ...]
    cases: tuple[Case, ...]
    theme: Tracked | None


def period(kind: BriefKind, day: date) -> tuple[date, date]:
    """Return the day, the week from Monday, or the month in which a day lies."""
    if kind is BriefKind.WEEKLY:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if kind is BriefKind.MONTHLY:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day


def latest(kind: BriefKind, today: date) -> date:
    """Return a day of the newest period that is over."""
    return period(kind, today)[0] - timedelta(days=1)


def brief(act: Acting, *, kind: BriefKind, day: date) -> Brief:
    """Return the brief of the period in which a day lies, up to today while it still runs.

    Raises:
        Forbidden: the role is an officer's, or sees no figures.
        Invalid: the day lies in the future or in no sensible year.
    """
    require_role(act.actor, *topics.DESK)
    if day > act.today:
        raise Invalid(
            f"{day} 还没有到，请选择今天或以前的日期。",
            code="bad_day",
            fields={"day": "请重选。"},
        )
    first, ends = period(kind, day)
    last = min(ends, act.today)
    asked = Asked(first=first, last=last)
    fields = overviews.divided(act, asked, facet=Facet.FIELD)
    return Brief(
        kind=kind,
        first=first,
        last=last,
        is_whole=last == ends and last < act.today,
        overview=overviews.compared(act, asked, figures=tuple(Figure)),
        kinds=overviews.divided(act, asked, facet=Facet.KIND),
        fields=fields,
        channels=overviews.divided(act, asked, facet=Facet.CHANNEL),
        topics=topics.known(act, asked),
        spots=topics.spots(act, asked),
        warned=overviews.warned(act, asked),
        hard=overviews.hard(act, asked),
        repeated=overviews.repeated(act, asked),
        cases=_cases(act, asked, fields),
        theme=themes.tracked(act, month=first) if kind is BriefKind.MONTHLY else None,
    )


def untold(text: str) -> str:
    """Return a citizen's words without numbers, names and house numbers, cut to a few lines."""
    told = mask(clean(text).text)
    for pattern, stands_for in _HIDDEN:
        told = pattern.sub(stands_for, told)
    flat = " ".join(told.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"


def _cases(act: Acting, asked: Asked, fields: tuple[Slice, ...]) -> tuple[Case, ...]:
    scope = question(act, asked)
    found: list[Case] = []
    for field in fields:
        if field.code is None or len(found) == _CASES:
            continue
        pair: tuple[Ticket, Reply] | None = concerns.closed_well(
            act.session, scope=scope, field=field.code
        )
        if pair is not None:
            ticket, reply = pair
            said, answered = untold(ticket.text), untold(reply.public_text)
            found.append(Case(ticket=ticket, said=said, reply=answered))
    return tuple(found)

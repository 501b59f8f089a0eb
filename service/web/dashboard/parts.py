"""The dashboard's lists as they are read: warnings, hard matters, bands, suggestions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.clock import to_city
from models.enums import Choice
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.overviews import Assistance
from service.queries.concerns import Hard, Repeated
from service.queries.figures.counting import Part
from service.queries.figures.counts import BACK, Count
from service.queries.figures.definitions import Figure
from service.queries.figures.intervals import Band
from service.queries.figures.reporting import Report
from service.queries.hot_topics import Digest, Spot
from service.queries.warnings import Alarm, Warned
from service.web.figures.question import Given, common, within
from service.web.language import say
from service.web.names import Names
from service.web.places import with_query
from service.web.rows import Row, rows


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One warning in words; a cluster names its tickets, a surge opens a list."""

    label: str
    kind: str
    place: str
    matter: str
    count: int
    when: str
    usual: str
    path: str
    numbers: Sequence[str]


def warned(found: Iterable[Warned], question: Given, known: Names) -> list[Alert]:
    """Return warnings as they are read."""
    return [_warning(one, question, known) for one in found]


def _warning(one: Warned, question: Given, known: Names) -> Alert:
    first = to_city(one.since)
    last = to_city(one.until)
    is_cluster = one.alarm is Alarm.CLUSTER
    day = first.date()
    return Alert(
        label=say(one.alarm.label),
        kind=one.alarm.value,
        place=known.area(one.place),
        matter=known.category(one.category),
        count=one.count,
        when=f"{first:%m-%d %H:%M}～{last:%m-%d %H:%M}" if is_cluster else f"{first:%m-%d}",
        usual="" if one.usual is None else say("平日 %(n)s 件", n=f"{one.usual:.1f}"),
        path=""
        if is_cluster
        else question.address(
            "/figures/counts/received",
            since=str(day),
            until=str(day),
            area=within(question, known, one.place),
            category=common(question, one.category),
        ),
        numbers=one.numbers,
    )


@dataclass(frozen=True, kw_only=True)
class TopicLine:
    """One hot topic in words; its address opens its tickets."""

    words: str
    matter: str
    place: str
    count: int
    path: str


def topic_lines(found: Digest, question: Given, known: Names) -> list[TopicLine]:
    """Return the topics of a digest as they are read."""
    return [
        TopicLine(
            words=say("、").join(one.words),
            matter=known.category(one.matter),
            place=say("%(place)s 最多，%(n)s 件", place=known.area(one.place), n=one.placed)
            if one.placed > 1
            else "",
            count=len(one.numbers),
            path=question.address(f"/dashboard/topics/{number}"),
        )
        for number, one in enumerate(found.topics)
    ]


@dataclass(frozen=True, kw_only=True)
class SpotLine:
    """One matter in one street, beside the period before."""

    place: str
    matter: str
    count: int
    before: int
    path: str
    before_path: str


def spot_lines(
    found: Sequence[Spot], question: Given, known: Names, *, before: tuple[date, date]
) -> list[SpotLine]:
    """Return the matters of which most came from one street as they are read.

    `before` are the days of the period that they are beside.
    """
    first, last = before
    return [
        SpotLine(
            place=known.area(one.place),
            matter=known.category(one.matter),
            count=one.count,
            before=one.before,
            path=_spot(one, question, known),
            before_path=_spot(one, question, known, since=str(first), until=str(last))
            if one.before
            else "",
        )
        for one in found
    ]


def _spot(one: Spot, question: Given, known: Names, **more: str) -> str:
    return question.address(
        "/figures/counts/received",
        area=within(question, known, one.place),
        category=common(question, one.matter),
        **more,
    )


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A ticket of a list and what is said of it."""

    row: Row
    words: str


def hard_rows(act: Acting, found: Sequence[Hard], known: Names) -> list[Listed]:
    """Return hard tickets with why they are."""
    told = [
        (one.ticket, say("、").join(say(why.words, n=why.n) for why in one.reasons))
        for one in found
    ]
    return _listed(act, told, known)


def repeated_rows(act: Acting, found: Sequence[Repeated], known: Names) -> list[Listed]:
    """Return repeated matters with how often they were."""
    return _listed(
        act, [(one.ticket, say("另有 %(n)s 件并入", n=one.merged)) for one in found], known
    )


def _listed(act: Acting, found: Sequence[tuple[Ticket, str]], known: Names) -> list[Listed]:
    lines = rows(act, [ticket for ticket, _ in found], known=known)
    return [Listed(row=row, words=words) for row, (_, words) in zip(lines, found, strict=True)]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A unit in its band: share, interval and counts."""

    name: str
    value: str
    between: str
    hits: int
    base: int
    hits_path: str
    base_path: str


def bands(found: Report, question: Given, known: Names) -> list[tuple[Band, list[Standing]]]:
    """Return the units by the band of their on-time rate; by name inside it, no ranking."""
    groups: dict[Band, list[Standing]] = {band: [] for band in Band}
    for line in found.units:
        cell = line.cells[Figure.ON_TIME]
        interval = cell.share.interval
        if interval is None:
            continue
        path = question.address("/figures/on_time", unit=line.unit or "")
        groups[cell.band].append(
            Standing(
                name=known.unit(line.unit),
                value=f"{100 * cell.share.hits / cell.share.base:.1f}%",
                between=f"{100 * interval.low:.0f}–{100 * interval.high:.0f}%",
                hits=cell.share.hits,
                base=cell.share.base,
                hits_path=with_query(path, part=Part.HITS.value) if cell.share.hits else "",
                base_path=path,
            )
        )
    for group in groups.values():
        group.sort(key=lambda one: one.name)
    return [(band, group) for band, group in groups.items() if group]


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One number of the assistant's report; its address opens what it counts."""

    label: str
    count: int
    share: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Assisted:
    """The assistant's report: what was done with suggestions, why not, and what came of it."""

    shown: int
    path: str
    numbers: Sequence[Stated]
    reasons: Sequence[tuple[str, int]]
    swaps: Sequence[tuple[str, str, int]]


def assistance(found: Assistance, question: Given, known: Names) -> Assisted:
    """Return what became of the suggestions, as it is read."""
    shown = sum(one.count for one in found.outcomes)

    def counted(choice: Choice, *, only_back: bool = False) -> int:
        return sum(
            one.count
            for one in found.outcomes
            if one.choice is choice and (not only_back or one.result in BACK)
        )

    taken, other = counted(Choice.ACCEPTED), counted(Choice.OVERRIDDEN)
    taken_back = counted(Choice.ACCEPTED, only_back=True)
    other_back = counted(Choice.OVERRIDDEN, only_back=True)
    whole = question.address("/figures/accepted", unit="", part="hits")

    def stated(label: str, count: int, of: int, path: str) -> Stated:
        share = f"{100 * count / of:.1f}%" if of else ""
        return Stated(label=label, count=count, share=share, path=path if count else "")

    def opens(name: Count) -> str:
        return question.address(f"/figures/counts/{name.value}", unit="")

    reasons = Counter[str]()
    for one in found.outcomes:
        if one.choice is Choice.OVERRIDDEN:
            reasons[say(one.reason.label) if one.reason else say("未说明")] += one.count
    return Assisted(
        shown=shown,
        path=opens(Count.SHOWN),
        numbers=[
            stated(say("按首选采纳"), taken, shown, whole),
            stated(say("改派其他单位"), other, shown, opens(Count.OVERRIDDEN)),
            stated(say("采纳后被退回或转派"), taken_back, taken, opens(Count.ACCEPTED_BACK)),
            stated(say("改派后仍被退回或转派"), other_back, other, opens(Count.OVERRIDDEN_BACK)),
        ],
        reasons=reasons.most_common(),
        swaps=[
            (known.unit(one.suggested), known.unit(one.chosen), one.count) for one in found.swaps
        ],
    )

"""The sentences of a brief: numbers told so that a director can hand them on."""

from collections.abc import Sequence

from service.operations.briefing import Brief, BriefKind
from service.operations.overviews import Snapshot
from service.queries.figures.counts import Count
from service.queries.figures.definitions import COMPOSITE, Figure
from service.queries.figures.intervals import Share
from service.queries.volumes import Slice
from service.web.figures.question import Given
from service.web.language import say

_FIELDS = 12


def period(found: Brief) -> str:
    """Return what time a brief covers, in words."""
    if found.kind is BriefKind.DAILY:
        return say(
            "%(year)s 年 %(month)s 月 %(day)s 日",
            year=found.first.year,
            month=found.first.month,
            day=found.first.day,
        )
    if found.kind is BriefKind.MONTHLY:
        return say("%(year)s 年 %(month)s 月", year=found.first.year, month=found.first.month)
    return say(
        "%(year)s 年第 %(week)s 周（%(first)s 至 %(last)s）",
        year=found.first.isocalendar().year,
        week=found.first.isocalendar().week,
        first=f"{found.first:%m-%d}",
        last=f"{found.last:%m-%d}",
    )


def general(found: Brief) -> list[str]:
    """Return the sentences on how much came in, was finished and is open."""
    now, (before, year_ago) = found.overview.now, found.overview.past
    return [
        say(
            "共受理诉求 %(n)s 件，%(before)s，%(year)s。",
            n=f"{now.shares[Count.RECEIVED].base:,}",
            before=_compared(say("较上期"), now, before, Count.RECEIVED),
            year=_compared(say("较去年同期"), now, year_ago, Count.RECEIVED),
        ),
        say(
            "派出 %(dispatched)s 件，坐席直接答复 %(direct)s 件，办结 %(ended)s 件。",
            dispatched=f"{now.shares[Count.DISPATCHED].base:,}",
            direct=f"{now.shares[Count.DIRECT].base:,}",
            ended=f"{now.shares[Count.ENDED].base:,}",
        ),
        say(
            "期末在办 %(open)s 件，其中超期 %(overdue)s 件，疑难 %(hard)s 件。",
            open=f"{now.shares[Count.OPEN].base:,}",
            overdue=f"{now.shares[Figure.OVERDUE].hits:,}",
            hard=f"{now.shares[Count.HARD].base:,}",
        ),
    ]


def quality(found: Brief) -> list[str]:
    """Return the sentences on how well matters were handled, each with its counts."""
    now, (before, _) = found.overview.now, found.overview.past
    told = [
        _rate(figure, now, before)
        for figure in (
            Figure.ACKNOWLEDGED,
            Figure.RESPONDED,
            Figure.ON_TIME,
            Figure.SOLVED,
            Figure.SATISFIED,
            Figure.FIRST_RIGHT,
            Figure.RETURNED,
        )
        if now.shares[figure].base
    ]
    value = now.composite.value
    if value is not None:
        told.append(say("%(label)s %(value)s。", label=say(COMPOSITE), value=f"{100 * value:.1f}%"))
    return told or [say("这段时间没有到期或回访的工单，不计算各项比率。")]


def shares(slices: Sequence[Slice]) -> str:
    """Return parts of a volume in a row: 咨询 200 件（42.6%）、……"""
    whole = sum(one.count for one in slices)
    return say("、").join(
        say(
            "%(label)s %(n)s 件（%(share)s）",
            label=say(one.label),
            n=f"{one.count:,}",
            share=f"{100 * one.count / whole:.1f}%",
        )
        for one in slices
    )


def fields(found: Brief, question: Given) -> list[tuple[str, int, str, str]]:
    """Return the fields of which most came: name, count, share of all, what the count opens."""
    whole = sum(one.count for one in found.fields)
    return [
        (
            say(one.label) if one.code is None else one.label,
            one.count,
            f"{100 * one.count / whole:.1f}%",
            question.address("/figures/counts/received", category=one.code or "-"),
        )
        for one in found.fields[:_FIELDS]
    ]


def _rate(figure: Figure, now: Snapshot, before: Snapshot) -> str:
    share, then = now.shares[figure], before.shares[figure]
    return say(
        "%(label)s %(value)s（%(hits)s/%(base)s）%(change)s。",
        label=say(figure.label),
        value=_percent(share),
        hits=share.hits,
        base=share.base,
        change=_points(share, then),
    )


def _percent(share: Share) -> str:
    return "" if share.value is None else f"{100 * share.value:.1f}%"


def _points(share: Share, then: Share) -> str:
    if share.value is None or then.value is None:
        return ""
    change = 100 * (share.value - then.value)
    if abs(change) < 0.05:
        return say("，与上期持平")
    words = "，较上期上升 %(n)s 个百分点" if change > 0 else "，较上期下降 %(n)s 个百分点"
    return say(words, n=f"{abs(change):.1f}")


def _compared(label: str, now: Snapshot, then: Snapshot, name: Count) -> str:
    count, past = now.shares[name].base, then.shares[name].base
    if not past:
        return say("%(label)s（0 件）无法比较", label=label)
    change = 100 * (count - past) / past
    if abs(change) < 0.05:
        return say("%(label)s（%(past)s 件）持平", label=label, past=f"{past:,}")
    words = (
        "%(label)s（%(past)s 件）增加 %(n)s" if change > 0 else "%(label)s（%(past)s 件）减少 %(n)s"
    )
    return say(words, label=label, past=f"{past:,}", n=f"{abs(change):.1f}%")

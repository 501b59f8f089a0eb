"""What a deadline is made of: the limit given, pauses, extensions; one line of text each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.enums import Measure, Status


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So much of a measure, e.g. 5 working days."""

    amount: int
    measure: Measure

    @property
    def text(self) -> str:
        """The limit in words."""
        if self.measure is Measure.WORKING_DAYS:
            return f"{self.amount} 个工作日"
        kind = "工作" if self.measure is Measure.WORKING_MINUTES else "自然"
        if self.amount % 60 == 0:
            return f"{self.amount // 60} 小时（{kind}时间）"
        return f"{self.amount} 分钟（{kind}时间）"


@dataclass(frozen=True, kw_only=True)
class Given:
    """A limit that began at `start`; `unit` is whose extra working days (5+X) it counts."""

    limit: Limit
    start: datetime
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Paused:
    """The clock stood still between two instants, because the ticket was WAITING or SUSPENDED."""

    status: Status
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Extended:
    """So much was granted on top at `at`: working days, or natural days as wall minutes."""

    limit: Limit
    at: datetime


Part = Given | Paused | Extended


def written(parts: Sequence[Part]) -> str:
    """Return the parts as text, one line each; `read` gives them back."""
    return "\n".join(_line(part) for part in parts)


def read(text: str) -> tuple[Part, ...]:
    """Return the parts that `written` wrote down; none for an empty text.

    Raises:
        ValueError: it was not written by `written`.
    """
    try:
        return tuple(_part(line.split()) for line in text.splitlines())
    except ValueError as error:
        raise ValueError(f"not the arithmetic of a deadline: {text!r}") from error


def _line(part: Part) -> str:
    match part:
        case Given():
            unit = (part.unit,) if part.unit else ()
            words = ("given", *_amount(part.limit), _stamp(part.start), *unit)
        case Paused():
            words = ("paused", part.status.value, _stamp(part.since), _stamp(part.until))
        case Extended():
            words = ("extended", *_amount(part.limit), _stamp(part.at))
    return " ".join(words)


def _part(words: Sequence[str]) -> Part:
    match words:
        case ["given", amount, measure, start, *unit]:
            limit = Limit(amount=int(amount), measure=Measure(measure))
            return Given(limit=limit, start=_instant(start), unit=unit[0] if unit else None)
        case ["paused", status, since, until]:
            return Paused(status=Status(status), since=_instant(since), until=_instant(until))
        case ["extended", amount, measure, at]:
            limit = Limit(amount=int(amount), measure=Measure(measure))
            return Extended(limit=limit, at=_instant(at))
        case _:
            raise ValueError(words)


def _amount(limit: Limit) -> tuple[str, str]:
    return str(limit.amount), limit.measure.value


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

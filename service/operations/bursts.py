"""Early warnings (集中诉求预警) told to the supervisors and to the unit concerned, each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.area import Area
from models.category import Category
from models.clock import to_city
from models.enums import Role
from models.notice import Notice, NoticeKind
from service.operations.acting import Acting
from service.operations.notices import tell
from service.queries import warnings
from service.queries.figures.scope import scope_of
from service.queries.warnings import Alarm, Warned

_HEAD = "burst"
#: What was told of is not told again for so long, though it goes on.
QUIET = timedelta(days=7)
#: A unit is concerned that leads so many of the tickets.
_CONCERNED = 2


@dataclass(frozen=True, kw_only=True)
class Burst:
    """A warning and whom to tell: a unit that leads `held` of its tickets, or the supervisors."""

    warning: Warned
    unit: str | None = None
    held: int = 0

    @property
    def about(self) -> str:
        """What is the same however long it goes on; the effect of its notice adds the days."""
        one = self.warning
        return ":".join((_HEAD, one.alarm, one.place, one.category, self.unit or "-"))


@dataclass(frozen=True, kw_only=True)
class Opens:
    """Which tickets a notice speaks of: of a matter, from a place, within days."""

    place: str
    category: str
    first: date
    last: date


def untold(act: Acting) -> tuple[Burst, ...]:
    """Return what is warned of today and nobody concerned was told of in the last days."""
    scope = scope_of(act.session, first=act.today, last=act.today, at=act.at)
    if warnings.is_quiet(act.session, scope=scope):
        return ()
    found = [
        one
        for warning in warnings.warned(act.session, scope=scope)
        for one in _concerned(act.session, warning)
    ]
    recent = act.session.exec(
        select(Notice.effect).where(
            Notice.kind == NoticeKind.BURST, col(Notice.created_at) > act.at - QUIET
        )
    )
    known = {effect.rsplit(":", 2)[0] for effect in recent}
    return tuple(one for one in found if one.about not in known)


def tell_of(act: Acting, burst: Burst) -> None:
    """Leave the notice of one warning."""
    warning = burst.warning
    first, last = to_city(warning.since).date(), act.today
    place = act.session.get_one(Area, warning.place)
    what = f"{place.name} {act.session.get_one(Category, warning.category).name}"
    many = (
        f"{what} 24 小时内集中 {warning.count} 件"
        if warning.alarm is Alarm.CLUSTER
        else f"{what} 今天 {warning.count} 件，平日 {warning.usual or 0:.1f} 件"
    )
    tell(
        act,
        kind=NoticeKind.BURST,
        text=f"{many}，其中本单位主办 {burst.held} 件。" if burst.unit else f"{many}。",
        effect=f"{burst.about}:{first}:{last}",
        department=burst.unit,
        role=None if burst.unit else Role.SUPERVISOR,
    )


def opens(notice: Notice) -> Opens | None:
    """Return which tickets a notice of a warning speaks of; nothing for any other notice."""
    if notice.kind is not NoticeKind.BURST:
        return None
    _, _, place, category, _, first, last = notice.effect.split(":")
    return Opens(
        place=place,
        category=category,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
    )


def _concerned(session: Session, warning: Warned) -> Iterator[Burst]:
    yield Burst(warning=warning)
    for unit, held in warnings.holders(session, warning=warning).items():
        if held >= _CONCERNED:
            yield Burst(warning=warning, unit=unit, held=held)

"""All tickets a person may see, filtered by the address, page after page."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.clock import CITY_ZONE
from models.enums import Status
from service.deps import EVERYONE, PageAllowed
from service.operations.acting import Acting
from service.operations.visibility import scope
from service.queries import tickets
from service.queries.tickets import Filter
from service.web.names import Option, names
from service.web.places import with_query
from service.web.rendering import page
from service.web.rows import rows

router = APIRouter(prefix="/tickets")

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters of the address, as they were given."""

    status: str = ""
    unit: str = ""
    category: str = ""
    since: str = ""
    until: str = ""
    overdue: str = ""

    def wanted(self, act: Acting) -> Filter:
        """Return the filter; what cannot be read filters nothing."""
        until = _day(self.until)
        return Filter(
            statuses=(Status(self.status),) if self.status in set(Status) else (),
            lead=self.unit or None,
            unit=scope(act.actor),
            category=self.category,
            received_from=_day(self.since),
            received_to=until + timedelta(days=1) if until else None,
            overdue_at=act.at if self.overdue else None,
        )


def asked(
    *,
    status: str = "",
    unit: str = "",
    category: str = "",
    since: str = "",
    until: str = "",
    overdue: str = "",
) -> Asked:
    """Read the filters from the address."""
    return Asked(
        status=status, unit=unit, category=category, since=since, until=until, overdue=overdue
    )


@router.get("")
def listing(
    request: Request, act: _Anyone, filters: Annotated[Asked, Depends(asked)], cursor: str = ""
) -> Response:
    """Show one page of tickets, newest first."""
    found = tickets.page(act.session, wanted=filters.wanted(act), cursor=cursor)
    known = names(act.session)
    here = with_query("/tickets", **vars_of(filters))
    context = {
        "filters": filters,
        "rows": rows(act, found.tickets, known=known),
        "statuses": [Option(value="", label="全部状态"), *Status],
        "units": known.unit_options(on=act.today) if act.actor.sees_all else [],
        "categories": [
            Option(value=code, label=row.name)
            for code, row in sorted(known.categories.items())
            if row.parent_code is None
        ],
        "first": here if cursor else "",
        "next": with_query(here, cursor=found.next_cursor) if found.next_cursor else "",
        "filtered": here != "/tickets",
    }
    return page(request, "ticket/list.html", context)


def vars_of(filters: Asked) -> dict[str, str]:
    """Return the filters as fields of an address."""
    return {
        "status": filters.status,
        "unit": filters.unit,
        "category": filters.category,
        "since": filters.since,
        "until": filters.until,
        "overdue": filters.overdue,
    }


def _day(given: str) -> datetime | None:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    if not 1970 <= day.year <= 2200:
        return None
    return datetime.combine(day, time(), CITY_ZONE)

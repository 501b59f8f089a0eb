"""The page of found tickets: its lines, its filters, and the saved views (常用视图) above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import Request, Response

from models.enums import AreaLevel, Channel, Kind, Role, Status, Urgency
from models.errors import Forbidden, HotlineError, Invalid
from models.saved_view import SavedView, Sharing
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.listing_files import EXPORTERS
from service.problems import status_of
from service.queries import tickets
from service.queries.callers import PHONE, masked_number
from service.queries.search import COUNTED, search
from service.queries.views import views_for
from service.web.names import Names, Option, names
from service.web.places import with_query
from service.web.rendering import page
from service.web.search.filters import UNFINISHED, Asked
from service.web.search.lines import lines

#: Who finds tickets by the number that called; the same people may look at identities.
CALLERS = (Role.OPERATOR, Role.DISPATCHER, Role.REVISIT_CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, kw_only=True)
class Refused:
    """What was not done and why, and what was typed about a view, if it was one."""

    error: HotlineError
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> Mapping[str, str]:
        """A sentence for each field that is wrong."""
        return self.error.fields if isinstance(self.error, Invalid) else {}


@dataclass(frozen=True, kw_only=True)
class ViewLink:
    """A saved view as it stands above the list."""

    view: SavedView
    is_own: bool
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of tickets, how many there are in all, and the cursor of the next page."""

    tickets: Sequence[Ticket]
    total: int
    next_cursor: str


def found_page(
    request: Request,
    act: Acting,
    asked: Asked,
    *,
    cursor: str = "",
    counted: int = 0,
    refused: Refused | None = None,
) -> Response:
    """Return the list, with what was refused if something was.

    Raises:
        Forbidden: a caller's tickets are asked for by somebody who may not.
        Invalid: the cursor is not one of ours.
    """
    if asked.caller and act.actor.role not in CALLERS:
        roles = "、".join(role.label for role in CALLERS)
        raise Forbidden(f"按来电号码查找只对{roles}开放。", code="role_not_allowed")
    found = _results(act, asked, cursor=cursor, counted=counted)
    known = names(act.session)
    here = f"/tickets?{asked.query or 'all=1'}"
    following = with_query(here, cursor=found.next_cursor, total=str(found.total))
    views = _views(act, asked)
    context = {
        "asked": asked,
        "lines": lines(act, found.tickets, known=known, words=asked.words),
        "total": found.total,
        "counted": COUNTED,
        "is_phone": bool(PHONE.fullmatch(asked.q)),
        "caller": masked_number(act.session, asked.caller) if asked.caller else "",
        "first": here if cursor else "",
        "next": following if found.next_cursor else "",
        "exports": act.actor.role in EXPORTERS and bool(found.tickets),
        "refused": refused,
        "choices": _choices(act, known),
        "views": views,
        "opened": next((one for one in views if one.is_open), None),
        "sharings": _sharings(act),
    }
    status = status_of(refused.error) if refused else 200
    return page(request, "search/list.html", context, status=status)


def _results(act: Acting, asked: Asked, *, cursor: str, counted: int) -> Results:
    wanted, words = asked.wanted(act), asked.words
    if words:
        found = search(act.session, words=words, wanted=wanted, cursor=cursor)
        return Results(tickets=found.tickets, total=found.total, next_cursor=found.next_cursor)
    if asked.q:
        return Results(tickets=(), total=0, next_cursor="")
    listed = tickets.page(act.session, wanted=wanted, cursor=cursor)
    total = counted or tickets.count_up_to(act.session, wanted=wanted, most=COUNTED + 1)
    return Results(tickets=listed.tickets, total=total, next_cursor=listed.next_cursor)


def _views(act: Acting, asked: Asked) -> list[ViewLink]:
    actor = act.actor
    found = views_for(
        act.session, owner_key=actor.key, role=actor.role.value, department=actor.department
    )
    return [
        ViewLink(view=one, is_own=one.owner_key == actor.key, is_open=one.query == asked.query)
        for one in found
    ]


def _sharings(act: Acting) -> list[Option]:
    offered = (Sharing.OWN, Sharing.UNIT) if act.actor.department else (Sharing.OWN, Sharing.ROLE)
    return [Option(value=one.value, label=one.label) for one in offered]


def _choices(act: Acting, known: Names) -> dict[str, Sequence[Option]]:
    def of(blank: str, members: type[Status | Kind | Channel | Urgency]) -> list[Option]:
        labels = [Option(value=one.value, label=one.label) for one in members]
        return [Option(value="", label=blank), *labels]

    return {
        "status": [
            Option(value="", label="全部状态"),
            Option(value=UNFINISHED, label="未办结"),
            *of("", Status)[1:],
        ],
        "kind": of("全部类型", Kind),
        "channel": of("全部渠道", Channel),
        "urgency": of("全部", Urgency),
        "unit": known.unit_options(on=act.today) if act.actor.sees_all else [],
        "category": [
            Option(value=code, label=known.category(code), search=code)
            for code in sorted(known.categories)
        ],
        "area": [
            Option(value=code, label=known.area(code), search=row.aliases)
            for code, row in sorted(known.areas.items())
            if row.level is not AreaLevel.PLACE
        ],
    }

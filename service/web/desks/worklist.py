"""What every desk shares: tabs with counts, a page of rows, and the ticket beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from models.enums import Status
from service.operations.acting import Acting
from service.queries import queue, tickets
from service.queries.tickets import Filter, Order, Page
from service.web.choices import offered
from service.web.names import names
from service.web.places import with_query
from service.web.rows import Hint, rows
from service.web.ticket.dossier import Attempt
from service.web.ticket.page import done_sentence, ticket_context, visible
from service.web.watching import NO_WATCH, RowWatch, claim_view, row_watches


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab of a worklist: what is in it, and what an empty one says.

    `is_queue` sorts what waits to be dispatched: by deadline, then the least sure first.
    """

    key: str
    label: str
    wanted: Filter
    empty: tuple[str, str]
    order: Order = Order.DUE
    is_queue: bool = False


@dataclass(frozen=True, kw_only=True)
class TabLink:
    """A tab as it stands on the page."""

    label: str
    path: str
    count: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks to see of a worklist; `is_beside` leaves out the list, which stands."""

    tab: str
    opened: str
    cursor: str
    done: str
    is_beside: bool = False


def asked(
    *,
    tab: str = "",
    open: str = "",  # noqa: A002
    cursor: str = "",
    done: str = "",
    hx_target: Annotated[str, Header()] = "",
) -> View:
    """Read a worklist's address; `open` is the number of the ticket beside the list."""
    return View(tab=tab, opened=open, cursor=cursor, done=done, is_beside=hx_target == "pane")


ViewDep = Annotated[View, Depends(asked)]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One desk as the address asks for it: its tabs, the one that is open, and its tickets."""

    path: str
    title: str
    tabs: Sequence[Tab]
    chosen: Tab
    view: View
    found: Page

    @property
    def here(self) -> str:
        """The address of this list without a ticket beside it."""
        return with_query(self.path, tab=self.chosen.key, cursor=self.view.cursor)


#: The clock stands still on these; department and supervisor both keep them in sight.
SUSPENDED = Tab(
    key="suspended",
    label="挂账",
    wanted=Filter(statuses=(Status.SUSPENDED,)),
    empty=("没有挂账的工单", "挂账的工单会出现在这里，直到恢复办理。"),
    # While the clock stands still there is no limit to be sorted by.
    order=Order.NEWEST,
)


def desk(act: Acting, *, path: str, title: str, tabs: Sequence[Tab], view: View) -> Desk:
    """Read the page of a desk that a view asks for; an unknown tab opens the first."""
    chosen = next((one for one in tabs if one.key == view.tab), tabs[0])
    cursor = view.cursor
    if chosen.is_queue:
        found = queue.page(act.session, cursor=cursor)
    else:
        found = tickets.page(act.session, wanted=chosen.wanted, order=chosen.order, cursor=cursor)
    return Desk(path=path, title=title, tabs=tabs, chosen=chosen, view=view, found=found)


def desk_context(
    act: Acting, shown: Desk, *, hints: Mapping[str, Hint] | None = None
) -> dict[str, object]:
    """Return what the template of every desk needs; `d` is the open ticket's dossier or nothing."""
    opened = _to_open(shown)
    watched = row_watches(act, shown.found.tickets)
    known = names(act.session)
    context: dict[str, object] = {
        "title": shown.title,
        "tab": shown.chosen.key,
        "tabs": _links(act, shown),
        "rows": rows(act, shown.found.tickets, known=known, hints=hints or {}),
        "empty": shown.chosen.empty,
        "is_beside": shown.view.is_beside,
        "here": shown.here,
        "opened": opened,
        "watched": watched,
        "next": with_query(shown.here, cursor=shown.found.next_cursor)
        if shown.found.next_cursor
        else "",
        "done": done_sentence(shown.view.done),
        "d": None,
        **offered(known, on=act.today),
    }
    if opened:
        ticket = visible(act, opened)
        back = with_query(shown.here, open=_after(shown, opened, watched))
        context |= ticket_context(act, ticket, attempt=Attempt(), back=back)
        context["claim"] = claim_view(act, ticket, here=shown.here, opens=True)
    return context


def _to_open(shown: Desk) -> str:
    """The ticket beside the list; where one was just finished and the next is gone, the first."""
    numbers = [one.number for one in shown.found.tickets]
    if shown.view.done and shown.view.opened and shown.view.opened not in numbers:
        return numbers[0] if numbers else ""
    return shown.view.opened


def _after(shown: Desk, opened: str, watched: Mapping[str, RowWatch]) -> str:
    """The ticket that opens when this one is finished: the next in the list that nobody has."""
    numbers = [one.number for one in shown.found.tickets]
    at = numbers.index(opened) if opened in numbers else -1
    following = [*numbers[at + 1 :], *numbers[: max(at, 0)]]
    return next((one for one in following if not watched.get(one, NO_WATCH).is_taken), "")


def _links(act: Acting, shown: Desk) -> list[TabLink]:
    found = tickets.counts(act.session, wanted=[one.wanted for one in shown.tabs])
    return [
        TabLink(
            label=one.label,
            path=with_query(shown.path, tab=one.key),
            count=count,
            is_open=one is shown.chosen,
        )
        for one, count in zip(shown.tabs, found, strict=True)
    ]

"""What the auditor's pages are asked: the fields of their form, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends

from models.enums import Action
from service.operations import auditing
from service.operations.acting import Acting
from service.operations.auditing import Search
from service.queries.audit_search import Doer
from service.typed import day_in, whole_number
from service.web.places import with_query

#: What the address says where it does not matter who did it.
EVERYBODY = "all"


class Asked:
    """The fields of the search form as they were typed; a dependency."""

    def __init__(
        self,
        *,
        person: str = "",
        action: str = "",
        ticket: str = "",
        since: str = "",
        until: str = "",
        by: str = "",
        before: str = "",
    ) -> None:
        self.typed = {
            "person": person.strip()[:80],
            "action": action,
            "ticket": ticket.strip()[:32],
            "since": since,
            "until": until,
            "by": by if by in {*Doer, EVERYBODY} else "",
        }
        self.before = whole_number(before)

    def search(self) -> Search:
        """Return what is searched for.

        Raises:
            Invalid: a day is none.
        """
        action, by = self.typed["action"], self.typed["by"]
        return Search(
            person=self.typed["person"],
            action=Action(action) if action in set(Action) else None,
            ticket=self.typed["ticket"],
            doer=Doer(by) if by in set(Doer) else None,
            first=day_in(self.typed["since"], field="since"),
            last=day_in(self.typed["until"], field="until"),
        )

    def question(self) -> Search:
        """Return what is searched for among the events; without a word, what people did.

        Raises:
            Invalid: a day is none.
        """
        asked = self.search()
        is_plain = not (self.typed["by"] or asked.action or asked.ticket)
        return replace(asked, doer=Doer.PEOPLE) if is_plain else asked


Question = Annotated[Asked, Depends(Asked)]


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to narrow the events by whose doing they are, and how many there are."""

    label: str
    href: str
    count: int
    is_open: bool


def ways(act: Acting, asked: Asked, search: Search) -> list[Way]:
    """Return whose doing the events are: people's, the machine's, imports', or anybody's."""
    counts = auditing.doers(act, search)
    doers: list[tuple[str, str, int, Doer | None]] = [
        *((one.value, one.label, counts[one], one) for one in Doer),
        (EVERYBODY, "全部", sum(counts.values()), None),
    ]
    return [
        Way(
            label=label,
            href=with_query("/audit", **(asked.typed | {"by": value})),
            count=count,
            is_open=search.doer is doer,
        )
        for value, label, count, doer in doers
    ]


def conditions(act: Acting, search: Search) -> Mapping[str, str]:
    """Return what is searched for in words, as the record of an export keeps it."""
    first, last = auditing.period(act, search)
    return {
        "时段": f"{first} 至 {last}",
        "人员": search.person,
        "动作": search.action.label if search.action else "",
        "工单": search.ticket,
        "谁做的": search.doer.label if search.doer else "",
    }

"""Cases that the demonstration's desks begin with: each rule of the trade met at least once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from models.enums import ReturnReason, Role, Satisfaction, Status
from models.exclusion import ExclusionReason
from models.ticket import Ticket
from service.operations import (
    closing,
    delegating,
    dispatching,
    excluding,
    extending,
    handling,
    merging,
    reminding,
    supervising,
    suspending,
)
from service.operations.acting import Acting
from service.operations.closing import Answer
from service.operations.delegating import Task
from service.operations.dispatching import Route
from service.operations.extending import Plea
from service.operations.handling import Objection
from service.operations.suspending import Stage

if TYPE_CHECKING:
    from training.sample.ticket import SampleTicket

#: The other unit of a contested case, whichever leads the ticket.
_OTHERS = ("CGJ", "HBJ")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """One ticket of a scene: who may act when, and how another message comes in like it.

    `at(role, share, unit=…)` is somebody acting after a share of the ticket's age; `again(share)`
    takes the same caller's same matter in once more and returns that ticket.
    """

    at: Callable[..., Acting]
    again: Callable[[float], Ticket]
    message: "SampleTicket"


_Play = Callable[[Cast, Ticket], object]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What happens to some tickets that have come to a status, and how many hours ago it began."""

    after: Status
    count: int
    hours: int
    play: _Play


def contested(cast: Cast, ticket: Ticket) -> None:
    """Two units say that it is the other's (会商)."""
    unit = cast.message.unit
    other = next(code for code in _OTHERS if code != unit)
    first = Objection(reason=ReturnReason.NOT_DUTY, basis="现场属道路红线外", counter_unit=other)
    handling.request_return(cast.at(Role.OFFICER, 0.2, unit=unit), ticket, objection=first)
    dispatching.grant_return(cast.at(Role.DISPATCHER, 0.3), ticket, reason="同意，改派再核")
    dispatching.dispatch(cast.at(Role.DISPATCHER, 0.4), ticket, route=Route(unit=other))
    second = Objection(
        reason=ReturnReason.NOT_DUTY, basis="权责清单列明由原单位负责", counter_unit=unit
    )
    handling.request_return(cast.at(Role.OFFICER, 0.6, unit=other), ticket, objection=second)


def waiting(cast: Cast, ticket: Ticket) -> None:
    """The unit asks the citizen for what is missing (待补充)."""
    handling.ask_citizen(
        cast.at(Role.OFFICER, 0.5, unit=cast.message.unit),
        ticket,
        reason="请补充具体门牌号和发生时段，并说明是否方便上门。",
    )


def extended(cast: Cast, ticket: Ticket) -> None:
    """The unit asks for more time (延期)."""
    plea = Plea(days=2, reason="需协调产权单位到场，并等待配件到货。")
    extending.request_extension(
        cast.at(Role.OFFICER, 0.6, unit=cast.message.unit), ticket, plea=plea
    )


def shared(cast: Cast, ticket: Ticket) -> None:
    """The lead hands a part to another unit (交办)."""
    other = next(code for code in _OTHERS if code != cast.message.unit)
    task = Task(unit=other, text="请派人到现场一并核实，两日内回告处理情况。")
    delegating.delegate(cast.at(Role.OFFICER, 0.4, unit=cast.message.unit), ticket, task=task)


def suspended(cast: Cast, ticket: Ticket) -> None:
    """A long-standing matter is put aside with milestones (挂账)."""
    act = cast.at(Role.SUPERVISOR, 0.5)
    stages = [
        Stage(name="完成方案和预算", due_on=act.today + timedelta(days=60)),
        Stage(name="进场施工", due_on=act.today + timedelta(days=150)),
    ]
    reason = "涉及管网整体改造，已列入年度计划。"
    suspending.suspend(act, ticket, reason=reason, stages=stages)


def supervised(cast: Cast, ticket: Ticket) -> None:
    """The citizen urges, the supervisor follows (催办、督办)."""
    reminding.remind(cast.at(Role.OPERATOR, 0.7), ticket, reason="诉求人称至今无人联系")
    reason = "临近到期仍无进展，请今日到场并回告。"
    supervising.supervise(cast.at(Role.SUPERVISOR, 0.9), ticket, reason=reason)


def excluded(cast: Cast, ticket: Ticket) -> None:
    """The unit asks that a ticket be left out of the assessment (剔除)."""
    excluding.request_exclusion(
        cast.at(Role.OFFICER, 0.8, unit=cast.message.unit),
        ticket,
        reason_code=ExclusionReason.POLICY_LIMIT,
        reason="现行补贴政策已截止，依据文件已随答复告知诉求人。",
    )


def discontent(cast: Cast, ticket: Ticket) -> None:
    """The citizen is not content; the next round begins (重办)."""
    closing.record_revisit(
        cast.at(Role.REVISIT_CLERK, 0.9),
        ticket,
        answer=Answer(
            was_contacted=True,
            is_solved=False,
            satisfaction=Satisfaction.DISSATISFIED,
            reason="答复说已处理，第二天又恢复原样",
        ),
    )


def recurred(cast: Cast, ticket: Ticket) -> None:
    """Closed, and here again within days (疑似假办结)."""
    closing.record_revisit(
        cast.at(Role.REVISIT_CLERK, 0.9),
        ticket,
        answer=Answer(was_contacted=True, is_solved=True, satisfaction=Satisfaction.SATISFIED),
    )
    cast.again(0.95)


def repeated(cast: Cast, ticket: Ticket) -> None:
    """The same caller's same matter comes in again and is merged (并单)."""
    child = cast.again(0.6)
    merging.merge(cast.at(Role.DISPATCHER, 0.7), child, into=ticket.number)


SCENES: Mapping[str, Scene] = {
    "会商": Scene(after=Status.DISPATCHED, count=2, hours=6, play=contested),
    "待补充": Scene(after=Status.HANDLING, count=2, hours=30, play=waiting),
    "延期": Scene(after=Status.HANDLING, count=3, hours=30, play=extended),
    "交办": Scene(after=Status.HANDLING, count=2, hours=24, play=shared),
    "挂账": Scene(after=Status.HANDLING, count=2, hours=400, play=suspended),
    "督办": Scene(after=Status.HANDLING, count=3, hours=300, play=supervised),
    "剔除": Scene(after=Status.REVISITING, count=1, hours=90, play=excluded),
    "重办": Scene(after=Status.REVISITING, count=2, hours=120, play=discontent),
    "疑似假办结": Scene(after=Status.REVISITING, count=1, hours=60, play=recurred),
    "并单": Scene(after=Status.HANDLING, count=1, hours=20, play=repeated),
}

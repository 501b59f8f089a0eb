"""The supervisor's desk: what is contested, urged, asked for, put aside or closed in doubt."""

from collections.abc import Sequence

from models.enums import Status
from service.operations.acting import Acting
from service.queries.tickets import Filter, Order
from service.web.desks.worklist import SUSPENDED, Tab

SUPERVISED = Tab(
    key="supervised",
    label="督办",
    wanted=Filter(supervised=True),
    empty=("没有督办中的工单", "督办或超期的工单会出现在这里，直到办结。"),
)
TO_EXTEND = Tab(
    key="extensions",
    label="延期审批",
    wanted=Filter(to_extend=True, statuses=(Status.HANDLING, Status.WAITING)),
    empty=("没有待审批的延期申请", "承办单位申请延期后，工单会出现在这里。"),
)
TO_EXCLUDE = Tab(
    key="exclusion",
    label="剔除审批",
    wanted=Filter(to_exclude=True),
    empty=("没有等待审批的剔除申请", "承办单位、派单员或回访员申请剔除后会出现在这里。"),
    # What is closed has no limit to be sorted by.
    order=Order.NEWEST,
)
RECURRED = Tab(
    key="recurred",
    label="疑似假办结",
    wanted=Filter(recurred=True, statuses=(Status.CLOSED,)),
    empty=(
        "没有疑似假办结的工单",
        "办结后短时间内又有同一诉求的工单会出现在这里，直到归档或重办。",
    ),
    order=Order.NEWEST,
)

#: Tabs whose rows say why they are there.
NOTED = frozenset({"late", "supervised", "extensions", "exclusion", "suspended", "recurred"})


def supervising(act: Acting) -> Sequence[Tab]:
    """Return what a supervisor looks after, beside disputes: the late first."""
    working = (Status.DISPATCHED, Status.HANDLING)  # a unit has to act, and its clock runs
    late = Tab(
        key="late",
        label="超期",
        wanted=Filter(statuses=working, overdue_at=act.at),
        empty=("没有超期的工单", "超过办结时限仍在承办单位的工单会出现在这里。"),
    )
    return (SUPERVISED, late, TO_EXTEND, TO_EXCLUDE, SUSPENDED, RECURRED)

"""How a ticket is overseen, and which tickets it comes from or became."""

from pydantic import Field

from service.api.representations.base import Moment, Shown


class ExclusionOut(Shown):
    """A request to leave a ticket out (剔除) and what another person decided."""

    reason_code: str
    reason_label: str
    reason: str
    requested_by: str
    requested_at: Moment
    decision: str | None
    decision_label: str | None
    decision_reason: str
    decided_by: str | None
    decided_at: Moment | None


class SupervisionOut(Shown):
    """A supervision (督办); level 2 and higher are 升级."""

    level: int
    cause: str
    cause_label: str
    round: int
    department: str | None
    department_name: str | None
    reason: str
    opened_by: str
    opened_at: Moment
    answer_due_at: Moment | None
    answer: str
    answered_by: str | None
    answered_at: Moment | None
    ended_at: Moment | None


class OversightOut(Shown):
    """The part of a ticket that tells how it is overseen."""

    is_anonymous: bool
    is_proxy: bool
    is_excluded: bool
    reminder_count: int = Field(description="How often the citizen urged it on (催办).")
    supervision_level: int
    suspected_false_close: bool
    recurred: tuple[str, ...] = Field(description="Came in again soon after this one was closed.")
    recurs: tuple[str, ...] = Field(description="Closed soon before this one came in.")
    split_from: str | None
    split_into: tuple[str, ...]
    exclusions: tuple[ExclusionOut, ...]
    supervisions: tuple[SupervisionOut, ...]

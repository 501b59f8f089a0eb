"""The trail as an auditor sees it: events, looks at identities, and whether all holds."""

from models.enums import Action, Role, Status
from service.api.representations.base import Moment, Shown
from service.queries.chain import Fault


class AuditEventOut(Shown):
    """One event of any ticket."""

    id: int
    ticket: str
    href: str
    sequence: int
    action: Action
    action_label: str
    actor: str
    actor_key: str
    role: Role
    role_label: str
    department: str | None
    at: Moment
    from_status: Status | None
    to_status: Status
    reason: str
    request_id: str


class AuditEventPage(Shown):
    """Events, newest first, and the address of the next page."""

    events: tuple[AuditEventOut, ...]
    next: str | None


class LookOut(Shown):
    """One look at a citizen's identity."""

    id: int
    ticket: str
    href: str
    actor: str
    actor_key: str
    role: Role
    role_label: str
    purpose: str
    at: Moment


class LookPageOut(Shown):
    """Looks, newest first, and the address of the next page."""

    looks: tuple[LookOut, ...]
    next: str | None


class FindingOut(Shown):
    """One thing that is wrong with the trail."""

    fault: Fault
    fault_label: str
    ticket: str | None
    sequence: int | None
    sentence: str


class VerificationOut(Shown):
    """How much was verified and what is wrong; `next` goes on where more is to be verified."""

    holds: bool
    tickets: int
    events: int
    findings: tuple[FindingOut, ...]
    next: str | None

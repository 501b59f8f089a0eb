"""The auditor's questions: what happened, who looked at identities, and whether the trail holds."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from models.enums import Action, Role
from models.errors import Invalid
from service.api.edges import QueryText, json_of, only
from service.api.idempotency import response_of
from service.api.rendering import address_of
from service.api.representations.audit import (
    AuditEventOut,
    AuditEventPage,
    FindingOut,
    LookOut,
    LookPageOut,
    VerificationOut,
)
from service.deps import ServicesDep
from service.inputs import Day
from service.operations import auditing
from service.operations.acting import Acting
from service.operations.auditing import Search
from service.queries.audit import Checked
from service.queries.audit_search import Happened, Looked
from service.queries.chain import Finding

router = APIRouter(prefix="/audit", tags=["audit"])

Auditor = Annotated[Acting, only(*auditing.READERS)]
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="上一页最后一条的 id")]


def searched(
    *,
    person: QueryText = None,
    action: Action | None = None,
    ticket: QueryText = None,
    since: Day | None = None,
    until: Day | None = None,
) -> Search:
    """Return what is searched for: days of the city, both included; the last 30 if none."""
    return Search(person=person or "", action=action, ticket=ticket or "", first=since, last=until)


Searched = Annotated[Search, Depends(searched)]


@router.get("/events", response_model=AuditEventPage)
def read_events(
    request: Request, act: Auditor, search: Searched, before: Before = None
) -> Response:
    """全部办理记录：按人员（姓名或编号）、时段、动作、工单查，新的在前。"""
    found = auditing.events(act, search, before=before)
    shown = AuditEventPage(
        events=tuple(map(_event, found.rows)), next=_next(request, before=found.before)
    )
    return response_of(json_of(shown))


@router.get("/looks", response_model=LookPageOut)
def read_looks(request: Request, act: Auditor, search: Searched, before: Before = None) -> Response:
    """诉求人身份的每一次查看：谁、何时、哪张工单、为什么；新的在前。"""
    found = auditing.looks(act, search, before=before)
    shown = LookPageOut(
        looks=tuple(map(_look, found.rows)), next=_next(request, before=found.before)
    )
    return response_of(json_of(shown))


@router.get("/verify", response_model=VerificationOut)
def verify(
    *,
    request: Request,
    act: Auditor,
    parts: ServicesDep,
    ticket: QueryText = None,
    since: Day | None = None,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """校验一张工单（ticket），或某日起有记录的工单（since，分批，next 为下一批）。"""
    if ticket:
        return response_of(json_of(_verification(auditing.verify_ticket(act, ticket), None)))
    if since is None:
        raise Invalid("请给出 ticket 或 since。", fields={"ticket": "与 since 二者给一。"})
    found, going_on = auditing.verify_since(act, since=since, after=after, cipher=parts.cipher)
    return response_of(json_of(_verification(found, _next(request, after=going_on))))


def _event(row: Happened) -> AuditEventOut:
    event = row.event
    return AuditEventOut(
        id=event.id or 0,
        ticket=row.number,
        href=address_of(row.number),
        sequence=event.sequence,
        action=event.action,
        action_label=event.action.label,
        actor=event.actor,
        actor_key=event.actor_key,
        role=event.role,
        role_label=event.role.label,
        department=event.department_code,
        at=event.at,
        from_status=event.from_status,
        to_status=event.to_status,
        reason=event.reason,
        request_id=event.request_id,
    )


def _look(row: Looked) -> LookOut:
    role = Role(row.look.role)
    return LookOut(
        id=row.look.id or 0,
        ticket=row.number,
        href=address_of(row.number),
        actor=row.look.actor,
        actor_key=row.look.actor_key,
        role=role,
        role_label=role.label,
        purpose=row.look.purpose,
        at=row.look.at,
    )


def _verification(found: Checked, going_on: str | None) -> VerificationOut:
    return VerificationOut(
        holds=not found.findings,
        tickets=found.tickets,
        events=found.events,
        findings=tuple(map(_finding, found.findings)),
        next=going_on,
    )


def _finding(one: Finding) -> FindingOut:
    return FindingOut(
        fault=one.fault,
        fault_label=one.fault.label,
        ticket=one.ticket or None,
        sequence=one.sequence,
        sentence=one.sentence,
    )


def _next(request: Request, **place: int | None) -> str | None:
    given = {name: str(value) for name, value in place.items() if value is not None}
    if not given:
        return None
    kept = {name: value for name, value in request.query_params.items() if name not in given}
    return f"{request.url.path}?{urlencode(kept | given)}"

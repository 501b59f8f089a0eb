"""Automatic dispatch (自动派单): its terms, the sample to check, and the check itself."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from models.automatic import AutomaticDispatch
from models.enums import Role
from service.api.conditional import VERSIONED
from service.api.edges import MOVING, WRITING, Move, asked_by, json_of, only
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.rendering import address_of
from service.api.representations import TicketOut
from service.api.representations.automatic import (
    RouteCheckList,
    RouteCheckOut,
    TermsList,
    TermsOut,
)
from service.automatic_inputs import CheckInput, TermsInput
from service.operations.acting import Acting
from service.operations.automatic import check_route, set_terms
from service.queries import automatic
from service.queries.names import unit_names

router = APIRouter(tags=["automatic"])

Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]
Reader = Annotated[Acting, only(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)]
CHECKERS = (Role.DISPATCHER, Role.SUPERVISOR)
Checker = Annotated[Acting, only(*CHECKERS)]
Checking = Annotated[Move, asked_by(*CHECKERS)]
Code = Annotated[str, Path(max_length=32, description="单位代码")]


@router.get("/automatic", response_model=TermsList)
def listed(act: Reader) -> Response:
    """各单位的自动派单：是否启用、目标精度、实测精度；没有列出的单位都未启用。"""
    names = unit_names(act.session)
    units = tuple(_shown(act, row, names) for row in automatic.rules(act.session))
    return response_of(json_of(TermsList(units=units)))


@router.put(
    "/automatic/{unit}", response_model=TermsOut, dependencies=[REPEATABLE], responses=WRITING
)
def write(request: Request, unit: Code, act: Administrator, given: TermsInput) -> Response:
    """启用、停用或调整一个单位的自动派单；重新启用后只考核此后派出的工单。"""
    return once(
        request,
        act,
        given=given,
        effect=lambda: json_of(
            _shown(act, set_terms(act, unit=unit, terms=given.terms()), unit_names(act.session))
        ),
    )


@router.get("/route-checks", response_model=RouteCheckList)
def waiting(act: Checker) -> Response:
    """待抽检的自动派单，先派的在前，最多一百件。"""
    names = unit_names(act.session)
    checks = tuple(
        RouteCheckOut(
            ticket=one.ticket.number,
            href=address_of(one.ticket.number),
            version=one.ticket.version,
            unit=one.check.department_code,
            unit_name=names.get(one.check.department_code, one.check.department_code),
            probability=one.check.probability,
            artifact=one.check.artifact,
            routed_at=one.check.routed_at,
        )
        for one in automatic.sampled(act.session)
    )
    return response_of(json_of(RouteCheckList(checks=checks)))


@router.post(
    "/tickets/{number}/check-route",
    response_model=TicketOut,
    dependencies=[REPEATABLE, VERSIONED],
    responses=MOVING,
)
def check(move: Checking, given: CheckInput) -> Response:
    """抽检：这张自动派出的工单派对了没有；派错的另行转派。"""
    return move.carry(
        lambda act, ticket: check_route(act, ticket, is_right=given.is_right, reason=given.reason),
        given,
    )


def _shown(act: Acting, row: AutomaticDispatch, names: Mapping[str, str]) -> TermsOut:
    found = automatic.standing(act.session, unit=row.department_code, since=row.on_since)
    return TermsOut(
        unit=row.department_code,
        unit_name=names.get(row.department_code, row.department_code),
        is_on=row.is_on,
        target_precision=row.target_precision,
        sample_share=row.sample_share,
        minimum_checks=row.minimum_checks,
        on_since=row.on_since,
        off_reason=row.off_reason,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        routed=found.routed,
        known=found.known,
        right=found.right,
        precision=found.precision,
    )

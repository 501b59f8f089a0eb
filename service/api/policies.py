"""Versions of the policy (时限政策): read, and made anew; an old one is never changed."""

from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from models.enums import Role
from service.api.edges import WRITING, json_of, only, problems
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.rendering import PREFIX
from service.api.representations.clock import PolicyList, PolicyOut, RuleOut
from service.inputs_clock import PolicyInput
from service.operations import policies
from service.operations.acting import Acting
from service.operations.repeating import Answer
from service.queries import reference

router = APIRouter(prefix="/policies", tags=["clock"])

Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]
Reader = Annotated[Acting, only(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)]


@router.get("", response_model=PolicyList)
def listed(act: Reader) -> Response:
    """全部版本，新的在前；新工单用已生效的最新一版，已有工单沿用受理时的版本。"""
    return response_of(json_of(PolicyList(policies=_shown(act))))


@router.get("/{version}", response_model=PolicyOut)
def read(version: Annotated[int, Path(ge=1, le=2**31 - 1)], act: Reader) -> Response:
    """一个版本的全部时限和额度。"""
    policies.policy(act.session, version=version)
    every = _shown(act)
    return response_of(json_of(next(one for one in every if one.version == version)))


@router.post(
    "",
    status_code=201,
    response_model=PolicyOut,
    dependencies=[REPEATABLE],
    responses=WRITING | problems(412),
)
def make(request: Request, act: Administrator, given: PolicyInput) -> Response:
    """新建一版：以现行版 base 为底；rules 缺省为照抄，numbers 只列要改的，valid_from 缺省即时。"""

    def effect() -> Answer:
        rules = [one.rule() for one in given.rules] if given.rules is not None else None
        policies.new_version(
            act,
            base=given.base,
            note=given.note,
            rules=rules,
            changed=given.numbers,
            valid_from=given.valid_from,
        )
        newest = _shown(act)[0]
        return json_of(newest, status=201, location=f"{PREFIX}/policies/{newest.version}")

    return once(request, act, given=given, effect=effect)


def _shown(act: Acting) -> tuple[PolicyOut, ...]:
    """Every version, each with what it changed against the one before."""
    found = policies.versions(act.session)
    current = reference.policy_version(act.session, on=act.today)
    changes = {
        after.version: policies.differences(before, after) for after, before in pairwise(found)
    }
    return tuple(
        PolicyOut(
            version=one.version,
            is_current=one.version == current,
            note=one.note,
            created_by=one.created_by,
            created_at=one.created_at,
            valid_from=one.valid_from,
            open_tickets=one.open_tickets,
            rules=tuple(_rule(rule) for rule in one.rules),
            numbers={name.value: amount for name, amount in one.numbers.items()},
            changes=tuple(changes.get(one.version, ())),
        )
        for one in found
    )


def _rule(rule: policies.Rule) -> RuleOut:
    return RuleOut(
        step=rule.step,
        step_label=rule.step.label,
        kind=rule.kind,
        urgency=rule.urgency,
        category_prefix=rule.category_prefix,
        amount=rule.amount,
        measure=rule.measure,
        measure_label=rule.measure.label,
    )

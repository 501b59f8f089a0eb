"""The register of contested matters (争议事项登记): read by everyone, kept by administrators."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from models.clock import to_city
from models.contest import Contest
from models.enums import Role
from models.errors import Stale
from service.api.conditional import VERSIONED, seen_already, strong_tags
from service.api.edges import MOVING, WRITING, QueryText, json_of, only
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.rendering import PREFIX
from service.api.representations.contests import (
    ContestItem,
    ContestOut,
    ContestPage,
    ContestUnitOut,
    DecisionOut,
)
from service.deps import EVERYONE
from service.operations import contesting
from service.operations.acting import Acting
from service.operations.repeating import Answer
from service.problems import StaleState
from service.queries import contests
from service.queries.contests import Filter, parted
from service.queries.names import unit_names
from service.register_inputs import ContestInput
from triage.territory import territorial_name

router = APIRouter(prefix="/contests", tags=["contests"])

Reader = Annotated[Acting, only(*EVERYONE)]
Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="争议事项编号")]


@router.get("", response_model=ContestPage)
def listed(
    *,
    request: Request,
    act: Reader,
    word: QueryText = None,
    unit: QueryText = None,
    cursor: QueryText = None,
    limit: Annotated[int, Query(ge=1, le=contests.LARGEST_PAGE)] = contests.PAGE,
) -> Response:
    """争议事项登记：word 为名称、关键词、说明或依据中的字词，unit 为单位代码；按条件翻页。"""
    wanted = Filter(word=word or "", unit=unit or "")
    found = contests.page(act.session, wanted=wanted, cursor=cursor or "", size=limit)
    names = unit_names(act.session)
    rows = tuple(
        ContestItem(**_fields(row, act=act, names=names, decided=found.decided.get(row.id or 0, 0)))
        for row in found.contests
    )
    following = _next_address(request, found.next_cursor)
    response = response_of(json_of(ContestPage(contests=rows, next=following)))
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@router.get("/{contest}", response_model=ContestOut, responses={304: {"description": "未变"}})
def read(contest: Number, request: Request, act: Reader) -> Response:
    """一条争议事项及历次裁定；ETag 用于之后的修改。"""
    row = contests.find(act.session, contest)
    if seen_already(request, etag(row)):
        return Response(status_code=304, headers={"ETag": etag(row)})
    return response_of(_answer(act, row))


@router.post(
    "", status_code=201, response_model=ContestOut, dependencies=[REPEATABLE], responses=WRITING
)
def enter(request: Request, act: Administrator, given: ContestInput) -> Response:
    """登记一条争议事项；随即用于派单建议。"""

    def effect() -> Answer:
        return _answer(act, contesting.enter(act, entry=given.entry()), status=201)

    return once(request, act, given=given, effect=effect)


@router.put(
    "/{contest}",
    response_model=ContestOut,
    dependencies=[REPEATABLE, VERSIONED],
    responses=MOVING,
)
def amend(contest: Number, request: Request, act: Administrator, given: ContestInput) -> Response:
    """修改一条争议事项（整条替换）；历次裁定保留。"""

    def effect() -> Answer:
        row = contests.find(act.session, contest)
        version = row.version if etag(row) in strong_tags(request) else 0
        try:
            changed = contesting.amend(
                act, contest_id=contest, version=version, entry=given.entry()
            )
        except Stale as error:
            current = _shown(act, row).model_dump(mode="json")
            raise StaleState(
                error.detail, version=error.version, current=current, etag=etag(row)
            ) from error
        return _answer(act, changed)

    return once(request, act, given=given, effect=effect)


def etag(row: Contest) -> str:
    """Return an entry's strong ETag: its number and version."""
    return f'"contest-{row.id}-{row.version}"'


def _answer(act: Acting, row: Contest, *, status: int = 200) -> Answer:
    location = _address(row) if status == 201 else ""
    return json_of(_shown(act, row), status=status, tag=etag(row), location=location)


def _shown(act: Acting, row: Contest) -> ContestOut:
    names, past = unit_names(act.session), contests.decisions(act.session, row)
    return ContestOut(
        **_fields(row, act=act, names=names, decided=len(past)),
        past_decisions=tuple(
            DecisionOut(
                unit=_unit(one.unit, names),
                decided_on=to_city(one.at).date(),
                ticket=one.ticket if act.actor.sees_all else None,
                reason=one.reason if act.actor.sees_all else None,
            )
            for one in past
        ),
    )


def _fields(
    row: Contest, *, act: Acting, names: Mapping[str, str], decided: int
) -> Mapping[str, object]:
    return {
        "id": row.id,
        "version": row.version,
        "href": _address(row),
        "name": row.name,
        "words": parted(row.words),
        "categories": parted(row.categories),
        "units": _units(parted(row.units), names),
        "owner": _unit(row.owner, names) if row.owner else None,
        "note": row.note,
        "basis": row.basis,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "in_force": row.is_valid(act.today),
        "updated_by": row.updated_by,
        "updated_at": row.updated_at,
        "decisions": decided,
    }


def _units(codes: Sequence[str], names: Mapping[str, str]) -> tuple[ContestUnitOut, ...]:
    return tuple(_unit(code, names) for code in codes)


def _unit(code: str, names: Mapping[str, str]) -> ContestUnitOut:
    return ContestUnitOut(code=code, name=names.get(code) or territorial_name(code))


def _address(row: Contest) -> str:
    return f"{PREFIX}/contests/{row.id}"


def _next_address(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"

"""The duty list (权责清单) as a whole: files in and out, editions, and what a change touches."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from models.duty import Duty, DutyEdition
from models.enums import Role
from service.api.edges import WRITING, json_of, only
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.representations.duties import (
    ContentOut,
    DifferenceList,
    DifferenceOut,
    EditionList,
    EditionOut,
    FaultOut,
    ProposalOut,
    ReroutedOut,
    TouchedOut,
    VersionList,
    VersionOut,
)
from service.deps import EVERYONE
from service.duty_inputs import DutyFileInput
from service.operations import duties as verbs
from service.operations.acting import Acting
from service.operations.duties import Proposal
from service.operations.duty_effects import impact, trial
from service.operations.duty_files import worksheet, written
from service.operations.repeating import Answer
from service.queries import duties
from service.queries.duties import Content, content_of

router = APIRouter(prefix="/duties", tags=["duties"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Reader = Annotated[Acting, only(*EVERYONE)]
Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]
Edition = Annotated[int, Query(ge=0, le=2**31 - 1)]
Code = Annotated[str, Path(max_length=32, description="条目代码；各版本共用")]


@router.get("/csv", responses={200: {"content": {"text/csv": {}}, "description": "CSV 文件"}})
def as_csv(act: Reader) -> Response:
    """导出现行权责清单为 CSV；改后可再导入。"""
    rows = duties.standing(act.session, on=act.today)
    headers = {"Content-Disposition": 'attachment; filename="duties.csv"'}
    return Response(written(rows), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/xlsx", responses={200: {"content": {XLSX: {}}, "description": "XLSX 文件"}})
def as_xlsx(act: Reader) -> Response:
    """导出现行权责清单为 XLSX。"""
    rows = duties.standing(act.session, on=act.today)
    headers = {"Content-Disposition": 'attachment; filename="duties.xlsx"'}
    return Response(worksheet(rows), media_type=XLSX, headers=headers)


@router.get("/editions", response_model=EditionList)
def editions(act: Reader) -> Response:
    """权责清单的版次：谁在何时因何修订。"""
    rows = tuple(_edition(row) for row in duties.editions(act.session))
    return response_of(json_of(EditionList(editions=rows)))


@router.get("/differences", response_model=DifferenceList)
def differences(act: Reader, before: Edition = 0, after: Edition | None = None) -> Response:
    """两个版次的不同：新增、终止、变更；after 缺省为最新版。"""
    last = duties.edition(act.session) if after is None else after
    found = tuple(
        DifferenceOut(
            code=one.family,
            changed=one.fields,
            before=_content(one.before) if one.before else None,
            after=_content(one.after) if one.after else None,
        )
        for one in duties.differences(act.session, before=before, after=last)
    )
    return response_of(json_of(DifferenceList(before=before, after=last, differences=found)))


@router.get("/{code}/versions", response_model=VersionList)
def versions(code: Code, act: Reader) -> Response:
    """一条职责的各个版本，新的在前。"""
    rows = tuple(_version(row) for row in duties.history(act.session, code))
    return response_of(json_of(VersionList(versions=rows)))


@router.post("/preview", response_model=ProposalOut, responses=WRITING)
def preview(act: Administrator, given: DutyFileInput) -> Response:
    """预览导入：增改终止各多少、逐格错误、涉及的在办工单和历史标签、用近一年工单试派；不写入。"""
    proposal = verbs.propose(act, lines=given.lines(), complete=given.complete)
    return response_of(json_of(_proposal(act, proposal)))


@router.post(
    "/import", status_code=201, response_model=EditionOut, dependencies=[REPEATABLE],
    responses=WRITING,
)  # fmt: skip
def bring_in(request: Request, act: Administrator, given: DutyFileInput) -> Response:
    """导入一份清单为新的版次；有错则逐行说明，一行也不写入（skip_bad 除外）。"""

    def effect() -> Answer:
        proposal = verbs.propose(act, lines=given.lines(), complete=given.complete)
        made = verbs.bring_in(
            act,
            proposal=proposal,
            note=given.note,
            skip_bad=given.skip_bad,
            expected=given.expected,
        )
        return json_of(_edition(made), status=201)

    return once(request, act, given=given, effect=effect)


def _proposal(act: Acting, proposal: Proposal) -> ProposalOut:
    touched = impact(act, revisions=proposal.revisions)
    tried = trial(act, revisions=proposal.revisions)
    return ProposalOut(
        edition=proposal.edition,
        added=proposal.added,
        changed=proposal.changed,
        ended=proposal.ended,
        unchanged=proposal.unchanged,
        faults=tuple(FaultOut(**asdict(fault)) for fault in proposal.faults),
        open_tickets=touched.open_tickets,
        labels=touched.labels,
        touched=tuple(TouchedOut(**asdict(one)) for one in touched.examples),
        tried=tried.tickets,
        moved=tried.moved,
        judged=tried.judged,
        right_before=tried.right_before,
        right_after=tried.right_after,
        rerouted=tuple(ReroutedOut(**asdict(one)) for one in tried.examples),
    )


def _edition(row: DutyEdition) -> EditionOut:
    return EditionOut(number=row.number, note=row.note, made_by=row.made_by, made_at=row.made_at)


def _content(content: Content) -> ContentOut:
    return ContentOut(**asdict(content))


def _version(row: Duty) -> VersionOut:
    return VersionOut(
        code=row.code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        edition=row.edition,
        **asdict(content_of(row)),
    )

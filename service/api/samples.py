"""De-identified samples (去标识样本) for the outside evaluation."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from service.api.edges import json_of, only
from service.api.idempotency import response_of
from service.api.representations.samples import SampleOut, SamplePage
from service.deps import ServicesDep, note_export
from service.inputs import Day
from service.operations import sampling
from service.operations.acting import Acting
from service.operations.sampling import Draw

router = APIRouter(prefix="/samples", tags=["samples"])

Reader = Annotated[Acting, only(*sampling.READERS)]


def wanted(
    *,
    act: Reader,
    since: Day | None = None,
    until: Day | None = None,
    size: Annotated[int, Query(ge=1, le=sampling.MOST)] = 50,
    seed: Annotated[str, Query(max_length=50)] = "",
) -> Draw:
    """Return the draw that is asked for; without days of the last thirty."""
    last = until or act.today
    return Draw(first=since or last - timedelta(days=29), last=last, size=size, seed=seed)


Wanted = Annotated[Draw, Depends(wanted)]


@router.get("", response_model=SamplePage)
def read(act: Reader, parts: ServicesDep, draw: Wanted) -> Response:
    """去标识样本：不含编号、姓名、电话、门牌；同一抽样词再抽结果相同。每次取用留有记录。"""
    sample = sampling.draw(act, draw)
    note_export(parts, act, sampling.taken(draw, rows=len(sample), form="json"))
    rows = tuple(SampleOut(**asdict(one)) for one in sample)
    return response_of(json_of(SamplePage(samples=rows)))


@router.get(".csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def read_csv(act: Reader, parts: ServicesDep, draw: Wanted) -> Response:
    """同样的样本，CSV 表格。"""
    sample = sampling.draw(act, draw)
    note_export(parts, act, sampling.taken(draw, rows=len(sample), form="csv"))
    headers = {"Content-Disposition": 'attachment; filename="samples.csv"'}
    return Response(sampling.written(sample), media_type="text/csv; charset=utf-8", headers=headers)

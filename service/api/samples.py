"""De-identified samples (去标识样本) for the outside evaluation."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from service.api.edges import json_of, only
from service.api.idempotency import response_of
from service.api.representations.samples import SampleOut, SamplePage
from service.operations import sampling
from service.operations.acting import Acting
from service.operations.sampling import Draw

router = APIRouter(prefix="/samples", tags=["samples"])

Reader = Annotated[Acting, only(*sampling.READERS)]


def drawn(
    *,
    act: Reader,
    since: date | None = None,
    until: date | None = None,
    size: Annotated[int, Query(ge=1, le=sampling.MOST)] = 50,
    seed: Annotated[str, Query(max_length=50)] = "",
) -> list[sampling.Sampled]:
    """Return the sample that is asked for; without days of the last thirty."""
    last = until or act.today
    wanted = Draw(first=since or last - timedelta(days=29), last=last, size=size, seed=seed)
    return sampling.draw(act, wanted)


Sample = Annotated[list[sampling.Sampled], Depends(drawn)]


@router.get("", response_model=SamplePage)
def read(sample: Sample) -> Response:
    """去标识样本：不含编号、姓名、电话、门牌；同一抽样词再抽结果相同。"""
    rows = tuple(SampleOut(**asdict(one)) for one in sample)
    return response_of(json_of(SamplePage(samples=rows)))


@router.get(".csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def read_csv(sample: Sample) -> Response:
    """同样的样本，CSV 表格。"""
    headers = {"Content-Disposition": 'attachment; filename="samples.csv"'}
    return Response(sampling.written(sample), media_type="text/csv; charset=utf-8", headers=headers)

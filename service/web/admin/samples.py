"""The evaluator's page (抽样评估): a sample drawn, read and taken away."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Invalid
from service.deps import PageAllowed, ServicesDep, note_export
from service.operations import sampling
from service.operations.acting import Acting
from service.operations.sampling import Draw
from service.problems import status_of
from service.typed import day_in, whole_number
from service.web.places import with_query
from service.web.rendering import page

router = APIRouter(prefix="/samples")

_Reader = Annotated[Acting, Depends(PageAllowed(*sampling.READERS))]


class _Asked:
    """The fields of the form as they were typed; a dependency."""

    def __init__(
        self, *, since: str = "", until: str = "", size: str = "50", seed: str = ""
    ) -> None:
        self.typed = {"since": since, "until": until, "size": size, "seed": seed.strip()[:50]}

    def draw(self, act: Acting) -> Draw:
        """Return what is to be drawn; without days the last thirty.

        Raises:
            Invalid: a day is none, or the size is no number.
        """
        last = day_in(self.typed["until"], field="until") or act.today
        first = day_in(self.typed["since"], field="since") or last - timedelta(days=29)
        size = whole_number(self.typed["size"], digits=4)
        if size is None:
            raise Invalid("样本量请填数字。", fields={"size": "请填数字。"})
        return Draw(first=first, last=last, size=size, seed=self.typed["seed"])


_Question = Annotated[_Asked, Depends(_Asked)]


@router.get("")
def show(request: Request, act: _Reader, asked: _Question) -> Response:
    """Show the sample that the address asks for."""
    try:
        wanted = asked.draw(act)
        sample = sampling.draw(act, wanted)
    except Invalid as refused:
        context = {"typed": asked.typed, "refused": refused, "sample": [], "csv": ""}
        return page(request, "samples/page.html", context, status=status_of(refused))
    typed = asked.typed | {"since": f"{wanted.first}", "until": f"{wanted.last}"}
    csv = with_query("/samples/csv", **typed)
    context = {"typed": typed, "refused": None, "sample": sample, "csv": csv}
    return page(request, "samples/page.html", context)


@router.get("/csv")
def as_csv(act: _Reader, parts: ServicesDep, asked: _Question) -> Response:
    """Give the same sample as a CSV file."""
    wanted = asked.draw(act)
    sample = sampling.draw(act, wanted)
    note_export(parts, act, sampling.taken(wanted, rows=len(sample), form="csv"))
    headers = {"Content-Disposition": 'attachment; filename="samples.csv"'}
    return Response(sampling.written(sample), media_type="text/csv; charset=utf-8", headers=headers)

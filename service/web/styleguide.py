"""Every part of the pages in every state, for those who build them; switched off in production."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Satisfaction
from models.errors import NotFound
from service.deps import EVERYONE, PageAllowed, ServicesDep
from service.operations.acting import Acting
from service.web.names import Option
from service.web.rendering import page
from service.web.times import Lamp, Remaining

router = APIRouter()

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]

#: The colours by what they are for; their values stand in tokens.css.
_GROUNDS = ("ground", "ground-quiet", "ground-hover", "ground-chosen")
_INKS = ("ink", "ink-quiet", "accent", "good", "soon", "late")

_LONG = "临澄市住房和城乡建设局（市人民防空办公室、市地震局）房屋安全与物业管理科"


@dataclass(frozen=True, kw_only=True)
class _Tab:
    path: str
    label: str
    count: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class _Row:
    number: str
    text: str
    unit: str
    due: Remaining
    percent: int


def _due(lamp: Lamp, words: str) -> Remaining:
    return Remaining(lamp=lamp, words=words, exact="2026-11-12 17:30" if words else "")


_DUES = (
    _due(Lamp.NONE, "无时限"),
    _due(Lamp.CALM, "还剩 3 天 2 小时（工作时间）"),
    _due(Lamp.SOON, "还剩 1 小时 20 分钟（自然时间）"),
    _due(Lamp.LATE, "超期 2 天 4 小时"),
)
_ROWS = tuple(
    _Row(number=f"202611120000{at}", text=text, unit=unit, due=due, percent=percent)
    for at, (text, unit, due, percent) in enumerate(
        (
            ("小区门口烧烤摊天天晚上占道经营，油烟呛人", "市城管局", _DUES[3], 92),
            (
                "停水两天没有通知，老人孩子用水困难，拨打供水热线一直占线没有人接",
                _LONG,
                _DUES[2],
                41,
            ),
            ("咨询公积金异地贷款", "市公积金中心", _DUES[1], 7),
        ),
        start=1,
    )
)


@router.get("/styleguide")
def styleguide(request: Request, act: _Anyone, parts: ServicesDep) -> Response:
    """Show the parts.

    Raises:
        NotFound: the installation does not show them.
    """
    if not parts.settings.styleguide:
        raise NotFound("没有这个地址。", code="not_found")
    context = {
        "grounds": _GROUNDS,
        "inks": _INKS,
        "dues": _DUES,
        "rows": _ROWS,
        "long": _LONG,
        "tabs_of": (
            _Tab(path="#", label="待签收", count=12, is_open=True),
            _Tab(path="#", label="办理中", count=3, is_open=False),
            _Tab(path="#", label="已超期", count=0, is_open=False),
        ),
        "options": [
            Option(value="", label="请选择原因"),
            Option(value="CGJ", label="市城管局"),
            Option(value="ZJJ", label=_LONG),
        ],
        "steps": tuple(Satisfaction),
    }
    return page(request, "styleguide/page.html", context)

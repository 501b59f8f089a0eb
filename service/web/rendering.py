"""Templates to pages: the one Jinja environment, and what every page knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.enums import Role
from service.deps import Visitor, services
from service.queries.progress_words import Phrase
from service.web.language import current, say, say_many
from service.web.marking import layered
from service.web.times import clock_face, day_face, moment

#: How the addresses of the citizens' pages begin.
CITIZENS = ("/progress", "/r/")

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One entry of the navigation."""

    path: str
    label: str
    #: Other pages that lie under it, at addresses of their own.
    beside: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Tell whether a page lies under this entry."""
        return any(path == one or path.startswith(f"{one}/") for one in (self.path, *self.beside))


_INTAKE = Link(path="/intake", label="受理")
_TICKETS = Link(path="/tickets", label="工单")
_DISPATCH = Link(path="/dispatch", label="派单")
_CALENDAR = Link(path="/admin/calendar", label="工作日历")
_POLICIES = Link(path="/admin/policies", label="时限政策")
_CHECKS = Link(path="/checks", label="抽检")
_AUTOMATIC = Link(path="/admin/automatic", label="自动派单")
_CONTESTS = Link(path="/contests", label="争议事项")
_DUTIES = Link(path="/admin/duties", label="权责清单")
_REORGANISING = Link(path="/admin/reorganising", label="机构调整")
_AUDIT = Link(path="/audit", label="审计")
_SAMPLES = Link(path="/samples", label="抽样评估")
_UNITS = Link(path="/admin/departments", label="单位")
_FIGURES = Link(path="/dashboard", label="看板", beside=("/figures",))
_TEMPLATES = Link(path="/reply-templates", label="答复模板")

#: What each role finds at the top of its pages; the first is where it begins.
NAVIGATION: Mapping[Role, tuple[Link, ...]] = {
    Role.OPERATOR: (_INTAKE, _TICKETS),
    Role.DISPATCHER: (_DISPATCH, _INTAKE, _TICKETS, _CHECKS, _CONTESTS, _DUTIES, _FIGURES),
    Role.OFFICER: (Link(path="/inbox", label="收件箱"), _TICKETS, _FIGURES, _TEMPLATES),
    Role.REVISIT_CLERK: (Link(path="/revisits", label="回访"), _TICKETS),
    Role.SUPERVISOR: (
        Link(path="/dispatch", label="督办"),
        _TICKETS,
        _FIGURES,
        _CHECKS,
        _CONTESTS,
        _DUTIES,
        _UNITS,
        _REORGANISING,
        _CALENDAR,
        _POLICIES,
    ),
    Role.ADMINISTRATOR: (
        Link(path="/admin/artifacts", label="模型制品"),
        _AUTOMATIC,
        _FIGURES,
        _UNITS,
        Link(path="/admin/users", label="用户"),
        _DUTIES,
        _REORGANISING,
        Link(path="/admin/tokens", label="接口令牌"),
        _CONTESTS,
        _CALENDAR,
        _POLICIES,
        _TICKETS,
        Link(path="/audit/changes", label="管理变更"),
        _TEMPLATES,
    ),
    Role.EVALUATOR: (_SAMPLES,),
    Role.AUDITOR: (
        _AUDIT,
        _SAMPLES,
        _TICKETS,
        _FIGURES,
        _CONTESTS,
        _DUTIES,
        _UNITS,
        _REORGANISING,
        _AUTOMATIC,
        _CALENDAR,
        _POLICIES,
    ),
}

#: How many entries stand in the row; when there are more, the last place opens the rest.
_ROW = 7


@dataclass(frozen=True, kw_only=True)
class Menu:
    """The navigation of one page: what stands in the row, what waits under 更多, where we are."""

    row: tuple[Link, ...] = ()
    more: tuple[Link, ...] = ()
    here: Link | None = None


def menu(role: Role, path: str) -> Menu:
    """Return a role's navigation as it stands on the page of this address."""
    links = NAVIGATION.get(role, ())
    shown = len(links) if len(links) <= _ROW else _ROW - 1
    under = [link for link in links if link.holds(path)]
    here = max(under, key=lambda link: len(link.path), default=None)
    return Menu(row=links[:shown], more=links[shown:], here=here)


#: What happened, in two to six words, and what a person can do next.
_ERRORS: Mapping[int, tuple[str, str]] = {
    401: ("请先登录", "登录后可继续刚才的操作；受理页的草稿会保留。"),
    403: ("没有权限", "如确需办理，请联系系统管理员核对您的角色。"),
    404: ("没有找到", "请核对编号或网址，或返回列表重新查找。"),
    405: ("操作方式不对", "请从页面上的按钮进行操作。"),
    409: ("与现状不符", "请返回工单查看最新情况，再决定下一步。"),
    412: ("内容已被更新", "请返回工单查看最新情况，再重新提交。"),
    413: ("内容过大", "请删减后再提交。"),
    422: ("填写有误", "请返回上一页修改后再提交，已填写的内容仍在。"),
    503: ("服务暂不可用", "请稍后重试；如持续出现，请联系系统管理员。"),
}
_UNEXPECTED = ("系统出错", "请稍后重试；如再次出现，请把时间告诉系统管理员。")


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    # The extension adds the method when it is loaded; the class does not declare it.
    install = getattr(made, "install_gettext_callables")  # noqa: B009
    install(say, say_many, newstyle=True, pgettext=_say_there)
    made.filters.update(
        t=say, moment=moment, clock_face=clock_face, day_face=day_face, layered=layered
    )
    made.filters["told"] = told
    return made


def _say_there(place: str, sentence: str) -> str:
    return say(sentence, place)


def told(phrase: Phrase) -> str:
    """Return a citizen's sentence in the reader's language."""
    return say(phrase.words, unit=say(phrase.unit))


ENVIRONMENT = _environment()


def page(
    request: Request, template: str, context: Mapping[str, object], *, status: int = 200
) -> HTMLResponse:
    """Return a template as an answer that no cache keeps."""
    known = getattr(request.state, "visitor", None)
    visitor = known if isinstance(known, Visitor) else None
    body = ENVIRONMENT.get_template(template).render(
        {
            "city": services(request).settings.city,
            "path": request.url.path,
            "language": current(),
            "visitor": visitor,
            "unread": getattr(request.state, "unread", 0),
            "links": menu(visitor.actor.role, request.url.path) if visitor else Menu(),
            "here": _address(request),
            **context,
        }
    )
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def _address(request: Request) -> str:
    """Return where to come back to; what was sent by a form cannot be come back to."""
    query = f"?{request.url.query}" if request.url.query else ""
    path = request.url.path
    if request.method == "GET" or path == CITIZENS[0] or path.startswith(CITIZENS[1]):
        return path + query
    return "/progress/ticket" if path.startswith(CITIZENS) else "/"


def error_page(request: Request, *, status: int, detail: str) -> Response:
    """Return an error as a page, or as one line where a part of a page was asked for."""
    title, advice = _ERRORS.get(status, _UNEXPECTED)
    whole = "hx-request" not in request.headers
    context = {
        "title": title,
        "detail": detail,
        "advice": advice,
        "changed": request.method not in {"GET", "HEAD"},
    }
    template = "error.html" if whole else "error_part.html"
    if request.url.path.startswith(CITIZENS):
        template = "citizen/error.html"  # without a way to a log-in that citizens do not have
    return page(request, template, context, status=status)

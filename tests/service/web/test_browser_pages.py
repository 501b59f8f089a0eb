"""Every page there is, wide and narrow: quiet, alone, readable by a machine, never sideways."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from sqlmodel import select

from models.enums import Role
from models.user import User
from service.deps import COOKIE, PageAllowed
from service.operations.accounts import open_session
from service.web import PARTS
from service.web.rendering import NAVIGATION
from tests.citizens import answered, handled
from tests.service.web.axe import serious
from tests.service.web.conftest import USERS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("trained")]

#: Who is asked first to look: those who see most of a page come first.
ORDER = (
    Role.ADMINISTRATOR,
    Role.SUPERVISOR,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.OPERATOR,
    Role.REVISIT_CLERK,
    Role.AUDITOR,
)
#: These answer with no page, or end the visit.
NO_PAGES = frozenset({"/", "/session", "/login", "/tickets/find"})

_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _routes() -> Iterator[tuple[str, frozenset[Role]]]:
    """Return the address of every page that shows something, and who may open it."""
    for part in PARTS:
        for route in part.routes:
            if not isinstance(route, APIRoute) or "GET" not in route.methods:
                continue
            asked = [
                one.call
                for one in route.dependant.dependencies
                if isinstance(one.call, PageAllowed)
            ]
            if asked and route.path not in NO_PAGES:
                yield route.path, frozenset(asked[0].roles)


def _become(page, address: str, store, clock, role: Role) -> None:
    with store.write() as session:
        user = session.exec(select(User).where(User.username == USERS[role.value])).one()
        secret, _ = open_session(session, user=user, at=clock(), hours=240)
    page.context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])


def _faults(page, address: str, path: str) -> list[str]:
    """Return what is wrong with a page, nothing for what is no page."""
    shown = page.request.get(f"{address}{path}")
    if "text/html" not in shown.headers.get("content-type", "") or "<html" not in shown.text():
        return [] if shown.ok else [f"{path}: {shown.status}"]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}{path}")
    found = [f"{path}: {one}" for one in [*page.complaints, *serious(page)]]
    page.complaints.clear()
    for width in (1440, 375):
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate(_OVER)
        if over > 0:
            found.append(f"{path}: {over} px sideways at {width}")
    return found


def _links(page) -> set[str]:
    found = page.eval_on_selector_all("a[href^='/']", "all => all.map((one) => one.pathname)")
    return set(found)


def _pattern(route: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route) + r"\Z")


def _fill(desk) -> None:
    for text in ("路灯坏了三天，晚上看不清路", "停水两天没有通知", "<b>咨询</b>公积金异地贷款"):
        desk.receive(text)
    desk.dispatch(desk.receive("小区门口占道停车，消防车进不来" * 12))
    handled(desk)
    answered(desk)


def test_every_page(page, address, store, desk, clock):
    _fill(desk)
    waiting = dict(_routes())
    assert len(waiting) > 30
    faults: list[str] = []
    for role in ORDER:
        _become(page, address, store, clock, role)
        mine = [path for path, roles in waiting.items() if role in roles]
        links: set[str] = set()
        for path in [path for path in mine if "{" not in path] + [NAVIGATION[role][0].path]:
            waiting.pop(path, None)
            faults += _faults(page, address, path)
            links |= _links(page)
        for path in [path for path in mine if "{" in path]:
            real = sorted(one for one in links if _pattern(path).match(one) and one not in waiting)
            if real:
                waiting.pop(path, None)
                faults += _faults(page, address, real[0])
                links |= _links(page)
    assert faults == [], "\n".join(faults)


def test_the_style_guide_in_both_themes(page, address, store, clock, tmp_path: Path):
    _become(page, address, store, clock, Role.ADMINISTRATOR)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert _faults(page, address, "/styleguide") == []
        for width in (1440, 375):
            page.set_viewport_size({"width": width, "height": 900})
            picture = page.screenshot(path=tmp_path / f"{theme}-{width}.png", full_page=True)
            assert len(picture) > 20_000

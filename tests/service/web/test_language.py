"""A page answers in the language its browser asks for, and every sentence of it has its English."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import nodes
from jinja2.ext import babel_extract

import models
import service
import training
import triage
from models.enums import Labelled, Status
from models.ticket import Ticket
from service.operations.calendars import _NOT_ENTERED, _PROVISIONAL
from service.queries.concerns import why_hard
from service.queries.figures.counts import HARD_LEVEL, HARD_REDIRECTS, HARD_RETURNS, HARD_ROUND
from service.web.language import (
    COOKIE,
    LOCALE,
    TOLD,
    Language,
    _current,
    read_language,
    say,
    say_many,
)
from service.web.rendering import _ERRORS, _UNEXPECTED, ENVIRONMENT, NAVIGATION, TEMPLATES
from service.web.retelling import HAN, PART

ROOT = TEMPLATES.parents[2]
_CLAUSE = re.compile("[\u4e00-\u9fff]+")


@pytest.fixture
def english() -> Iterator[None]:
    before = _current.set(Language.ENGLISH)
    yield
    _current.reset(before)


def _templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


@cache
def _catalogues() -> dict[str, dict[str, str]]:
    """Return the English of each sentence by the catalogue that holds it."""
    found = {}
    for path in sorted((LOCALE / "en").glob("*.po")):
        with path.open("rb") as file:
            found[path.name] = {
                str(one.id): str(one.string)
                for one in read_po(file)
                if one.id and one.string and not one.context
            }
    return found


def _english() -> dict[str, str]:
    return {said: read for part in _catalogues().values() for said, read in part.items()}


def _wrapped(path: Path) -> set[str]:
    """Return the sentences of `trans` and `_()` in a template."""
    options = {"trimmed": "true", "silent": "false"}
    with path.open("rb") as file:
        calls = list(babel_extract(file, ("_", "gettext", "ngettext", "pgettext"), (), options))
    given = (message for _, _, message, _ in calls)
    return {
        part
        for message in given
        for part in (message if isinstance(message, tuple) else (message,))
        if isinstance(part, str) and HAN.search(part)
    }


def _constants(path: Path) -> set[str]:
    """Return the Chinese constants of a template, which are spoken by `|t` or by a macro."""
    tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    compared = {
        given
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr) and call.node.attr == "startswith"
        for given in call.args
    }
    return {
        one.value
        for one in tree.find_all(nodes.Const)
        if isinstance(one.value, str) and HAN.search(one.value) and one not in compared
    }


def _bare(path: Path) -> set[str]:
    """Return the Chinese words of a template that stand there unwrapped."""
    tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    return {one.data.strip() for one in tree.find_all(nodes.TemplateData) if HAN.search(one.data)}


def _said(path: Path) -> set[str]:
    """Return the sentences a module hands to `say` and `say_many`."""
    calls = (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"say", "say_many"}
    )
    return {
        given.value
        for call in calls
        for given in call.args
        if isinstance(given, ast.Constant) and isinstance(given.value, str)
    }


def _labels() -> set[str]:
    """Return the label of every member of every closed vocabulary."""
    for package in (models, service):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name and not found.name.endswith("__main__"):
                importlib.import_module(found.name)

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return {member.label for kind in below(Labelled) for member in kind if HAN.search(member.label)}


def test_a_browser_without_a_wish_reads_chinese():
    assert read_language({}) is Language.CHINESE
    assert read_language({COOKIE: "xx"}) is Language.CHINESE
    assert read_language({COOKIE: "en"}) is Language.ENGLISH


def test_each_language_leads_to_the_other():
    assert Language.CHINESE.other is Language.ENGLISH
    assert Language.ENGLISH.other is Language.CHINESE


@pytest.mark.usefixtures("english")
def test_nothing_is_nothing_in_every_language():
    # A catalogue keeps its own head under the empty sentence.
    assert say("") == ""
    assert say_many("", "", 2) == ""


def test_the_language_is_switched_and_the_person_stays_on_the_page(browser):
    person = browser("operator")
    page = person.get("/tickets?status=RECEIVED").text
    assert '<html lang="zh-CN">' in page
    assert 'name="back" value="/tickets?status=RECEIVED"' in page
    answer = person.client.post(
        "/language", data={"to": "en", "back": "/tickets?status=RECEIVED"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/tickets?status=RECEIVED")
    page = person.get("/tickets").text
    assert '<html lang="en">' in page
    assert "Log out" in page


@pytest.mark.parametrize(
    "back", ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb: c"]
)
def test_the_switch_leads_nowhere_else(anonymous, back):
    sent = {"to": "xx", "back": back}
    answer = anonymous.post("/language", data=sent, follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert "language=zh-CN" in answer.headers["set-cookie"]


def test_another_site_does_not_switch_the_language(anonymous):
    answer = anonymous.post(
        "/language", data={"to": "en"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("path", _templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_no_unwrapped_chinese(path):
    assert _bare(path) == set()


@pytest.mark.parametrize("path", _templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_what_a_template_says_has_its_english(path):
    assert (_wrapped(path) | _constants(path)) - set(_english()) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "service/web").rglob("*.py")), ids=lambda p: p.name)
def test_what_a_module_says_has_its_english(path):
    assert {one for one in _said(path) if HAN.search(one)} - set(_english()) == set()


def test_every_label_and_every_place_of_the_navigation_has_its_english():
    places = {link.label for links in NAVIGATION.values() for link in links}
    errors = {part for pair in [*_ERRORS.values(), _UNEXPECTED] for part in pair}
    assert (_labels() | places | errors) - set(_english()) == set()


def _in_code() -> set[str]:
    """Return every constant of the packages: labels, sentences, names of stages."""
    return {
        node.value
        for package in (models, service, training, triage)
        for path in Path(package.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _in_files() -> str:
    """Return the text of the lists and scripts that pages speak from."""
    kinds = ("triage/**/*.csv", "triage/**/*.txt", "service/**/*.csv", "service/**/*.txt")
    return "\n".join(
        path.read_text(encoding="utf-8")
        for kind in (*kinds, "service/web/static/js/*.js")
        for path in sorted(ROOT.glob(kind))
    )


def test_every_english_sentence_is_used():
    used = {one for path in _templates() for one in _wrapped(path) | _constants(path)} | _in_code()
    listed = _in_files()
    code = "\n".join(used)

    def is_heard(clause: str) -> bool:
        # A part in the code may stand between two halves of what is one clause here.
        return any(clause[:cut] in code and clause[cut:] in code for cut in range(len(clause)))

    for name, part in _catalogues().items():
        if name in TOLD:  # made of parts: each of its clauses stands somewhere
            heard = {said for said in part if all(map(is_heard, _CLAUSE.findall(said)))}
            assert set(part) - heard == set(), name
            continue
        assert {said for said in set(part) - used if said not in listed} == set(), name


def test_no_sentence_has_two_englishes():
    first: dict[str, str] = {}
    for part in _catalogues().values():
        for said, read in part.items():
            assert first.setdefault(said, read) == read, said


@pytest.mark.usefixtures("english")
def test_what_queries_say_in_parts_has_its_english():
    ticket = Ticket(
        round=HARD_ROUND,
        return_count=HARD_RETURNS,
        redirect_count=HARD_REDIRECTS,
        supervision_level=HARD_LEVEL,
        status=Status.SUSPENDED,
    )
    said = [why.words for why in why_hard(ticket)] + [_NOT_ENTERED, _PROVISIONAL]
    assert len(said) == 7
    for words in said:
        assert not HAN.search(say(words, n=3, year=2027)), words


@pytest.mark.usefixtures("english")
def test_a_word_may_have_another_english_in_another_place():
    assert (say("单位"), say("单位", "several")) == ("Unit", "Units")
    assert (say("承办单位"), say("承办单位", "role")) == ("Unit", "Officer")
    assert say("看板", "several") == "Dashboard"


def _parts(said: str) -> set[str]:
    return {name for name, _ in PART.findall(said)}


def test_the_english_has_the_same_parts():
    for said, read in _english().items():
        assert _parts(said) == _parts(read), said


def test_a_reader_of_english_is_refused_in_english_and_the_record_stays(browser, desk, anonymous):
    number = desk.receive()
    desk.dispatch(number)
    desk.dispatch(desk.receive())
    officer, supervisor = browser("officer"), browser("supervisor")
    for person in (officer, supervisor):
        person.client.cookies.set(COOKIE, "en")
    shown = officer.get(f"/tickets/{number}").text
    assert (
        "5 working days from 12 Nov 9:30: 12, 13, 16, 17, 18; 14–15 (Weekend) not counted" in shown
    )
    own = {"version": desk.version(number)}
    refused = officer.post(
        f"/tickets/{number}/reply", public_text="已到现场处理，烧烤摊搬离。", **own
    )
    assert (
        "The ticket is &#34;To acknowledge&#34;, so &#34;Reply&#34; is not possible."
        in refused.text
    )
    assert "已到现场处理，烧烤摊搬离。" in refused.text
    wrong = officer.post(f"/tickets/{number}/request_return", **own)
    assert "Not submitted: " in wrong.text
    assert "This is missing." in wrong.text
    missing = officer.get("/tickets/2020010100001").text
    assert "There is no ticket 2020010100001, or it is not for you to handle." in missing
    part = officer.get("/tickets/2020010100001", headers={"HX-Request": "true"}).text
    assert "There is no ticket 2020010100001" in part
    period = supervisor.get("/dashboard?since=2026-11-12&until=2026-11-01").text
    assert "The period begins after its end." in period
    anonymous.cookies.set(COOKIE, "en")
    api = anonymous.get("/api/v1/tickets")
    assert (api.status_code, bool(HAN.search(api.json()["detail"]))) == (401, True)

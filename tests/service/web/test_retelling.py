"""What is made below the pages, in Chinese, is told again in English with its own parts."""

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from time import process_time

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from models.arithmetic import Limit
from models.calendar import announced_year, provisional_year
from models.clock import CITY_ZONE
from models.deadlines import deadline, extended, postponed
from models.enums import Measure
from models.workdays import ExtraWorkday, WorkCalendar
from service.operations.moving import _FIELD_LABELS
from service.validation import LABELS
from service.web.language import LOCALE, TOLD, _retelling
from service.web.rendering import TEMPLATES
from service.web.retelling import HAN, PART

ROOT = TEMPLATES.parents[2]

#: Where the texts of these are read, no page is: the terminal, a message, a program's own language.
ELSEWHERE = (
    "models/migrations",
    "models/settings.py",  # the process that does not start
    "service/api",  # programs read Chinese
    "service/cli",
    "service/messages.py",  # what is sent to citizens
    "service/web/styleguide.py",
    "training/report.py",
    "training/sample",
)

#: Regular expressions are no sentences.
PATTERN = re.compile(r"\(\?|\\[dsu]|\[\0|\[\^|\]\*|\]\+|\{\d|\|")

#: The arithmetic of a deadline is pieced together; its own test speaks every form of it.
PIECED = ("models/wording.py",)


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for package in ("models", "service", "training", "triage"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith((*ELSEWHERE, *PIECED)):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def _skeleton(said: str) -> str:
    """Return a template without the names of its parts."""
    return PART.sub("\0", said).replace("%%", "%")


def _written(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values
    )


def _made(tree: ast.AST) -> set[str]:
    """Return the skeletons of the f-strings of a module that hold Chinese."""
    inner = {
        id(part.format_spec)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.FormattedValue)
    }
    return {
        written
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and id(node) not in inner
        for written in [_written(node)]
        if HAN.search(written) and not PATTERN.search(written)
    }


def _spoken(tree: ast.AST) -> set[str]:
    """Return the skeletons of whole sentences, and of all that is raised."""
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
    }
    raised = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        for part in ast.walk(node)
    }
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        re.sub(r"\{\w+\}", "\0", _skeleton(node.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and (node.value.endswith("。") or id(node) in raised)
        and id(node) not in inside | documents
    }


@cache
def _messages(name: str) -> dict[str, str]:
    with (LOCALE / "en" / name).open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}


@cache
def _known() -> frozenset[str]:
    names = sorted(path.name for path in (LOCALE / "en").glob("*.po"))
    return frozenset(_skeleton(said) for name in names for said in _messages(name))


#: Parts in nobody's catalogue.
_FILLED = {"s": "甲乙{}", "d": "1{}", "t": "2026-11-0{}", "w": "丙丁{}"}


def _filled(said: str) -> dict[str, str]:
    return {
        name: "12" if name.startswith("month") else _FILLED[kind].format(place)
        for place, (name, kind) in enumerate(PART.findall(said))
    }


@pytest.mark.parametrize("name", TOLD)
def test_a_sentence_is_found_again_with_its_parts(name):
    for said, english in _messages(name).items():
        parts = _filled(said)
        if not parts:
            continue
        made = PART.sub(r"%(\1)s", said) % parts
        parts |= {name: "Dec" for name in parts if name.startswith("month")}
        assert _retelling().tell(made) == english % parts, said


#: What templates call sentences that were made below the pages.
_UNTOLD = re.compile(
    r"\{\{[^}|]*\b(?:detail|sentence|trouble|due_explanation|explanation)\s*\}\}"
    r"|=\s*[\w.]+\.(?:detail|sentence|trouble)\s*(?:,|%\})"
)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_tells_finished_sentences_in_the_readers_language(path):
    assert _UNTOLD.findall(path.read_text(encoding="utf-8")) == []


def test_every_sentence_made_below_the_pages_has_its_english():
    told = {_skeleton(said) for name in TOLD for said in _messages(name)}
    missing = {name: _made(tree) - told for name, tree in _modules()}
    assert {name: lacks for name, lacks in missing.items() if lacks} == {}


def test_every_sentence_said_below_the_pages_has_its_english():
    missing = {name: _spoken(tree) - _known() for name, tree in _modules()}
    assert {name: lacks for name, lacks in missing.items() if lacks} == {}


@pytest.mark.parametrize("label", sorted({*LABELS.values(), *_FIELD_LABELS.values()}))
def test_what_is_wrong_with_a_field_names_it_in_english(label):
    tell = _retelling().tell
    assert not HAN.search(tell(label))
    both = f"{label}：取值应为：work、read。；{label}：缺少此项。"
    told = f"{tell(label)}: Choose one of: work, read.; {tell(label)}: This is missing."
    assert tell(both) == told


def test_parts_are_told_too_and_a_persons_words_are_not():
    tell = _retelling().tell
    assert tell("工单处于“待签收”，不能“答复”。") == (
        'The ticket is "To acknowledge", so "Reply" is not possible.'
    )
    assert tell("工单 2026111200001 延期申请：同意。请抓紧，三日内办完。") == (
        "Ticket 2026111200001, extension: Granted. 请抓紧，三日内办完。"
    )
    assert tell("不能用来学习的 12 件：编号重复 10、内容空白 2。") == (
        "Not fit to learn from: 12 (number repeated 10, no text 2)."
    )
    assert tell("烧烤摊占道，油烟呛人；请处理。") == "烧烤摊占道，油烟呛人；请处理。"
    assert tell("有考核记录：留出 1547 行") == "Has been tested: 1547 lines held out"
    assert tell("收回任务：应为是或否（true / false）。") == (
        "Withdraw the tasks: This must be yes or no (true / false)."
    )
    assert tell("") == ""


#: What somebody may type who wants the pages of an English reader slow: pieces that are all known
#: but for the last, labels within labels, and every place at which a part could end.
HOSTILE = {
    "labels": "是：",
    "labels of lists": "是：是，",
    "all marks": "是：是，是、是。",
    "all marks and lines": "是：是，是、是。是；是\n",
    "stops": "。",
    "refusals": "工单处于“待签收”，不能“答复”。",
    "places": "准确率 1，1底线 1（全派给最大单位可得 ",
    "figures": "1",
}


@pytest.mark.parametrize("again", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("end", ["甲", "甲。"])
def test_a_text_made_to_be_slow_is_told_soon(again, end):
    text = "甲" + again * (20_000 // len(again)) + end
    began = process_time()
    _retelling().tell(text)
    _retelling().tell(text[1:])
    assert process_time() - began < 5


def test_no_template_is_slow_on_a_text_made_for_it():
    templates = [said for name in TOLD for said in _messages(name) if PART.search(said)]
    began = process_time()
    for said in templates:
        first, *later = (one.replace("%%", "%") for one in PART.split(said)[::3])
        repeated = "".join(f"1{literal}" * (6_000 // (len(literal) + 1)) for literal in later)
        _retelling().tell(f"{first}{repeated}甲")
    assert process_time() - began < 60


CALENDAR = WorkCalendar(
    days={
        row.day: row.entry()
        for row in [*announced_year(2025), *announced_year(2026), *provisional_year(2027)]
    }
)


@given(
    start=st.datetimes(datetime(2025, 1, 2), datetime(2027, 9, 1)),
    limit=st.builds(Limit, amount=st.integers(1, 40), measure=st.sampled_from(Measure)),
    weekdays=st.sets(st.sampled_from([5, 6])),
    paused=st.integers(0, 5),
    more=st.integers(0, 40),
)
@settings(max_examples=60, deadline=None)
def test_the_arithmetic_of_a_deadline_is_english(start, limit, weekdays, paused, more):
    began = start.replace(tzinfo=CITY_ZONE, second=0, microsecond=0)
    extra = [ExtraWorkday(weekday=one, valid_from=date(2024, 1, 1)) for one in weekdays]
    calendar = CALENDAR.with_extra(extra)
    due = deadline(start=began, limit=limit, calendar=calendar)
    if paused:
        until = began + timedelta(days=paused)
        due = postponed(due, since=began, until=until, calendar=calendar)
    if more:
        longer = Limit(amount=more * 24 * 60, measure=Measure.WALL_MINUTES)
        if more < 4:
            longer = Limit(amount=more, measure=Measure.WORKING_DAYS)
        due = extended(due, limit=longer, at=began, calendar=calendar)
    assert not HAN.search(_retelling().tell(due.explanation)), due.explanation

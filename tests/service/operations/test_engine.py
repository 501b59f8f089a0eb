"""Which suggester serves: an artefact, an older one, rules alone, or nothing; and what is said."""

import shutil
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import delete, select

from models.category import Category
from models.contest import Contest
from models.database import Database
from models.duty import Duty
from models.revision import touch_city
from models.settings import Settings
from service.installation import Services, create_services
from service.operations.beginning import PREPARING, FirstDay
from service.operations.engine import NOTHING_LIVE
from tests.conftest import StandingClock
from triage.firstday import VERSION
from triage.lessons import Lesson
from triage.prediction import Origin
from triage.suggester import Query, Suggester

LONG = 120.0
FEW = tuple(
    Lesson(text=text, unit=unit, category=None)
    for text, unit in [("拖欠工资", "RSJ"), ("停水抢修", "GSJT"), ("路灯不亮", "CGJ")]
)


@pytest.fixture
def parts(sqlite_settings: Settings, clock: StandingClock) -> Iterator[Services]:
    found = create_services(sqlite_settings, clock=clock)
    yield found
    found.database.dispose()


@pytest.fixture
def small(sqlite_url: str) -> None:
    """The city keeps few duties, so that its rules are learned in no time."""
    database = Database(sqlite_url)
    with database.write() as session:
        kept = session.exec(
            select(Duty.code).where(Duty.category_code.in_(("130101", "200302", "010501")))
        ).all()
        session.exec(delete(Duty).where(Duty.code.not_in(kept)))
        touch_city(session)
    database.dispose()


def ask(parts: Services) -> Suggester | None:
    with parts.database.read() as session:
        return parts.engine.suggester(session)


def settled(parts: Services) -> Suggester | None:
    with parts.database.read() as session:
        return parts.engine.settle(session, seconds=LONG)


def unit(suggester: Suggester | None, text: str) -> str:
    assert suggester is not None
    return suggester.suggest(Query(text=text), on=date(2026, 11, 12)).candidates[0].unit


@pytest.mark.usefixtures("small")
def test_rules_alone_serve_once_they_are_learned(parts: Services) -> None:
    assert ask(parts) is None or parts.engine.origin is Origin.RULES
    found = settled(parts)
    assert unit(found, "公积金怎么提取") == "GJJ"
    assert found is not None
    assert found.artifact.manifest.version == VERSION
    assert parts.engine.origin is Origin.RULES
    assert parts.engine.trouble == "尚无历史：仅据分类目录与权责清单。"
    assert ask(parts) is found


def test_while_they_are_learned_nothing_waits_and_it_is_said(parts: Services) -> None:
    gate = threading.Event()
    made = FirstDay(learn=lambda taught: gate.wait(LONG) and _learned(taught))
    assert made.artifact(FEW, on=date(2026, 11, 12)) is None
    assert made.trouble == PREPARING
    gate.set()
    assert made.wait(seconds=LONG)
    assert made.artifact(FEW, on=date(2026, 11, 12)) is not None
    assert made.trouble == ""


@pytest.mark.usefixtures("small")
def test_a_day_or_a_contest_more_needs_no_new_learning(
    parts: Services, clock: StandingClock
) -> None:
    first = settled(parts)
    clock.forward(days=1)
    later = ask(parts)
    with parts.database.write() as session:
        session.exec(delete(Contest))
        touch_city(session)
    changed = ask(parts)
    assert first is not None
    assert later is not None
    assert changed is not None
    assert changed.artifact is later.artifact is first.artifact
    assert later.knowledge.contests
    assert changed.knowledge.contests == ()


@pytest.mark.usefixtures("small")
def test_a_new_duty_is_learned_while_the_older_rules_serve(parts: Services) -> None:
    first = settled(parts)
    with parts.database.write() as session:
        category = session.exec(select(Category.code).where(Category.code == "010501")).one()
        session.add(
            Duty(
                code="DX",
                name="对共享单车乱停放的清理",
                category_code=category,
                lead="JTJ",
                basis="办法",
                valid_from=date(2026, 1, 1),
            )
        )
        touch_city(session)
    meanwhile = ask(parts)
    assert meanwhile is not None
    assert first is not None
    assert "DX" in meanwhile.knowledge.duties
    after = settled(parts)
    assert after is not None
    assert after.artifact is not first.artifact
    assert unit(after, "共享单车乱停放没人清理") == "JTJ"


def test_without_rules_or_artefact_nothing_serves(parts: Services) -> None:
    with parts.database.write() as session:
        session.exec(delete(Duty))
        touch_city(session)
    assert ask(parts) is None
    assert settled(parts) is None
    assert (parts.engine.origin, parts.engine.trouble) == (None, NOTHING_LIVE)


@pytest.mark.usefixtures("small", "artifact")
def test_an_artefact_replaces_the_rules(parts: Services, clock: StandingClock) -> None:
    live = parts.settings.artifacts / "LIVE"
    aside = live.rename(live.with_name("aside"))
    assert settled(parts) is not None
    assert parts.engine.origin is Origin.RULES
    aside.rename(live)
    found = ask(parts)
    assert found is not None
    assert found.artifact.manifest.version == "first"
    assert (parts.engine.origin, parts.engine.trouble) == (Origin.HISTORY, "")
    clock.forward(days=1)
    assert ask(parts) is not found
    assert ask(parts) is ask(parts)


@pytest.mark.usefixtures("small")
def test_a_damaged_artefact_leaves_the_rules_in_service(parts: Services, artifact: Path) -> None:
    (artifact / "first" / "pipeline.pickle").write_bytes(b"no pickle at all")
    assert unit(settled(parts), "公积金怎么提取") == "GJJ"
    assert parts.engine.origin is Origin.RULES
    assert parts.engine.trouble.startswith("制品 first 不能使用：")
    assert parts.engine.trouble.endswith("暂按分类目录与权责清单建议。")


def test_an_older_artefact_that_works_stays(parts: Services, artifact: Path) -> None:
    first = ask(parts)
    shutil.copytree(artifact / "first", artifact / "second")
    (artifact / "second" / "pipeline.pickle").write_bytes(b"no pickle at all")
    (artifact / "LIVE").write_text("second")
    assert first is not None
    again = ask(parts)
    assert again is first or (again is not None and again.artifact is first.artifact)
    assert parts.engine.origin is Origin.HISTORY


def test_lessons_that_cannot_be_learned_are_said_and_not_tried_again() -> None:
    tried: list[int] = []

    def fails(taught: tuple[Lesson, ...]) -> object:
        tried.append(len(taught))
        raise ValueError("broken")

    made = FirstDay(learn=fails)
    for _ in range(3):
        assert made.artifact(FEW, on=date(2026, 11, 12)) is None
        made.wait(seconds=LONG)
    assert tried == [len(FEW)]
    assert "出错" in made.trouble


def test_many_threads_make_it_once() -> None:
    tried: list[int] = []

    def slow(taught: tuple[Lesson, ...]) -> object:
        tried.append(len(taught))
        return _learned(taught)

    made = FirstDay(learn=slow)
    day = date(2026, 11, 12)
    threads = [
        threading.Thread(target=lambda at: made.artifact(FEW, on=at), args=[day + timedelta(n)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.wait(seconds=LONG)
    assert made.artifact(FEW, on=day) is not None
    assert tried == [len(FEW)]


def _learned(taught: tuple[Lesson, ...]) -> object:
    from triage.rulereader import learn_rules

    return learn_rules(taught)

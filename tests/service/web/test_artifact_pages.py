"""A candidate beside the live artefact, and what a person says about it."""

import shutil
from pathlib import Path

import pytest

from models.settings import Settings
from service.installation import create_services
from service.queries import reference
from tests.conftest import START
from training.history import HistoryRow, history_of
from training.retrain import Order, retrain


@pytest.fixture(scope="session")
def two_artifacts(
    artifacts: Path,
    sqlite_template: Path,
    past: tuple[HistoryRow, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The live artefact and a candidate that learned a little more, made once."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(artifacts, folder / "artifacts")
    shutil.copy(sqlite_template, folder / "city.sqlite3")
    parts = create_services(
        Settings(
            var=folder, database_url=f"sqlite:///{folder / 'city.sqlite3'}", secret_key="k" * 40
        )
    )
    with parts.database.read() as session:
        city = reference.knowledge(session)
    retrain(
        history=history_of(past[:600], source="示范"),
        knowledge=city,
        successions=[],
        registry=parts.registry,
        order=Order(version="v2", at=START, trained_on="第二批", promote=False, learn_all=False),
        progress=lambda _stage, _share: None,
    )
    parts.database.dispose()
    return folder / "artifacts"


@pytest.fixture
def pair(two_artifacts: Path, sqlite_settings: Settings) -> None:
    shutil.copytree(two_artifacts, sqlite_settings.artifacts)


@pytest.mark.usefixtures("pair")
def test_a_candidate_stands_beside_what_is_live(browser):
    page = browser("administrator").get("/admin/artifacts").text
    for words in (
        "候选 v2",
        "与现用比较",
        "比较于",
        "首选准确率",
        "97% 精度时可自动派单",
        "条门槛",
        "得益的单位",
        "受损的单位",
        "最常派混的两家",
        "自动派出多少，还能派对多少",
        "说的把握，可信吗",
        "启用 v2 会怎样",
        "没有单位启用自动派单",
        "没有更早的版本可退",
    ):
        assert words in page, words
    assert "DISTRICT" not in page


@pytest.mark.usefixtures("pair")
def test_what_passed_goes_live_by_name_and_comes_back(browser, app):
    admin = browser("administrator")
    registry = app.state.services.registry
    page = admin.get("/admin/artifacts").text
    forced = {"forced": "true", "reason": "试一试"} if "不顾门槛" in page else {}
    gone = admin.post(
        "/admin/artifacts/promote", artifact="v2", expected="v1", follow=True, **forced
    )
    assert "已切换，现用 v2" in gone.text
    assert registry.live() == "v2"
    assert registry.history()[-1].by == "管理员"
    back = admin.post("/admin/artifacts/rollback", follow=True)
    assert "现用 v1" in back.text
    assert "回退到" in back.text
    told = browser("auditor").get("/audit/changes").text
    assert "不顾门槛启用：试一试" in told if forced else "启用" in told
    assert "回退到这个版本" in told


@pytest.mark.usefixtures("pair")
def test_what_another_changed_meanwhile_is_said(browser, app):
    admin = browser("administrator")
    answer = admin.post(
        "/admin/artifacts/promote", artifact="v2", expected="v0", forced="true", reason="急用"
    )
    assert answer.status_code == 409
    assert "没有切换" in answer.text
    assert app.state.services.registry.live() == "v1"


@pytest.mark.usefixtures("pair")
def test_force_needs_a_reason_and_keeps_it(browser, app):
    admin = browser("administrator")
    given = {"artifact": "v2", "expected": "v1", "forced": "true"}
    refused = admin.post("/admin/artifacts/promote", **given, reason="  ")
    assert refused.status_code == 422
    assert "请写明为什么" in refused.text
    assert app.state.services.registry.live() == "v1"


@pytest.mark.usefixtures("pair")
def test_each_version_has_a_report(browser):
    admin = browser("administrator")
    page = admin.get("/admin/artifacts/report/v2").text
    for words in ("第二批", "考核结果", "最弱的单位", "此刻的启用门槛", "合并属地与权责清单后"):
        assert words in page, words
    assert "此刻的启用门槛" not in admin.get("/admin/artifacts/report/v1").text
    assert admin.get("/admin/artifacts/report/v9").status_code == 404


@pytest.mark.usefixtures("pair")
def test_a_damaged_version_is_listed_with_its_trouble(browser, sqlite_settings):
    (sqlite_settings.artifacts / "v2" / "evaluation.json").write_text("{}")
    admin = browser("administrator")
    assert "不能使用" in admin.get("/admin/artifacts").text
    assert "不能使用" in admin.get("/admin/artifacts/report/v2").text

"""The whole way from history to a live artefact, for real and small."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.training.builders import KEY, NOON, SUCCESSIONS, city, history_rows, row
from tests.training.conftest import silent
from training.admission import verdict_on
from training.errors import OneClassOnly, TooFewRows, VersionTaken
from training.history import history_of
from training.promotion import Limits
from training.registry import Registry
from training.retrain import Order, retrain
from triage.knowledge import Knowledge

# Fifty held-out rows tell little: these tests are about the way, not about the figures.
EASY = Limits(ece=1.0, macro_f1_step=0.3, macro_f1_total=0.5, recall_drop=1.0)


@pytest.fixture
def registry(tmp_path):
    return Registry(root=tmp_path / "artifacts", key=KEY)


def run(registry, rows, *, version="v1", knowledge=None, progress=silent, **order):
    order = {"limits": EASY} | order
    return retrain(
        history=history_of(rows, source="test"),
        knowledge=knowledge or Knowledge.empty(),
        successions=SUCCESSIONS,
        registry=registry,
        order=Order(version=version, at=NOON, trained_on="test", **order),
        progress=progress,
    )


def nothing_left(registry, tmp_path):
    staging = tmp_path / "artifacts" / ".staging"
    return registry.versions() == () and (not staging.exists() or not any(staging.iterdir()))


def test_the_first_artefact_goes_live_and_works(registry, tmp_path):
    told = []
    outcome = run(registry, history_rows(), progress=lambda stage, part: told.append(part))
    assert (outcome.version, outcome.promoted, registry.live()) == ("v1", True, "v1")
    assert outcome.evaluation.accuracy >= 0.9
    assert registry.record().evaluation == outcome.evaluation
    loaded = registry.load()
    assert loaded.manifest.labels == {"人社局": 40, "城管局": 40, "教育局": 40}
    assert loaded.manifest.trained_on == "test"
    best = loaded.classifier.probabilities(["老板拖欠工资不给"]).units.argmax()
    assert loaded.classifier.units[best] == "人社局"
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert not any((tmp_path / "artifacts" / ".staging").iterdir())


def test_city_units_are_folded_and_the_whole_suggestion_is_measured(registry):
    rows = [
        *history_rows(),
        *(row(at, unit="东湖区", text=f"村里道路{at}坑洼不平") for at in range(500, 530)),
    ]
    outcome = run(registry, rows, knowledge=city())
    assert not outcome.foreign
    assert registry.load().classifier.units == ("CGJ", "DISTRICT", "JYJ", "RSJ")
    assert outcome.evaluation.routing is not None
    assert outcome.evaluation.routing.rows == outcome.evaluation.rows


def test_the_newest_tickets_teach_too(registry):
    rows = history_rows()
    news = [
        row(
            900 + at,
            unit="教育局",
            text=f"无人机坠落在操场第{at}回",
            received_at=rows[-1].received_at + timedelta(days=at),
        )
        for at in range(6)
    ]
    run(registry, [*rows, *news])
    loaded = registry.load()
    best = loaded.classifier.probabilities(["无人机坠落"]).units.argmax()
    assert loaded.classifier.units[best] == "教育局"
    run(registry, [*rows, *news], version="v2", learn_all=False)
    assert registry.load("v2").manifest.rows < registry.load("v1").manifest.rows


def test_retraining_on_the_same_rows_compares_each_on_its_own(registry):
    run(registry, history_rows())
    again = run(registry, history_rows(), version="v2")
    assert again.promoted
    assert any("各自的留出记录" in finding.sentence for finding in again.verdict.findings)
    assert registry.load().manifest.parent == "v1"


def test_new_rows_examine_both_on_the_same(registry):
    rows = history_rows(900)
    run(registry, rows[:300])
    later = run(registry, rows, version="v2")
    assert any("同一批" in finding.sentence for finding in later.verdict.findings)
    step = next(one.sentence for one in later.verdict.findings if one.gate == "step")
    old, new = map(float, re.findall(r"F1 由 (\S+) 到 (\S+)，", step)[0])
    first, second = registry.record("v1").standing, registry.record("v2").standing
    assert second - first == pytest.approx(new - old, abs=0.002)
    both = registry.record("v2").compared
    assert both is not None
    assert (both.live, both.own.rows) == ("v1", both.other.rows)
    # Whoever promotes it later hears of the same rows, not of each one's own.
    assert registry.rollback(at=NOON) == "v1"
    asked = verdict_on(version="v2", registry=registry, knowledge=Knowledge.empty(), on=NOON.date())
    assert any("同一批" in finding.sentence for finding in asked.findings)


def test_a_worse_artefact_is_kept_but_not_promoted_unless_forced(registry):
    run(registry, history_rows())
    fewer = [one for one in history_rows() if one.unit != "教育局"]
    refused = run(registry, fewer, version="v2")
    assert (refused.promoted, registry.live()) == (False, "v1")
    assert "not_shrunk" in {one.gate for one in refused.verdict.findings if not one.passed}
    assert registry.versions() == ("v1", "v2")
    forced = run(registry, fewer, version="v3", force=True, reason="试用")
    assert (forced.promoted, forced.verdict.passed, registry.live()) == (True, False, "v3")
    assert [(one.forced, one.reason) for one in registry.history()] == [(False, ""), (True, "试用")]


def test_a_foreign_label_set_does_not_replace_a_citys(registry):
    run(registry, history_rows(), knowledge=city())
    topics = [replace(one, unit=f"主题{one.unit[0]}") for one in history_rows()]
    outcome = run(registry, topics, version="v2", knowledge=city())
    assert (outcome.foreign, outcome.promoted, registry.live()) == (True, False, "v1")


def test_promotion_can_be_left_to_a_person(registry):
    assert not run(registry, history_rows(), promote=False).promoted
    assert registry.live() is None


def test_a_history_without_dates_trains(registry):
    outcome = run(registry, history_rows(dated=False))
    assert outcome.promoted
    assert any("没有受理时间" in remark for remark in outcome.report.remarks)


def test_one_class_is_said_and_nothing_is_written(registry, tmp_path):
    rows = [one for one in history_rows() if one.unit == "城管局"]
    with pytest.raises(OneClassOnly) as caught:
        run(registry, rows)
    assert "40 行可用记录的承办单位全是 城管局" in caught.value.detail
    assert nothing_left(registry, tmp_path)


@pytest.mark.parametrize("rows", [[], history_rows(9), [row(at, text="") for at in range(50)]])
def test_too_few_rows_are_said_with_counts_and_nothing_is_written(registry, tmp_path, rows):
    with pytest.raises(TooFewRows) as caught:
        run(registry, rows)
    assert f"读到 {len(rows)} 行" in caught.value.detail
    assert nothing_left(registry, tmp_path)


def test_ten_rows_are_enough_to_train(registry):
    assert run(registry, history_rows(10)).version == "v1"


def test_a_taken_version_is_refused_before_any_work(registry):
    run(registry, history_rows())
    told = []
    with pytest.raises(VersionTaken):
        run(registry, history_rows(), progress=lambda stage, part: told.append(stage))
    assert told == []


def test_a_failing_disk_leaves_nothing_behind(registry, tmp_path):
    class DiskFullError(Exception):
        pass

    def fails(stage, part):
        if stage == "写入制品":
            raise DiskFullError

    with pytest.raises(DiskFullError):
        run(registry, history_rows(), progress=fails)
    assert nothing_left(registry, tmp_path)


def test_the_same_rows_give_the_same_files_wherever_the_features_lie(tmp_path):
    files = []
    for name, megabytes in (("one", 4_000), ("two", 4_000), ("three", 0)):
        registry = Registry(root=tmp_path / name, key=KEY)
        run(registry, history_rows(), megabytes=megabytes)
        files.append(dict(registry.load().manifest.files))
        assert not any((tmp_path / name / ".staging").iterdir())
    assert files[0] == files[1] == files[2]

"""Artefacts on disk, the live one, and the way back; with several processes and with crashes."""

import multiprocessing
from datetime import timedelta

import pytest

from tests.training.builders import KEY, NOON
from training.errors import (
    EvaluationDamaged,
    LiveMoved,
    NothingLive,
    NothingToRollBackTo,
    VersionInvalid,
    VersionTaken,
    VersionUnknown,
)
from training.registry import Registry
from triage.errors import ArtifactError, ArtifactForeign


def promote(registry, *versions):
    for step, version in enumerate(versions):
        at = NOON + timedelta(minutes=step)
        registry.promote(version, at=at, expected=registry.live())


def test_an_empty_registry_has_nothing(registry):
    assert (registry.versions(), registry.live(), registry.history()) == ((), None, ())
    with pytest.raises(NothingLive):
        registry.load()
    with pytest.raises(VersionUnknown):
        registry.load("v1")
    with pytest.raises(NothingToRollBackTo):
        registry.rollback(at=NOON)


def test_added_listed_promoted_loaded(registry, add):
    add("v1")
    add("v2", macro_f1=0.8)
    promote(registry, "v2")
    assert [(one.version, one.live, one.record.evaluation.macro_f1) for one in registry.list()] == [
        ("v1", False, 0.9),
        ("v2", True, 0.8),
    ]
    assert registry.load().manifest.version == "v2"
    assert registry.load("v1").manifest.version == "v1"
    assert registry.record().seen.tolist() == [1, 3]


def test_rollback_goes_back_step_by_step_and_can_go_forward_again(registry, add):
    for version in ("v1", "v2", "v3"):
        add(version)
    promote(registry, "v1", "v2", "v3")
    assert registry.rollback_target() == "v2"
    assert registry.rollback(at=NOON) == "v2"
    assert registry.rollback(at=NOON) == "v1"
    assert registry.rollback_target() is None
    with pytest.raises(NothingToRollBackTo):
        registry.rollback(at=NOON)
    promote(registry, "v3")
    assert registry.rollback(at=NOON) == "v1"
    actions = [(one.action, one.version, one.previous) for one in registry.history()]
    assert actions[2:5] == [
        ("promote", "v3", "v2"),
        ("rollback", "v2", "v3"),
        ("rollback", "v1", "v2"),
    ]


@pytest.mark.parametrize("version", ["", "..", "../x", "a/b", ".hidden", "LIVE", "a" * 65, "版本"])
def test_bad_version_names(registry, version):
    with pytest.raises(VersionInvalid):
        registry.staging(version)


def test_versions_are_never_overwritten(registry, add):
    add("v1")
    with pytest.raises(VersionTaken):
        registry.staging("v1")


def test_of_two_trainers_with_one_version_one_wins(registry, add, classifier):
    first = registry.staging("v1")
    add("v1")
    first.mkdir()
    with pytest.raises(VersionTaken):
        registry.add("v1", staged=first, record=registry.record("v1"))
    assert registry.versions() == ("v1",)


def test_promotion_is_refused_when_live_has_moved(registry, add):
    add("v1")
    add("v2")
    promote(registry, "v1")
    with pytest.raises(LiveMoved) as caught:
        registry.promote("v2", at=NOON, expected=None)
    assert (caught.value.expected, caught.value.found) == (None, "v1")
    assert registry.live() == "v1"


def test_what_cannot_be_loaded_never_goes_live(registry, add, tmp_path):
    add("v1")
    path = tmp_path / "artifacts" / "v1" / "pipeline.pickle"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtifactError):
        promote(registry, "v1")
    assert registry.live() is None


def test_a_foreign_registry_is_listed_with_its_trouble(registry, add, tmp_path):
    add("v1")
    other = Registry(root=tmp_path / "artifacts", key=b"another key")
    assert [bool(one.trouble) for one in other.list()] == [True]
    with pytest.raises(ArtifactForeign):
        other.load("v1")


@pytest.mark.parametrize("name", ["evaluation.json", "seen.npy"])
def test_a_changed_record_is_refused(registry, add, tmp_path, name):
    add("v1")
    path = tmp_path / "artifacts" / "v1" / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"0.9", b"1.0") if name.endswith("json") else content + b"x")
    with pytest.raises(EvaluationDamaged):
        registry.record("v1")


def test_a_record_cannot_move_to_another_version(registry, add, tmp_path):
    add("v1")
    add("v2", macro_f1=0.5)
    good = tmp_path / "artifacts" / "v1" / "evaluation.json"
    good.replace(tmp_path / "artifacts" / "v2" / "evaluation.json")
    with pytest.raises(EvaluationDamaged):
        registry.record("v2")


def test_half_written_artefacts_are_not_seen_and_are_swept(registry, add, tmp_path):
    folder = tmp_path / "artifacts"
    (folder / ".staging").mkdir(parents=True)
    gone = multiprocessing.get_context("spawn").Process()
    gone.start()
    gone.join()
    half = folder / ".staging" / f"{gone.pid}-v0"
    half.mkdir()
    add("v1")
    assert registry.versions() == ("v1",)
    assert not half.exists()


def test_a_crash_between_live_and_history_loses_nothing(registry, add, tmp_path):
    for version in ("v1", "v2"):
        add(version)
    promote(registry, "v1")
    folder = tmp_path / "artifacts"
    (folder / "LIVE").write_text("v2\n", encoding="utf-8")
    with (folder / "HISTORY").open("a", encoding="utf-8") as file:
        file.write('{"at": "2026')
    assert registry.live() == "v2"
    assert registry.rollback(at=NOON) == "v1"
    assert [one.version for one in registry.history()] == ["v1", "v1"]


def _race(root, version, results):
    registry = Registry(root=root, key=KEY)
    try:
        registry.promote(version, at=NOON, expected="v0")
        results.put(version)
    except LiveMoved:
        results.put(None)


def test_of_two_concurrent_promotions_one_wins(registry, add, tmp_path):
    for version in ("v0", "v1", "v2"):
        add(version)
    promote(registry, "v0")
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    processes = [
        context.Process(target=_race, args=(tmp_path / "artifacts", version, results))
        for version in ("v1", "v2")
    ]
    for process in processes:
        process.start()
    outcomes = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=60)
    assert outcomes.count(None) == 1
    assert registry.live() in outcomes

"""Promotion by hand goes through the same gates, and force is remembered."""

import pytest

from tests.training.builders import NOON, figures
from training.admission import admit, verdict_on
from training.errors import LiveMoved, NotAdmitted, VersionUnknown
from triage.knowledge import Knowledge


@pytest.fixture
def try_in(registry):
    def tried(version, **more):
        more.setdefault("expected", registry.live())
        return admit(
            version=version, registry=registry, knowledge=Knowledge.empty(), at=NOON, **more
        )

    return tried


def test_what_passes_goes_live(registry, add, try_in):
    add("v1")
    add("v2", macro_f1=0.91)
    assert try_in("v1").passed
    assert try_in("v2").passed
    assert registry.live() == "v2"
    assert [one.forced for one in registry.history()] == [False, False]


def test_what_fails_stays_out_and_the_refusal_says_why(registry, add, try_in):
    add("v1")
    add("v2", macro_f1=0.80)
    try_in("v1")
    with pytest.raises(NotAdmitted, match="v2 未达上线条件") as refused:
        try_in("v2")
    assert refused.value.why
    assert registry.live() == "v1"


def test_a_sacrificed_unit_fails(registry, add, try_in):
    add("v1", classes=(figures("城管局", recall=0.8),))
    add("v2", classes=(figures("城管局", recall=0.0),))
    try_in("v1")
    with pytest.raises(NotAdmitted, match="城管局"):
        try_in("v2")


def test_force_goes_live_and_is_remembered(registry, add, try_in):
    add("v1")
    add("v2", macro_f1=0.80)
    try_in("v1")
    assert not try_in("v2", force=True, by="管理员", reason="改了分类").passed
    assert registry.live() == "v2"
    assert [one.forced for one in registry.history()] == [False, True]
    last = registry.history()[-1]
    assert (last.by, last.reason) == ("管理员", "改了分类")


def test_somebody_else_went_first(registry, add, try_in):
    add("v1")
    add("v2")
    try_in("v1")
    with pytest.raises(LiveMoved):
        try_in("v2", expected=None)


def test_an_unknown_version_is_said(registry):
    with pytest.raises(VersionUnknown):
        verdict_on(version="v9", registry=registry, knowledge=Knowledge.empty(), on=NOON.date())

"""The gates, each with a case on both sides."""

from dataclasses import replace

import pytest

from tests.training.builders import evaluation, figures
from training.evaluation import ArrivingFigures
from training.promotion import GATES, Best, Case, Comparison, Limits, judge


def arriving(*, ece):
    return ArrivingFigures(rows=2000, accuracy=0.9, top_3=0.95, ece=ece)


def failed(case, limits=None):
    verdict = judge(case=case, limits=limits or Limits())
    names = [finding.gate for finding in verdict.findings if not finding.passed]
    assert verdict.passed == (not names)
    return names


def against(challenger, live, **more):
    return Case(
        challenger=challenger,
        standing=challenger.macro_f1,
        comparison=Comparison(challenger=challenger, live=live, same_rows=True),
        live_labels=frozenset(live.labels),
        **more,
    )


def test_the_first_artefact_meets_only_absolute_gates():
    assert failed(Case(challenger=evaluation(), standing=0.9)) == []


@pytest.mark.parametrize(
    ("changes", "gate"),
    [
        ({"accuracy": 0.55, "majority": 0.5}, "beats_majority"),
        ({"ece": 0.09}, "calibrated"),
        ({"ece": 0.09, "rows": 200}, None),
        ({"rows": 0}, "examined"),
        ({"ece": 0.2, "arriving": arriving(ece=0.03)}, None),
        ({"ece": 0.03, "arriving": arriving(ece=0.2)}, "calibrated"),
    ],
)
def test_absolute_gates(changes, gate):
    assert failed(Case(challenger=evaluation(**changes), standing=0.9)) == ([gate] if gate else [])


def test_as_good_as_live_passes():
    assert failed(against(evaluation(), evaluation())) == []


def test_a_step_down_beyond_tolerance_fails():
    assert failed(against(evaluation(macro_f1=0.885), evaluation())) == []
    assert failed(against(evaluation(macro_f1=0.87), evaluation())) == ["step"]


def test_one_class_sacrificed_fails_whatever_the_mean():
    worse = evaluation(macro_f1=0.95, classes=(figures("A"), figures("B", recall=0.0)))
    assert failed(against(worse, evaluation())) == ["recall"]
    gone = evaluation(macro_f1=0.95, classes=(figures("A"),))
    assert failed(against(gone, evaluation())) == ["recall"]


def test_a_class_of_few_rows_may_wobble():
    worse = evaluation(classes=(figures("A"), figures("B", recall=0.5, support=29)))
    live = evaluation(classes=(figures("A"), figures("B", support=29)))
    assert failed(against(worse, live)) == []


@pytest.mark.parametrize(
    ("rows", "same_rows", "gates"),
    [(120, False, []), (5000, False, ["step"]), (120, True, ["step"])],
)
def test_on_few_rows_of_each_ones_own_chance_is_allowed_for(rows, same_rows, gates):
    live = evaluation(rows=rows, macro_f1=0.85)
    challenger = evaluation(rows=rows, macro_f1=0.82)
    case = against(challenger, live)
    comparison = replace(case.comparison, same_rows=same_rows)
    assert failed(replace(case, comparison=comparison)) == gates


def test_three_steps_of_four_points_fail_though_each_step_passes():
    limits = Limits(macro_f1_step=0.05, macro_f1_total=0.10)
    best = Best(version="v1", standing=0.90)
    live = evaluation()
    results = []
    for macro_f1 in (0.86, 0.82, 0.78):
        challenger = evaluation(macro_f1=macro_f1)
        results.append(failed(against(challenger, live, best=best), limits))
        live = challenger
    assert results == [[], [], ["total"]]


def test_a_lost_label_fails_unless_its_unit_is_gone():
    live = evaluation(labels=("A", "B", "C"))
    assert failed(against(evaluation(), live)) == ["not_shrunk"]
    assert failed(against(evaluation(), live, retired=frozenset("C"))) == []


def test_another_label_set_never_replaces_the_live_one_by_itself():
    case = Case(challenger=evaluation(labels=("X", "Y")), standing=0.9, live_labels=frozenset("AB"))
    assert failed(case) == ["same_world", "not_shrunk"]


def test_every_finding_is_a_chinese_sentence_under_its_label():
    verdict = judge(case=against(evaluation(), evaluation()), limits=Limits())
    assert [finding.gate for finding in verdict.findings] == [gate.name for gate in GATES]
    for finding, gate in zip(verdict.findings, GATES, strict=True):
        assert finding.sentence.startswith(f"{gate.label}：")


def test_the_basis_of_a_comparison_is_told():
    case = against(evaluation(), evaluation())
    assert "同一批 1000 行" in judge(case=case, limits=Limits()).findings[5].sentence
    apart = replace(case, comparison=replace(case.comparison, same_rows=False))
    assert "各自的留出记录" in judge(case=apart, limits=Limits()).findings[5].sentence

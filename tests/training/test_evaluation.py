"""What an artefact is worth, on a really trained one."""

from dataclasses import replace

import pytest

from tests.training.builders import evaluation, labelled
from training.evaluation import ArrivingFigures, Evaluation, HeadFigures, evaluate
from training.promotion import Case, Limits, judge
from training.report import drop_table, evaluation_table, verdict_table
from training.routing import RoutingFigures


def test_figures_of_a_trained_classifier(classifier, prepared):
    rows = prepared.at(prepared.split.held_out)
    found = evaluate(classifier=classifier, rows=rows)
    assert found.rows == len(rows)
    assert found.labels == classifier.units
    assert found.accuracy >= 0.9
    assert sum(one.support for one in found.classes) == len(rows)
    assert (found.category, found.kind, found.routing) == (None, None, None)


def test_a_label_that_the_classifier_lacks_is_a_miss(classifier, prepared):
    rows = prepared.at(prepared.split.held_out)
    alone = evaluate(classifier=classifier, rows=rows)
    strangers = [labelled(at, label="火星局", text=f"陨石{at}") for at in range(len(rows))]
    both = evaluate(classifier=classifier, rows=[*rows, *strangers])
    assert both.accuracy == pytest.approx(alone.accuracy / 2)
    assert both.macro_f1 <= alone.macro_f1 * 3 / 4


def test_no_rows_is_a_sane_evaluation(classifier):
    assert evaluate(classifier=classifier, rows=[]).rows == 0


def test_json_round_trip(classifier, prepared):
    found = evaluate(classifier=classifier, rows=prepared.at(prepared.split.held_out))
    full = replace(
        found,
        category=HeadFigures(rows=3, labels=2, accuracy=0.5, top_3=1.0),
        arriving=ArrivingFigures(rows=5, accuracy=0.6, top_3=1.0, ece=0.1),
        routing=RoutingFigures(rows=3, first=0.5, top_3=1.0, sure=0.5, sure_right=0.9),
    )
    assert Evaluation.from_json(full.to_json()) == full
    assert Evaluation.from_json(evaluation().to_json()) == evaluation()


def test_tables_can_be_shown(classifier, prepared):
    from rich.console import Console

    console = Console(record=True, width=120)
    found = evaluate(classifier=classifier, rows=prepared.at(prepared.split.held_out))
    console.print(drop_table(prepared.report))
    console.print(evaluation_table(found))
    console.print(
        verdict_table(judge(case=Case(challenger=found, standing=found.macro_f1), limits=Limits()))
    )
    shown = console.export_text()
    assert "宏平均 F1" in shown
    assert "概率可信" in shown

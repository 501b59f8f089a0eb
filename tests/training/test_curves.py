"""Curves of a handful of rows, worked out by hand."""

import numpy as np
import pytest

from tests.training.builders import evaluation
from training.curves import Curves, curves_of
from training.evaluation import Evaluation

CONFIDENCE = np.array([0.95, 0.95, 0.85, 0.55, 0.52, 0.05])
RIGHT = np.array([True, True, False, True, False, False])


def test_reliability_says_what_was_promised_and_what_was_kept():
    bins = curves_of(right=RIGHT, confidence=CONFIDENCE).reliability
    assert [(one.promised, one.kept, one.rows) for one in bins] == [
        (0.05, 0.0, 1),
        (pytest.approx(0.535), 0.5, 2),
        (0.85, 0.0, 1),
        (0.95, 1.0, 2),
    ]


def test_coverage_is_cut_only_where_the_confidence_changes():
    points = curves_of(right=RIGHT, confidence=CONFIDENCE).coverage
    assert [round(one.coverage * 6) for one in points] == [2, 3, 4, 5, 6]
    assert [one.precision for one in points] == [1.0, 0.66667, 0.75, 0.6, 0.5]
    assert points[0].threshold == 0.95


def test_many_rows_give_few_points_and_none_give_none():
    many = curves_of(right=np.ones(5000, bool), confidence=np.linspace(1, 0.2, 5000))
    assert len(many.coverage) == 40
    assert many.coverage[-1].coverage == 1
    empty = curves_of(right=np.zeros(0, bool), confidence=np.zeros(0))
    assert empty == Curves(reliability=(), coverage=())


def test_curves_come_back_and_their_absence_is_not_written():
    curves = curves_of(right=RIGHT, confidence=CONFIDENCE)
    drawn = evaluation(curves=curves)
    assert Evaluation.from_json(drawn.to_json()) == drawn
    assert "curves" not in evaluation().to_json()

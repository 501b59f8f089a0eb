"""The classifier learns from little, tells its progress, and is sure when it may be."""

import csv
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from triage.calibration import fit_sharpness, softmax
from triage.pipeline import Classifier, Examples, fit
from triage.recipe import Recipe

SMALL = Recipe(word_features=500, character_features=500)
TOPICS = Path(__file__).parents[3] / "shared" / "data" / "topics_all.csv"


def quiet(stage: str, fraction: float) -> None:
    """Nobody watches."""


def test_heads_and_their_labels(classifier: Classifier) -> None:
    assert classifier.units == ("CGJ", "GSJT", "RSJ", "STREET")
    assert classifier.categories == ("010101", "010201", "070101", "130101")
    assert classifier.kinds == ("COMPLAINT", "HELP")


def test_probabilities_sum_to_one(classifier: Classifier) -> None:
    scores = classifier.probabilities(["停水了", "", "x" * 20_000, "\ud800"])
    for table in (scores.units, scores.categories, scores.kinds):
        assert table is not None
        np.testing.assert_allclose(table.sum(axis=1), 1.0, rtol=1e-5)


def test_it_has_learned(classifier: Classifier, examples: Examples) -> None:
    best = classifier.probabilities(examples.texts).units.argmax(axis=1)
    assert [classifier.units[number] for number in best] == list(examples.units)


def test_contributions_add_up_to_the_word_part_of_the_score(classifier: Classifier) -> None:
    text = "家里停水两天了，水压太低"
    _, added = classifier.contributions(text, units=["GSJT"])
    words = classifier.features([text]).words
    column = classifier.units.index("GSJT")
    weights = classifier.unit_head.coef_[: words.shape[1], column]
    np.testing.assert_allclose(added.sum(), (words @ weights)[0], rtol=1e-4)


def test_progress_rises_to_one(examples: Examples) -> None:
    told: list[tuple[str, float]] = []
    fit(examples, SMALL, lambda stage, fraction: told.append((stage, fraction)))
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(stage for stage, _ in told)


def test_the_same_rows_and_recipe_give_the_same_numbers(examples: Examples) -> None:
    first, second = fit(examples, SMALL, quiet), fit(examples, SMALL, quiet)
    np.testing.assert_array_equal(first.unit_head.coef_, second.unit_head.coef_)
    assert first.unit_head.sharpness_ == second.unit_head.sharpness_


@pytest.mark.parametrize(
    ("texts", "units"),
    [
        (["停水", "路灯"], ["a", "b"]),
        (["停水"], ["a"]),
        (["停水", "停水", "路灯", "噪音"], ["a", "a", "b", "c"]),
        (["", ""], ["a", "b"]),
        ([f"第{number}个问题关于{'水管' if number % 2 else '路灯'}" for number in range(30)],
         ["water" if number % 2 else "light" for number in range(30)]),
    ],
    ids=["two rows", "one row", "single rows", "no words", "thirty rows"],
)  # fmt: skip
def test_little_is_enough(texts: list[str], units: list[str]) -> None:
    classifier = fit(Examples(texts=texts, units=units), SMALL, quiet)
    assert classifier.units == tuple(sorted(set(units)))
    assert classifier.categories == ()
    scores = classifier.probabilities(texts)
    assert scores.categories is None
    assert np.isfinite(scores.units).all()


def test_nothing_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="没有可供训练的工单"):
        fit(Examples(texts=[], units=[]), SMALL, quiet)


def test_rows_without_a_category_still_teach_the_unit() -> None:
    examples = Examples(
        texts=["停水停水", "路灯路灯", "噪音噪音"],
        units=["a", "b", "c"],
        categories=["01", None, "02"],
        kinds=[None, None, None],
    )
    classifier = fit(examples, SMALL, quiet)
    assert classifier.units == ("a", "b", "c")
    assert classifier.categories == ("01", "02")
    assert classifier.kinds == ()


def test_more_than_a_hundred_labels() -> None:
    texts = [f"{chr(0x4E00 + number)}{chr(0x4E00 + number)}坏了" for number in range(120)] * 3
    labels = [f"{number:03}" for number in range(120)] * 3
    classifier = fit(Examples(texts=texts, units=labels), SMALL, quiet)
    best = classifier.probabilities(texts).units.argmax(axis=1)
    assert (
        np.mean([classifier.units[n] == label for n, label in zip(best, labels, strict=True)]) > 0.9
    )


def test_sharpness_recovers_a_planted_temperature() -> None:
    random = np.random.default_rng(5)
    scores = random.normal(size=(4_000, 5)).astype(np.float32)
    chances = softmax(scores, sharpness=3.0)
    labels = np.asarray([random.choice(5, p=row / row.sum()) for row in chances.astype(float)])
    assert fit_sharpness(scores, labels) == pytest.approx(3.0, rel=0.1)


def test_recipe_goes_to_json_and_back() -> None:
    recipe = Recipe(ridge=0.7, beginnings=(5, 10), beginning_freedoms=(0.5, 0.5))
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert hash(Recipe.from_json(recipe.to_json())) == hash(recipe)


def test_many_rows_are_served_by_one_beginning_and_one_head(examples: Examples) -> None:
    few, many = (fit(examples, replace(SMALL, paired_up_to=rows), quiet) for rows in (60, 59))
    assert few.recipe.beginnings == SMALL.beginnings
    assert len(few.featuriser.beginnings_) == 3
    assert len(many.featuriser.beginnings_) == len(many.recipe.beginning_freedoms) == 1
    assert few.unit_head.coef_.shape[0] == few.features([""]).every.shape[1]


def test_where_no_row_is_held_out_one_head_learns_alone(examples: Examples) -> None:
    lessons = replace(examples, lessons=len(examples.texts))
    alone = replace(SMALL, paired_up_to=0, beginnings=(24,), beginning_freedoms=(1.0,))
    one, other = (
        fit(lessons, recipe, quiet) for recipe in (replace(alone, paired_up_to=60), alone)
    )
    np.testing.assert_array_equal(one.unit_head.coef_, other.unit_head.coef_)


@pytest.mark.slow
def test_real_topics_reach_their_bar() -> None:
    if not TOPICS.exists():
        pytest.skip("shared/data/topics_all.csv is not here")
    with TOPICS.open(encoding="utf-8") as file:
        # The raw third: the whole file takes half a minute and is trained on elsewhere.
        rows = [row for row in csv.DictReader(file) if row["source"] == "raw"]
    held = [row for row in rows if int(row["near_group"]) % 5 == 0]
    rest = [row for row in rows if int(row["near_group"]) % 5]
    classifier = fit(
        Examples(
            texts=[row["text"] for row in rest],
            units=[row["label"] for row in rest],
            groups=[row["near_group"] for row in rest],
        ),
        Recipe(),
        quiet,
    )
    table = classifier.probabilities([row["text"] for row in held]).units
    guessed = [classifier.units[number] for number in table.argmax(axis=1)]
    assert macro_f1([row["label"] for row in held], guessed) >= 0.84


def macro_f1(truth: list[str], guessed: list[str]) -> float:
    pairs = list(zip(truth, guessed, strict=True))
    figures = []
    for label in sorted(set(truth)):
        hits = pairs.count((label, label))
        figures.append(2 * hits / (truth.count(label) + guessed.count(label)))
    return sum(figures) / len(figures)


def test_the_same_seed_gives_the_same_artefact_bit_for_bit(examples: Examples) -> None:
    first, second = (pickle.dumps(fit(examples, SMALL, quiet)) for _ in range(2))
    assert first == second


def test_rows_in_another_process_learn_the_same(examples: Examples, tmp_path: Path) -> None:
    """Hash seeds differ between processes; no set or dictionary order may leak into the weights."""
    digests = set()
    for seed in ("1", "2"):
        code = (
            "import hashlib, pickle, sys; from triage.pipeline import Examples, fit;"
            "from triage.recipe import Recipe;"
            "rows = pickle.load(open(sys.argv[1], 'rb'));"
            "made = fit(rows, Recipe(word_features=500, character_features=500), lambda s, f: 0);"
            "print(hashlib.sha256(pickle.dumps(made)).hexdigest())"
        )
        kept = tmp_path / "rows.pickle"
        kept.write_bytes(pickle.dumps(examples))
        run = subprocess.run(
            [sys.executable, "-c", code, str(kept)],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout)
    assert len(digests) == 1


def test_plausible_units_are_never_none_and_thresholds_belong_to_units(
    classifier: Classifier, examples: Examples
) -> None:
    table = classifier.probabilities([*examples.texts, ""]).units
    plausible = classifier.plausible(table)
    assert all(plausible)
    best = [classifier.units[number] for number in table.argmax(axis=1)]
    assert [one[0] for one in plausible] == best
    assert tuple(classifier.sure_thresholds) == classifier.units
    assert 0.0 <= classifier.set_threshold <= 1.0

"""Own estimators keep scikit-learn's contract."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from triage.calibration import fit_scaling
from triage.features import Featuriser
from triage.grams import CharacterGrams, WordGrams
from triage.heads import LinearHead
from triage.recipe import Recipe
from triage.text import clean
from triage.tokens import Tokenizer

TEXTS = ["路灯不亮", "路灯坏了没人修", "水管漏水", "水管爆裂漏水严重", "路灯不亮水管漏水"]
LABELS = ["a", "a", "b", "b", "a"]
RECIPE = Recipe(word_features=100, character_features=200)


def featuriser() -> Featuriser:
    return Featuriser(recipe=RECIPE, tokenizer=Tokenizer())


@pytest.mark.parametrize(
    "estimator",
    [
        featuriser(),
        LinearHead(ridge=0.3),
        WordGrams(limit=5, minimum_rows=1),
        CharacterGrams(limit=5, minimum_rows=1, shortest=1, longest=3),
    ],
    ids=lambda one: type(one).__name__,
)
def test_clone_and_parameters(estimator: LinearHead) -> None:
    copy = clone(estimator)
    assert copy.get_params() == estimator.get_params()
    assert copy is not estimator
    name, value = next(iter(estimator.get_params().items()))
    assert copy.set_params(**{name: value}) is copy
    fitted = [key for key in vars(copy) if key.endswith("_")]
    assert fitted == []


def test_a_pickled_featuriser_gives_the_same_rows() -> None:
    fitted = featuriser().fit(TEXTS)
    again = pickle.loads(pickle.dumps(fitted))
    assert (fitted.transform(TEXTS) != again.transform(TEXTS)).nnz == 0


def test_rows_do_not_depend_on_their_batch() -> None:
    fitted = featuriser().fit(TEXTS)
    batch = fitted.transform(TEXTS)
    for number, text in enumerate(TEXTS):
        assert (batch[[number]] != fitted.transform([text])).nnz == 0


def test_each_view_is_a_row_of_length_one() -> None:
    fitted = featuriser()
    features = fitted.fit_features(TEXTS)
    for view in (features.words, features.characters):
        np.testing.assert_allclose(view.multiply(view).sum(axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(features.every.multiply(features.every).sum(axis=1), 5.0, rtol=1e-5)
    assert fitted.variances().shape == (features.every.shape[1],)


def test_unseen_and_empty_texts_are_rows_of_zeros() -> None:
    fitted = featuriser().fit(TEXTS)
    features = fitted.features(["", "xyz", "路灯"])
    assert features.every[[0, 1]].nnz == 0
    assert features.known.tolist() == [0.0, 0.0, 1.0]


def test_the_beginning_is_a_view_of_its_own() -> None:
    recipe = Recipe(beginnings=(2,), beginning_features=50, beginning_freedoms=(1.0,))
    fitted = Featuriser(recipe=recipe, tokenizer=Tokenizer()).fit(TEXTS)
    lamp, pipe = fitted.transform(["路灯，水管", "水管，路灯"]).toarray()
    here = len(fitted.words_.idf_) + len(fitted.characters_.idf_)
    assert (lamp[here:] != pipe[here:]).any()
    assert (lamp[here:] == fitted.transform(["路灯"]).toarray()[0][here:]).all()


def test_counts_are_weighed_as_scikit_learn_weighs_them() -> None:
    grams = CharacterGrams(limit=99, minimum_rows=1, shortest=1, longest=3).fit(TEXTS)
    theirs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True).fit(TEXTS)
    ours = np.sort(grams.transform([*TEXTS, ""]).toarray(), axis=1)
    np.testing.assert_allclose(
        ours, np.sort(theirs.transform([*TEXTS, ""]).toarray(), axis=1), rtol=1e-5
    )


def test_the_limit_keeps_the_frequent_grams() -> None:
    grams = CharacterGrams(limit=2, minimum_rows=1, shortest=1, longest=1)
    grams.fit(["甲乙", "甲乙", "甲丙"])
    assert sorted(map(chr, grams.lookup_.codes.tolist())) == ["乙", "甲"]


def test_private_numbers_never_enter_a_vocabulary() -> None:
    secret = "13812345678的张三身份证430102199001011234车粤A12345写a.b@c.com卡6222021234567890"
    fitted = featuriser().fit([clean(secret).text] * 4)
    assert not [word for word in fitted.words_.vocabulary_ if sum(map(str.isdigit, word)) > 4]
    runs = {
        "".join(chr(code >> shift & 0xFFFF) for shift in (48, 32, 16, 0)).strip("\x00")
        for code in fitted.characters_.lookup_.codes.tolist()
    }
    assert not {"1381", "2345", "4301", "6222", "a.b@", "粤A12"} & runs
    assert b"12345" not in pickle.dumps(fitted)


def test_a_head_learns_and_sums_to_one() -> None:
    rows = featuriser().fit(TEXTS).transform(TEXTS)
    head = LinearHead().fit(rows, LABELS)
    assert head.predict(rows).tolist() == LABELS
    np.testing.assert_allclose(head.predict_proba(rows).sum(axis=1), 1.0, rtol=1e-5)
    assert head.decision_function(rows).shape == (5, 2)


def test_ridge_solves_its_equations() -> None:
    rows = featuriser().fit(TEXTS).transform(TEXTS)
    head = LinearHead(ridge=0.5, focus=0.0, iterations=50).fit(rows, LABELS)
    wanted = np.asarray([[label == own for own in head.classes_] for label in LABELS], float)
    dense = rows.toarray().astype(float)
    exact = dense.T @ np.linalg.solve(
        dense @ dense.T + 0.5 * np.eye(len(TEXTS)), wanted - wanted.mean(axis=0)
    )
    np.testing.assert_allclose(head.coef_, exact, atol=1e-4)


def test_focus_lets_telling_features_go_further() -> None:
    rows = featuriser().fit(TEXTS).transform(TEXTS)
    plain = LinearHead(focus=0.0).fit(rows, LABELS)
    focused = LinearHead(focus=1.0).fit(rows, LABELS)
    assert focused.predict(rows).tolist() == LABELS
    assert np.abs(focused.coef_).max() > np.abs(plain.coef_).max()


def test_freedom_of_nought_keeps_weights_at_nought() -> None:
    rows = featuriser().fit(TEXTS).transform(TEXTS)
    freedom = np.ones(rows.shape[1], np.float32)
    freedom[:5] = 0
    head = LinearHead().fit(rows, LABELS, freedom)
    assert not head.coef_[:5].any()
    assert head.coef_[5:].any()


def test_one_label_alone_is_certain() -> None:
    rows = featuriser().fit(TEXTS).transform(TEXTS)
    assert LinearHead().fit(rows, ["a"] * 5).predict_proba(rows).tolist() == [[1.0]] * 5


def test_no_features_at_all_give_the_shares() -> None:
    rows = featuriser().fit(["", "", ""]).transform(["", "", ""])
    head = LinearHead().fit(rows, ["a", "a", "b"])
    np.testing.assert_allclose(head.predict_proba(rows)[0], [2 / 3, 1 / 3], rtol=1e-5)


def test_heads_beside_fold_into_one() -> None:
    rows = featuriser().fit(TEXTS).transform(TEXTS)
    first, second = (LinearHead(focus=focus).fit(rows, LABELS) for focus in (0.5, 0.0))
    apart = np.hstack([first.decision_function(rows), second.decision_function(rows)])
    truth = np.asarray([0, 0, 1, 1, 0])
    first.calibrate(apart, truth, cover=0.95, precision=0.97, beside=[second], half=truth > 0)
    np.testing.assert_allclose(
        first.decision_function(rows), (apart[:, :2] + apart[:, 2:]) / 2, atol=1e-5
    )
    assert first.predict(rows).tolist() == LABELS
    np.testing.assert_allclose(first.predict_proba(rows).sum(axis=1), 1.0, rtol=1e-5)


def test_a_folded_matrix_gives_the_probabilities_of_its_scaling() -> None:
    rows = featuriser().fit(TEXTS).transform(TEXTS)
    head = LinearHead().fit(rows, LABELS)
    scores = head.decision_function(rows)
    many, truth = np.tile(scores, (80, 1)), np.tile([0, 0, 1, 1, 0], 80)
    half = np.arange(len(truth)) % 2 == 0
    scaling, _ = fit_scaling(many, truth, maps=1, half=half)
    head.calibrate(many, truth, cover=0.95, precision=0.97, half=half)
    assert scaling.shift.any()
    np.testing.assert_allclose(head.predict_proba(rows), scaling.probabilities(scores), atol=1e-4)

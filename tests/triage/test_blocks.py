"""Rows in blocks give what one matrix gives, wherever the blocks lie, and leave nothing behind."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from triage.blocks import Room, RowBlocks, Scratch, block_spans, reordered, stacked
from triage.heads import LinearHead
from triage.pipeline import Examples, fit
from triage.recipe import Recipe

ROWS, WIDTH = 101, 37
SMALL = Recipe(word_features=500, character_features=500)


@pytest.fixture
def matrix() -> sp.csr_array:
    found = sp.random_array((ROWS, WIDTH), density=0.2, rng=np.random.default_rng(3), format="csr")
    found = sp.csr_array(found.astype(np.float32))
    found.indices = found.indices.astype(np.int32)
    return found


def blocks_of(matrix: sp.csr_array, scratch: Scratch, *, shuffled: bool = False) -> RowBlocks:
    order = np.random.default_rng(4).permutation(WIDTH) if shuffled else np.arange(WIDTH)
    parts = [matrix[start : start + 30] for start in range(0, ROWS, 30)]
    kept = [scratch.keep(reordered([part], order)) for part in parts]
    return RowBlocks(blocks=kept, width=WIDTH, order=order if shuffled else None)


@pytest.mark.parametrize("megabytes", [0, 100])
@pytest.mark.parametrize("shuffled", [False, True])
def test_products_are_those_of_the_whole(
    matrix: sp.csr_array, tmp_path: Path, *, megabytes: int, shuffled: bool
) -> None:
    dense = matrix.toarray()
    weights = np.random.default_rng(5).normal(size=(WIDTH, 4)).astype(np.float32)
    known = np.arange(ROWS) % 3 > 0
    with Scratch(Room(megabytes=megabytes, folder=tmp_path)) as scratch:
        blocks = blocks_of(matrix, scratch, shuffled=shuffled)
        assert bool(list(tmp_path.rglob("*.bin"))) == (megabytes == 0)
        assert (len(blocks), blocks.entries) == (ROWS, matrix.nnz)
        np.testing.assert_allclose(blocks @ weights, dense @ weights, rtol=1e-4, atol=1e-5)
        gram = blocks.outward(blocks.gram(blocks.inward(weights), known))
        wanted = dense[known].T @ (dense[known] @ weights)
        np.testing.assert_allclose(gram, wanted, rtol=1e-4, atol=1e-4)
        mass, power = map(blocks.outward, blocks.weigh(known))
        np.testing.assert_allclose(mass[:, 0], dense[known].sum(axis=0), rtol=1e-5)
        np.testing.assert_allclose(power[:, 0], (dense[known] ** 2).sum(axis=0), rtol=1e-5)
    assert not list(tmp_path.iterdir())


def test_the_place_of_the_blocks_changes_no_bit(matrix: sp.csr_array, tmp_path: Path) -> None:
    labels = ["abc"[row % 3] for row in range(ROWS)]
    found = []
    for megabytes in (0, 100):
        with Scratch(Room(megabytes=megabytes, folder=tmp_path)) as scratch:
            blocks = blocks_of(matrix, scratch, shuffled=True)
            found.append(LinearHead().fit(blocks, labels).coef_.tobytes())
    assert found[0] == found[1]


def test_a_whole_fit_is_the_same_on_disk(examples: Examples, tmp_path: Path) -> None:
    def quiet(stage: str, fraction: float) -> None:
        pass

    recipe = replace(SMALL, holdout_above=10)
    rooms = (Room(), Room(megabytes=0, folder=tmp_path / "rows"))
    one, other = (fit(examples, recipe, quiet, room=room) for room in rooms)
    np.testing.assert_array_equal(one.unit_head.coef_, other.unit_head.coef_)
    assert one.category_head is not None
    assert other.category_head is not None
    np.testing.assert_array_equal(one.category_head.coef_, other.category_head.coef_)
    assert not list((tmp_path / "rows").iterdir())


def test_an_interruption_leaves_no_file(matrix: sp.csr_array, tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        Scratch(Room(megabytes=0, folder=tmp_path)) as scratch,
    ):
        blocks_of(matrix, scratch)
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_a_head_goes_on_from_another(matrix: sp.csr_array) -> None:
    labels = ["abc"[row % 3] for row in range(ROWS)]
    done = LinearHead(iterations=60).fit(matrix, labels)
    further = LinearHead(iterations=2).fit(matrix, labels, start=done)
    np.testing.assert_allclose(further.coef_, done.coef_, atol=1e-3)
    fewer = LinearHead(iterations=60).fit(matrix, ["b" if one == "a" else one for one in labels])
    again = LinearHead(iterations=60).fit(matrix, labels, start=fewer)
    np.testing.assert_allclose(again.coef_, done.coef_, atol=1e-2)


def test_rows_without_a_label_teach_nothing(matrix: sp.csr_array) -> None:
    labels = ["abc"[row % 3] if row % 4 else None for row in range(ROWS)]
    known = [row for row, label in enumerate(labels) if label]
    some = LinearHead().fit(matrix, labels)
    alone = LinearHead().fit(matrix[known], [labels[row] for row in known])
    np.testing.assert_allclose(some.coef_, alone.coef_, atol=1e-4)


def test_spans_cover_every_row_once() -> None:
    for rows in (0, 1, 2, 5, 32_768, 100_000):
        spans = block_spans(rows)
        assert [row for start, stop in spans for row in (start, stop)][::2] == sorted(
            start for start, _ in spans
        )
        assert sum(stop - start for start, stop in spans) == rows
        assert max((stop - start for start, stop in spans), default=0) <= 32_768


def test_stacked_rows_are_those_below_each_other(matrix: sp.csr_array) -> None:
    whole = stacked([matrix[:40], matrix[40:41], matrix[41:]])
    assert (whole != matrix).nnz == 0

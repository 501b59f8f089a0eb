"""Real messages from a file with foreign columns: the figures that the documentation names."""

from pathlib import Path

import pytest

from tests.training.conftest import silent
from training.columns import parse_map
from training.evaluation import evaluate
from training.history import read_history
from training.preparation import examples_of, prepare
from training.splitting import Manner
from triage.knowledge import Knowledge
from triage.pipeline import fit
from triage.recipe import Recipe

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "topics_all.csv"
MAP = "text=text,label=label,received_at=created_at,group=near_group"

# The messages carry no licence: they lie beside the project, and nobody else has them.
pytestmark = pytest.mark.skipif(not DATA.is_file(), reason=f"real messages are not at {DATA.name}")


@pytest.fixture(scope="module")
def topics():
    history = read_history(DATA, mapping=parse_map(MAP))
    on = next(row.received_at for row in history.rows if row.received_at).date()
    return prepare(history=history, knowledge=Knowledge.empty(), successions=(), on=on)


def test_real_rows_are_read_and_split_by_their_own_groups(topics):
    assert topics.report.read == 7288
    assert topics.foreign
    assert topics.split.manner is Manner.BY_HASH
    assert 0.17 < len(topics.split.held_out) / len(topics.rows) < 0.23
    groups = [{one.row.group for one in topics.at(side)} for side in _sides(topics.split)]
    assert not groups[0] & groups[1]


@pytest.mark.slow
def test_seven_topics_are_learned_and_calibrated(topics):
    groups = topics.split.groups[topics.teaching].tolist()
    learned = fit(examples_of(topics.at(topics.teaching), groups=groups), Recipe(), silent)
    found = evaluate(classifier=learned, rows=topics.at(topics.split.held_out))
    assert found.macro_f1 >= 0.89
    assert found.ece <= 0.05


def _sides(split):
    return split.training, split.held_out

"""One really trained, really small classifier for all tests that need one."""

import numpy as np
import pytest

from tests.training.builders import KEY, NOON, evaluation, history_rows
from training.history import history_of
from training.preparation import examples_of, prepare
from training.records import Record
from training.registry import Registry
from triage import artifact
from triage.artifact import Manifest
from triage.knowledge import Knowledge
from triage.pipeline import fit
from triage.recipe import Recipe


def silent(stage, fraction):
    """No progress shown."""


@pytest.fixture(scope="session")
def prepared():
    history = history_of(history_rows(), source="test")
    on = history.rows[-1].received_at.date()
    return prepare(history=history, knowledge=Knowledge.empty(), successions=(), on=on)


@pytest.fixture(scope="session")
def classifier(prepared):
    groups = prepared.split.groups[prepared.teaching].tolist()
    return fit(examples_of(prepared.at(prepared.teaching), groups=groups), Recipe(), silent)


@pytest.fixture
def registry(tmp_path):
    return Registry(root=tmp_path / "artifacts", key=KEY)


@pytest.fixture
def add(registry, classifier):
    def added(version, **changes):
        staged = registry.staging(version)
        manifest = Manifest(
            version=version,
            created_at=NOON,
            recipe=Recipe(),
            labels={},
            rows=3,
            trained_on="test",
            libraries={},
            files={},
        )
        artifact.save(staged, classifier=classifier, similar=None, manifest=manifest, key=KEY)
        seen = np.array([3, 1, 3], dtype=np.uint64)
        registry.add(
            version,
            staged=staged,
            record=Record(
                evaluation=evaluation(**changes), standing=changes.get("macro_f1", 0.9), seen=seen
            ),
        )

    return added

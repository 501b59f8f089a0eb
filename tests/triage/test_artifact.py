"""An artefact is checked before it is opened; every harm has its own error."""

import hashlib
import hmac
import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from triage.artifact import (
    MANIFEST,
    PIPELINE,
    PIPELINE_ARRAYS,
    SIMILAR,
    SIMILAR_ARRAYS,
    LoadedArtifact,
    load,
    read_manifest,
    save,
)
from triage.errors import (
    ArtifactDamaged,
    ArtifactError,
    ArtifactForeign,
    ArtifactIncompatible,
)
from triage.pipeline import Classifier, Examples

KEY = b"a key of the tests"


class Bomb:
    """A pickle that leaves a trace when it is opened."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.trace,)


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "v1"))


def rewrite(directory: Path, *, key: bytes = KEY, **changes: object) -> None:
    """Change the manifest and sign it again, as its owner would."""
    path = directory / MANIFEST
    body = json.loads(path.read_bytes())["manifest"] | changes
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    signature = hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()
    path.write_text(json.dumps({"manifest": body, "signature": signature}), encoding="utf-8")


def test_the_loaded_classifier_answers_the_same(
    artifact: LoadedArtifact, classifier: Classifier, examples: Examples
) -> None:
    np.testing.assert_array_equal(
        artifact.classifier.probabilities(examples.texts).units,
        classifier.probabilities(examples.texts).units,
    )
    assert artifact.manifest.version == "v1"
    assert set(artifact.manifest.files) == {
        PIPELINE,
        PIPELINE_ARRAYS,
        SIMILAR,
        SIMILAR_ARRAYS,
    }


@pytest.mark.parametrize("name", [PIPELINE, PIPELINE_ARRAYS, SIMILAR, SIMILAR_ARRAYS])
def test_one_flipped_byte_is_damage(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ArtifactDamaged) as caught:
        load(copy, key=KEY)
    assert caught.value.path == copy / name
    assert "校验值" in caught.value.why


def test_a_swapped_file_is_refused_before_it_is_unpickled(copy: Path, tmp_path: Path) -> None:
    trace = tmp_path / "exploded"
    (copy / PIPELINE).write_bytes(pickle.dumps(Bomb(trace)))
    with pytest.raises(ArtifactDamaged):
        load(copy, key=KEY)
    assert not trace.exists()


def test_a_bomb_signed_with_another_key_is_foreign(copy: Path, tmp_path: Path) -> None:
    trace = tmp_path / "exploded"
    content = pickle.dumps(Bomb(trace))
    (copy / PIPELINE).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    rewrite(copy, key=b"somebody else", files={PIPELINE: digest})
    with pytest.raises(ArtifactForeign):
        load(copy, key=KEY)
    assert not trace.exists()


def test_the_bomb_is_a_real_one(tmp_path: Path) -> None:
    trace = tmp_path / "exploded"
    pickle.loads(pickle.dumps(Bomb(trace)))
    assert trace.exists()


def test_another_key_is_foreign(copy: Path) -> None:
    with pytest.raises(ArtifactForeign):
        load(copy, key=b"another")


def test_an_edited_manifest_is_foreign(copy: Path) -> None:
    path = copy / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"rows": 60', '"rows": 61'))
    with pytest.raises(ArtifactForeign):
        load(copy, key=KEY)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 99},
        {"libraries": {"scikit-learn": "0.1.0"}},
        {"libraries": {}},
    ],
)
def test_another_schema_or_library_is_incompatible(copy: Path, changes: dict[str, object]) -> None:
    rewrite(copy, **changes)
    with pytest.raises(ArtifactIncompatible):
        load(copy, key=KEY)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "extra.pickle"])
def test_only_known_files_are_opened(copy: Path, name: str) -> None:
    files = json.loads((copy / MANIFEST).read_bytes())["manifest"]["files"]
    rewrite(copy, files=files | {name: "0" * 64})
    with pytest.raises(ArtifactDamaged):
        load(copy, key=KEY)


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b"{}", b'{"manifest": 1}', b"null"])
def test_an_unreadable_manifest_is_damage(copy: Path, content: bytes) -> None:
    (copy / MANIFEST).write_bytes(content)
    with pytest.raises(ArtifactDamaged):
        load(copy, key=KEY)


@pytest.mark.parametrize("missing", [MANIFEST, PIPELINE, PIPELINE_ARRAYS, SIMILAR])
def test_a_missing_file_is_damage(copy: Path, missing: str) -> None:
    (copy / missing).unlink()
    with pytest.raises(ArtifactDamaged):
        load(copy, key=KEY)


def test_a_missing_directory_is_an_artifact_error(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError):
        load(tmp_path / "nowhere", key=KEY)


def test_unlisted_files_are_left_alone(copy: Path) -> None:
    (copy / "evaluation.json").write_text("{}", encoding="utf-8")
    assert load(copy, key=KEY).manifest == read_manifest(copy, key=KEY)


def test_an_artifact_is_never_overwritten_and_leaves_nothing_half_done(
    copy: Path, artifact: LoadedArtifact
) -> None:
    def again(directory: Path, manifest: object) -> None:
        save(
            directory,
            classifier=artifact.classifier,
            similar=None,
            manifest=manifest,
            key=KEY,
        )

    with pytest.raises(FileExistsError):
        again(copy, artifact.manifest)
    with pytest.raises(AttributeError):
        again(copy.with_name("v2"), "no manifest")
    assert [path.name for path in copy.parent.iterdir()] == ["v1"]


def test_the_weights_stay_in_the_file_and_cannot_be_written(artifact: LoadedArtifact) -> None:
    assert artifact.similar is not None
    for array in (
        artifact.classifier.unit_head.coef_,
        artifact.classifier.featuriser.characters_.idf_,
        artifact.similar.postings.data,
    ):
        assert not array.flags.owndata
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0


def test_an_artifact_without_similar_tickets(tmp_path: Path, artifact: LoadedArtifact) -> None:
    save(
        tmp_path / "v2",
        classifier=artifact.classifier,
        similar=None,
        manifest=artifact.manifest,
        key=KEY,
    )
    assert load(tmp_path / "v2", key=KEY).similar is None

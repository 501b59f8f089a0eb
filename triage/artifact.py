"""An artefact on disk: written aside and renamed, signed, and checked before it is unpickled."""

import hashlib
import hmac
import importlib.metadata
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from triage.errors import ArtifactDamaged, ArtifactForeign, ArtifactIncompatible
from triage.pipeline import Classifier
from triage.recipe import Recipe
from triage.segmenting import dictionary_hash, segmenter
from triage.similar import SimilarIndex
from triage.storing import mapped, read_object, write_bytes, write_object

SCHEMA = 4
MANIFEST = "manifest.json"
PIPELINE, PIPELINE_ARRAYS = "pipeline.pickle", "pipeline.arrays"
SIMILAR, SIMILAR_ARRAYS = "similar.pickle", "similar.arrays"
_LIBRARIES = ("scikit-learn", "numpy", "scipy", "jieba")
_ARRAYS = frozenset({PIPELINE_ARRAYS, SIMILAR_ARRAYS})
_NAMES = (
    frozenset({PIPELINE, PIPELINE_ARRAYS}),
    frozenset({PIPELINE, PIPELINE_ARRAYS, SIMILAR, SIMILAR_ARRAYS}),
)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an artefact is; save() fills `libraries` and `files` (name → sha256) itself."""

    version: str
    schema: int = SCHEMA
    created_at: datetime
    recipe: Recipe
    labels: Mapping[str, int]
    rows: int
    trained_on: str
    libraries: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class LoadedArtifact:
    """A verified artefact in memory."""

    classifier: Classifier
    similar: SimilarIndex | None
    manifest: Manifest


def installed_libraries() -> Mapping[str, str]:
    """The versions of the libraries whose objects an artefact holds."""
    return {name: importlib.metadata.version(name) for name in _LIBRARIES}


def _segmentation(classifier: Classifier) -> Mapping[str, str]:
    """What cut the words, and the hash of the dictionary they depend on."""
    words = classifier.featuriser.tokenizer.words
    return {"segmenter": segmenter(words).name, "dictionary": dictionary_hash(words)}


def save(
    directory: Path,
    *,
    classifier: Classifier,
    similar: SimilarIndex | None,
    manifest: Manifest,
    key: bytes,
) -> None:
    """Write a new artefact directory at once or not at all; FileExistsError if it is there."""
    if directory.exists():
        raise FileExistsError(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    aside = directory.with_name(f".{directory.name}.{os.getpid()}.partial")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        files = _written(aside, classifier=classifier, similar=similar)
        libraries = {**installed_libraries(), **_segmentation(classifier)}
        body = _fields(manifest) | {"libraries": libraries, "files": files}
        signed = {"manifest": body, "signature": _signature(body, key=key)}
        content = json.dumps(signed, ensure_ascii=False, indent=1).encode()
        write_bytes(aside / MANIFEST, [content])
        _sync(aside)
        aside.rename(directory)
        _sync(directory.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def load(directory: Path, *, key: bytes) -> LoadedArtifact:
    """Read an artefact; signature, checksums and versions hold before anything is unpickled.

    Raises ArtifactDamaged, ArtifactForeign or ArtifactIncompatible.
    """
    manifest = read_manifest(directory, key=key)
    contents = {name: _checked(directory / name, digest) for name, digest in manifest.files.items()}
    _check_versions(directory, manifest)
    classifier = read_object(contents[PIPELINE], contents[PIPELINE_ARRAYS])
    similar = None
    if SIMILAR in contents:
        similar = read_object(contents[SIMILAR], contents[SIMILAR_ARRAYS])
    assert isinstance(classifier, Classifier)
    assert similar is None or isinstance(similar, SimilarIndex)
    return LoadedArtifact(classifier=classifier, similar=similar, manifest=manifest)


def read_manifest(directory: Path, *, key: bytes) -> Manifest:
    """The signed manifest alone, without opening any other file."""
    path = directory / MANIFEST
    try:
        signed = json.loads(path.read_bytes())
        body, signature = signed["manifest"], str(signed["signature"])
        genuine = hmac.compare_digest(signature.encode(), _signature(body, key=key).encode())
    except OSError as error:
        raise ArtifactDamaged(path=directory, why="缺少清单文件 manifest.json") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactDamaged(path=directory, why="清单文件 manifest.json 无法读取") from error
    if not genuine:
        raise ArtifactForeign(path=directory, why="清单签名与本系统密钥不符")
    if body.get("schema") != SCHEMA:
        why = f"制品格式为 {body.get('schema')}，本程序只认 {SCHEMA}"
        raise ArtifactIncompatible(path=directory, why=why)
    try:
        manifest = _manifest(body)
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactDamaged(path=directory, why="清单文件缺少必要的内容") from error
    if set(manifest.files) not in _NAMES:
        raise ArtifactDamaged(path=directory, why="清单所列文件不完整或不认识")
    return manifest


def _checked(path: Path, digest: str) -> memoryview:
    """The content of a file, read once, so that what was checked is what is unpickled.

    Arrays are mapped instead: whoever changes them later harms the answers, but runs no code.
    """
    try:
        content = mapped(path) if path.name in _ARRAYS else memoryview(path.read_bytes())
    except OSError as error:
        raise ArtifactDamaged(path=path, why="清单所列文件读不到") from error
    if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), digest):
        raise ArtifactDamaged(path=path, why="文件内容与清单中的校验值不符")
    return content


def _check_versions(directory: Path, manifest: Manifest) -> None:
    """The same major and minor release of each library, or the pickles may mean something else."""
    for name, version in installed_libraries().items():
        trained = manifest.libraries.get(name, "")
        if trained.split(".")[:2] != version.split(".")[:2]:
            why = f"训练时的 {name} 为 {trained or '未知'}，现在是 {version}，请重新训练"
            raise ArtifactIncompatible(path=directory, why=why)


def _fields(manifest: Manifest) -> dict[str, object]:
    return {
        "version": manifest.version,
        "schema": manifest.schema,
        "created_at": manifest.created_at.isoformat(),
        "recipe": json.loads(manifest.recipe.to_json()),
        "labels": dict(manifest.labels),
        "rows": manifest.rows,
        "trained_on": manifest.trained_on,
        "parent": manifest.parent,
    }


def _manifest(body: Mapping[str, object]) -> Manifest:
    fields: dict[str, object] = dict(body)
    fields["created_at"] = datetime.fromisoformat(str(body["created_at"]))
    fields["recipe"] = Recipe.from_json(json.dumps(body["recipe"]))
    # The signature was checked: these are the fields that `_fields` wrote.
    return Manifest(**fields)  # type: ignore[arg-type]


def _signature(body: Mapping[str, object], *, key: bytes) -> str:
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()


def _written(
    aside: Path, *, classifier: Classifier, similar: SimilarIndex | None
) -> dict[str, str]:
    """Write the objects into a directory; returns file name → sha256."""
    objects: list[tuple[str, str, object]] = [(PIPELINE, PIPELINE_ARRAYS, classifier)]
    if similar is not None:
        objects.append((SIMILAR, SIMILAR_ARRAYS, similar))
    files: dict[str, str] = {}
    for pickled, arrays, value in objects:
        digests = write_object(aside / pickled, aside / arrays, value)
        files |= dict(zip((pickled, arrays), digests, strict=True))
    return files


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

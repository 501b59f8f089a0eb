"""What stands beside an artefact: its evaluation and which texts it has seen, both signed."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.duplicates import bare
from training.errors import EvaluationDamaged
from training.evaluation import Evaluation
from training.labels import LabelledRow

EVALUATION = "evaluation.json"
SEEN = "seen.npy"
_COMPARED = ("live", "own", "other")
Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Figures of an artefact and of `live`, what was live then, on the same unseen rows."""

    live: str
    own: Evaluation
    other: Evaluation


@dataclass(frozen=True, kw_only=True)
class Record:
    """The held-out figures of an artefact and the sorted hashes (n,) of all texts it learned.

    `standing` is the macro-F1 of the first artefact plus every gain and loss since, each measured
    beside its predecessor: held-out rows get harder and easier, a standing does not. `compared` is
    how it did beside what was live when it was made, on rows that neither had seen.
    """

    evaluation: Evaluation
    standing: float
    seen: Hashes
    compared: Compared | None = None


def text_hashes(rows: Sequence[LabelledRow]) -> Hashes:
    """Return a 64-bit hash (n,) of each row's bare words; tells equal texts, reveals none."""
    digests = [
        hashlib.blake2b(bare(one.row).encode("utf-8", "replace"), digest_size=8).digest()
        for one in rows
    ]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def write_record(directory: Path, *, record: Record, version: str, key: bytes) -> None:
    """Write both files into a directory that nobody sees yet."""
    buffer = io.BytesIO()
    np.save(buffer, np.unique(record.seen), allow_pickle=False)
    content = buffer.getvalue()
    (directory / SEEN).write_bytes(content)
    evaluation = record.evaluation.to_json()
    digest = hashlib.sha256(content).hexdigest()
    body = {
        "evaluation": json.loads(evaluation),
        "standing": record.standing,
        "seen_sha256": digest,
        "signature": _signature(
            version=version,
            evaluation=evaluation,
            standing=record.standing,
            seen=digest,
            compared=record.compared,
            key=key,
        ),
    }
    if record.compared is not None:
        body["compared"] = dict(zip(_COMPARED, _compared_lines(record.compared), strict=True))
    text = json.dumps(body, ensure_ascii=False, indent=1)
    (directory / EVALUATION).write_text(text, encoding="utf-8")


def read_record(directory: Path, *, version: str, key: bytes) -> Record:
    """Read and verify both files; raises `EvaluationDamaged`."""
    try:
        body = json.loads((directory / EVALUATION).read_bytes())
        content = (directory / SEEN).read_bytes()
        evaluation = Evaluation.from_json(json.dumps(body["evaluation"]))
        signature, digest = str(body["signature"]), str(body["seen_sha256"])
        standing = float(body["standing"])
        compared = _read_compared(body.get("compared"))
    except OSError as error:
        raise EvaluationDamaged(version=version, why="文件缺失") from error
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationDamaged(version=version, why="内容不完整") from error
    right = _signature(
        version=version,
        evaluation=evaluation.to_json(),
        standing=standing,
        seen=digest,
        compared=compared,
        key=key,
    )
    if not hmac.compare_digest(signature.encode(), right.encode()):
        raise EvaluationDamaged(version=version, why="签名不符")
    if not hmac.compare_digest(hashlib.sha256(content).hexdigest().encode(), digest.encode()):
        raise EvaluationDamaged(version=version, why="已学文本清单被改动")
    seen = np.load(io.BytesIO(content), allow_pickle=False)
    return Record(evaluation=evaluation, standing=standing, seen=seen, compared=compared)


def _read_compared(fields: dict[str, str] | None) -> Compared | None:
    if fields is None:
        return None
    own, other = Evaluation.from_json(fields["own"]), Evaluation.from_json(fields["other"])
    return Compared(live=fields["live"], own=own, other=other)


def _compared_lines(compared: Compared | None) -> tuple[str, ...]:
    if compared is None:
        return ()
    return compared.live, compared.own.to_json(), compared.other.to_json()


def _signature(
    *,
    version: str,
    evaluation: str,
    standing: float,
    seen: str,
    compared: Compared | None,
    key: bytes,
) -> str:
    # The version is signed too: a good record cannot be moved beside a bad artefact. A record
    # without a comparison is signed as before there were any.
    signed = [version, evaluation, standing, seen, *_compared_lines(compared)]
    text = json.dumps(signed, ensure_ascii=False)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

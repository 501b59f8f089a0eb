"""An object as two files: its pickle, and beside it its arrays, which all processes can share."""

import hashlib
import mmap
import os
import pickle
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

# Whole cache lines, so that no number of an array lies across two.
_ALIGNED = 64
_PROTOCOL = 5


def write_object(pickled: Path, arrays: Path, value: object) -> tuple[str, str]:
    """Write through to the disk; returns the sha256 of both files.

    The first holds the object without the contents of its arrays, the second these alone.
    """
    buffers: list[pickle.PickleBuffer] = []
    content = pickle.dumps(value, protocol=_PROTOCOL, buffer_callback=buffers.append)
    raws = [buffer.raw() for buffer in buffers]
    ends = [0]
    for raw in raws:
        ends.append(ends[-1] + -(-raw.nbytes // _ALIGNED) * _ALIGNED)
    spans = [(start, raw.nbytes) for start, raw in zip(ends, raws, strict=False)]
    padded = (
        part
        for raw, (start, end) in zip(raws, pairwise(ends), strict=True)
        for part in (raw, bytes(end - start - raw.nbytes))
    )
    head = pickle.dumps((spans, content), protocol=_PROTOCOL)
    return write_bytes(pickled, [head]), write_bytes(arrays, padded)


def read_object(pickled: memoryview, arrays: memoryview) -> object:
    """The object again; its arrays lie in `arrays` itself and cannot be written to.

    Runs code of whoever wrote the pickle: both must have been checked.
    """
    spans, content = pickle.loads(pickled)  # noqa: S301 - checked by the caller
    return pickle.loads(  # noqa: S301
        content, buffers=[arrays[start : start + size] for start, size in spans]
    )


def mapped(path: Path) -> memoryview:
    """A file's content as the system caches it, once for all processes that look at it."""
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def write_bytes(path: Path, parts: Iterable[bytes | memoryview]) -> str:
    """Write through to the disk; returns the sha256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
            digest.update(part)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()

"""Many short texts as two arrays: a tenth of the objects, and processes can share them."""

from collections.abc import Iterable, Sequence
from typing import Self, overload

import numpy as np
import numpy.typing as npt

from triage.arrays import Integers


class TextColumn(Sequence[str]):
    """Texts by number, kept as UTF-8 in one array and decoded when asked for."""

    def __init__(self, *, content: npt.NDArray[np.uint8], ends: Integers) -> None:
        self._content = content
        self._ends = ends

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Keep some texts; what UTF-8 has no place for (lone surrogates) comes back as it was."""
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum([0, *map(len, parts)], dtype=np.int64)
        return cls(content=np.frombuffer(b"".join(parts), np.uint8), ends=ends)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(len(self))[place])
        number = range(len(self))[place]
        start, end = self._ends[number], self._ends[number + 1]
        return self._content[start:end].tobytes().decode("utf-8", "surrogatepass")

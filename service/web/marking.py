"""A citizen's words with the driving ones marked; everything is escaped first."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from markupsafe import Markup, escape


def layered(text: str, layers: Sequence[Iterable[tuple[int, int]]]) -> Markup:
    """Return the text as HTML with the spans of each layer in a `<mark>` of its own class.

    The classes are m1, m2 and so on; where layers overlap, a mark has the class of each.
    """
    covered = [joined(spans, length=len(text)) for spans in layers]
    edges = sorted({0, len(text)} | {edge for spans in covered for span in spans for edge in span})
    pieces = [(_classes(covered, start), text[start:end]) for start, end in pairwise(edges)]
    return Markup("").join(
        _mark(classes, "".join(piece for _, piece in run))
        for classes, run in groupby(pieces, key=lambda piece: piece[0])
    )


def _classes(layers: Sequence[Sequence[tuple[int, int]]], at: int) -> str:
    return " ".join(
        f"m{place}"
        for place, spans in enumerate(layers, start=1)
        if any(start <= at < end for start, end in spans)
    )


def _mark(classes: str, piece: str) -> Markup:
    return Markup('<mark class="{}">{}</mark>').format(classes, piece) if classes else escape(piece)


def joined(spans: Iterable[tuple[int, int]], *, length: int) -> list[tuple[int, int]]:
    """Return spans in order, cut to the text, with touching and overlapping ones made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found

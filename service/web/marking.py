"""A citizen's words with the driving ones marked; everything is escaped first."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Return the text as HTML with the spans (offsets into it) in `<mark>`.

    Overlapping spans are joined; those outside the text are cut or dropped.
    """
    parts: list[Markup] = []
    at = 0
    for start, end in joined(spans, length=len(text)):
        parts.append(escape(text[at:start]))
        parts.append(Markup("<mark>{}</mark>").format(text[start:end]))
        at = end
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


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

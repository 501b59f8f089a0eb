"""Blocks that stand in a text twice: a page pasted again, a sentence said again."""

import re

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_SHORTEST = 10
_PROBE = 24


def repeated_spans(text: str) -> list[tuple[int, int]]:
    """The ranges to drop so that each sentence of ten characters or more stands once."""
    if len(text) < 2 * _SHORTEST:
        return []
    doubled = _doubled(text)
    if doubled:
        return [doubled]
    seen: set[str] = set()
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip("。！？!?；; \n")
        if len(sentence) < _SHORTEST:
            continue
        if sentence in seen:
            spans.append(match.span())
        seen.add(sentence)
    return spans


def _doubled(text: str) -> tuple[int, int] | None:
    """The second copy, where the text from some place on only says its beginning again."""
    if len(text) < 2 * _PROBE:
        return None
    start = text.find(text[:_PROBE], _PROBE)
    if start < 0:
        return None
    tail = text[start:].rstrip()
    return (start, len(text)) if text.startswith(tail) else None

"""Bytes of unknown origin to text: UTF-8, UTF-16, GB18030, marked or not, mixed by line."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

REPLACEMENT = "\ufffd"
_SAMPLE = 1 << 16
# A file whose sample holds more control bytes than this share is not text in any of our encodings.
_BINARY_SHARE = 0.02
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27}
# Chinese text in UTF-8 holds characters from here on; below lie accents and modifiers.
_FIRST_CJK = 0x2000
# GB18030 has its own spelling of U+FEFF, left at the start of a file by careless converters.
_GB_MARK = "\ufeff".encode("gb18030")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The text of a file, the encoding in which it was read, and how many lines stayed damaged."""

    text: str
    encoding: str
    damaged_lines: int = 0


class BinaryContentError(ValueError):
    """The bytes are not text."""


def decode(raw: bytes) -> Decoded:
    """Return the text in `raw`; raise `BinaryContentError` where no text encoding is plausible."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if raw.startswith(mark):
            return _wide(raw=raw[2:], encoding=name)
    guess = _unmarked_wide(raw=raw)
    if guess is not None:
        return _wide(raw=raw, encoding=guess)
    if _looks_binary(raw=raw):
        raise BinaryContentError
    return _narrow(raw=raw)


def _narrow(*, raw: bytes) -> Decoded:
    marked = raw.startswith(codecs.BOM_UTF8)
    # A mark says nothing reliable here: some exports prefix GBK bytes with the UTF-8 mark.
    body = raw[3:] if marked else raw.removeprefix(_GB_MARK)
    try:
        return Decoded(text=body.decode("utf-8"), encoding="utf-8-sig" if marked else "utf-8")
    except UnicodeDecodeError:
        pass
    return _mixed(body=body)


def _mixed(*, body: bytes) -> Decoded:
    """Decide by line, because one export glued from two systems holds lines of both encodings."""
    lines = body.split(b"\n")
    beyond_ascii = [line for line in lines if not line.isascii()]
    utf8 = sum(_is_utf8(line) for line in beyond_ascii)
    # Longer GBK lines are UTF-8 by accident now and then; a tenth is more than accident.
    if utf8 <= 0.1 * len(beyond_ascii):
        try:
            return Decoded(text=body.decode("gb18030"), encoding="gb18030")
        except UnicodeDecodeError:
            pass
    decoded = [_line(line) for line in lines]
    damaged = sum(REPLACEMENT in line for line in decoded)
    name = "gb18030" if not utf8 else "utf-8" if utf8 + damaged == len(beyond_ascii) else "mixed"
    return Decoded(text="\n".join(decoded), encoding=name, damaged_lines=damaged)


def _line(line: bytes) -> str:
    for encoding in ("utf-8", "gb18030") if _is_utf8(line) else ("gb18030", "utf-8"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    broken_as = ("utf-8", "gb18030")
    return min((line.decode(name, "replace") for name in broken_as), key=_damage)


def _damage(text: str) -> int:
    return text.count(REPLACEMENT)


def _is_utf8(line: bytes) -> bool:
    """Whether a line is Chinese in UTF-8: two bytes of GBK alone (水, 路) pass for Latin there."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return text.isascii() or max(map(ord, text)) >= _FIRST_CJK


def _wide(*, raw: bytes, encoding: str) -> Decoded:
    text = raw.decode(encoding, "replace")
    damaged = sum(REPLACEMENT in line for line in text.split("\n"))
    return Decoded(text=text, encoding=encoding, damaged_lines=damaged)


def _unmarked_wide(*, raw: bytes) -> str | None:
    """Recognise UTF-16 without a mark by the zero halves of its commas and line ends."""
    sample = raw[:_SAMPLE]
    if len(sample) < 8 or not sample.count(0):
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    separators = "utf-16-le" if high > low else "utf-16-be"
    half = len(sample) // 2
    if max(low, high) < 0.02 * half or min(low, high) > 0.1 * max(low, high):
        return None
    text = sample[: len(sample) // 2 * 2].decode(separators, "replace")
    plausible = sum(_is_usual(char) for char in text)
    return separators if plausible > 0.95 * len(text) else None


def _is_usual(char: str) -> bool:
    code = ord(char)
    return (
        code in (9, 10, 13)
        or 32 <= code < 0x250
        or 0x2000 <= code < 0x3100
        or 0x4E00 <= code < 0xA000
        or 0xFF00 <= code < 0xFFF0
    )


def _looks_binary(*, raw: bytes) -> bool:
    sample = raw[:_SAMPLE]
    controls = sum(byte in _CONTROL for byte in sample)
    return controls > _BINARY_SHARE * max(len(sample), 1)

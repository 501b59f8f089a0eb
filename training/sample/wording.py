"""The ways people begin, end, repeat and vary their words, read from `wording/*.csv`."""

from dataclasses import dataclass
from pathlib import Path

from models.enums import Kind
from training.sample.tables import Row, read_rows

FOLDER = Path(__file__).parent / "wording"
CHANNELS = ("phone", "web", "wechat", "sms", "app")
ANY = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrases:
    """Texts by channel and kind: `table[channel][kind]` are the texts that may be said there."""

    table: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyph:
    """A character with its traditional form and its reading."""

    character: str
    traditional: str
    pinyin: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """All hand-written variation that is no matter by itself.

    `synonyms` maps a word to its alternatives; no alternatives means the word is never touched.
    """

    openings: Phrases
    closings: Phrases
    repeats: Phrases
    asides: tuple[str, ...]
    adverts: tuple[str, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]
    slips: tuple[tuple[str, str], ...]
    glyphs: tuple[Glyph, ...]


def load_wording(*, folder: Path = FOLDER) -> Wording:
    """Read the wording tables; CityError names file and line when one is wrong."""
    synonyms = read_rows(path=folder / "synonyms.csv", columns=("word", "alternatives"))
    slips = read_rows(path=folder / "slips.csv", columns=("word", "wrong"))
    glyphs = read_rows(path=folder / "glyphs.csv", columns=("character", "traditional", "pinyin"))
    return Wording(
        openings=_phrases(folder / "openings.csv"),
        closings=_phrases(folder / "closings.csv"),
        repeats=_phrases(folder / "repeats.csv"),
        asides=_texts(folder / "asides.csv"),
        adverts=_texts(folder / "adverts.csv"),
        synonyms=tuple((row.text("word"), row.several("alternatives")) for row in synonyms),
        slips=tuple((row.text("word"), row.text("wrong")) for row in slips),
        glyphs=tuple(
            Glyph(
                character=row.text("character"),
                traditional=row.text("traditional"),
                pinyin=row.text("pinyin"),
            )
            for row in glyphs
        ),
    )


def _texts(path: Path) -> tuple[str, ...]:
    return tuple(row.text("text") for row in read_rows(path=path, columns=("text",)))


def _phrases(path: Path) -> Phrases:
    rows = tuple(read_rows(path=path, columns=("channels", "kinds", "text")))
    return Phrases(
        table=tuple(
            tuple(
                tuple(row.text("text") for row in rows if _applies(row, channel, kind))
                for kind in Kind
            )
            for channel in CHANNELS
        )
    )


def _applies(row: Row, channel: str, kind: Kind) -> bool:
    kinds = row.several("kinds")
    return channel in row.several("channels") and (kinds == (ANY,) or kind in kinds)

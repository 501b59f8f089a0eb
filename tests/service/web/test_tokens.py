"""The colours can be read, by day and by night; sizes and distances keep to their scale."""

import re
from pathlib import Path

import pytest

from service.web.rendering import TEMPLATES

CSS = TEMPLATES.parent / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")

GROUNDS = ("ground", "ground-quiet", "ground-hover", "ground-chosen")
#: What is written upon what; the least contrast is that of WCAG 2.2, level AA.
TEXT = (
    *((ink, on) for ink in ("ink", "ink-quiet", "accent", "late") for on in GROUNDS),
    *((ink, on) for ink in ("good", "soon") for on in ("ground", "ground-quiet", "ground-hover")),
    *(("ink", f"{tone}-ground") for tone in ("good", "soon", "late")),
    *((tone, f"{tone}-ground") for tone in ("good", "soon", "late")),
    ("ink-quiet", "good-ground"),
    ("ink-quiet", "soon-ground"),
    ("ink-quiet", "late-ground"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-late", "late"),
)
MARKS = (
    *(("line-strong", on) for on in GROUNDS),
    *(("accent", on) for on in GROUNDS),
    ("bar", "ground"),
    ("bar", "ground-quiet"),
    ("bar", "bar-ground"),
)


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", text))


DAY = _colours(TOKENS.split("@media")[0])
NIGHT = DAY | _colours(TOKENS.split("prefers-color-scheme: dark")[1].split("@media")[0])


def _light(colour: str) -> float:
    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the ratio by WCAG 2.2: 1 for the same colour, 21 for black on white."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
def test_text_can_be_read(theme):
    weak = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
def test_marks_can_be_seen(theme):
    weak = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in MARKS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_every_colour_has_its_night():
    assert set(_colours(TOKENS.split("prefers-color-scheme: dark")[1].split("@media")[0])) == set(
        DAY
    )


#: Told across the room: the number to call in an emergency.
_ALOUD = "calc(2 * var(--size-title))"


def _own() -> list[Path]:
    return sorted(CSS.glob("*.css"))


@pytest.mark.parametrize("path", _own(), ids=lambda path: path.name)
def test_only_known_tokens_are_used(path):
    known = set(re.findall(r"(--[\w-]+):", TOKENS))
    own = path.read_text(encoding="utf-8")
    assert (
        set(re.findall(r"var\((--[\w-]+)", own)) - known - set(re.findall(r"(--[\w-]+):", own))
        == set()
    )


@pytest.mark.parametrize("path", _own(), ids=lambda path: path.name)
def test_type_has_four_sizes_and_focus_is_never_hidden(path):
    own = path.read_text(encoding="utf-8")
    if path.name == "print.css":
        own = re.sub(r"[\d.]+pt\b", "var(--size)", own)  # paper is measured in points
    sizes = re.findall(r"(?<!-)font-size:\s*([^;}]+)", own)
    assert {size.strip() for size in sizes} <= {
        "var(--size-small)",
        "var(--size)",
        "var(--size-large)",
        "var(--size-title)",
        "inherit",
        _ALOUD,
    }
    # A pane that a script moves the reader to is no control: its first control shows the focus.
    controls = re.sub(r"\S+-pane:focus \{[^}]*\}", "", own)
    assert not re.search(r"outline:\s*(none|0)\b", controls)


def test_focus_is_two_pixels_and_motion_can_be_switched_off():
    base = (CSS / "base.css").read_text(encoding="utf-8")
    assert ":focus-visible { outline: 2px solid var(--accent)" in base
    assert "font-variant-numeric: tabular-nums" in base
    assert "prefers-reduced-motion: reduce" in base

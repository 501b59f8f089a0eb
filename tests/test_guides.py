"""The guides are one page each, their pictures exist and are light, and their links lead on."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = sorted(DOCS.glob("guide-*.md"))


def test_there_is_a_guide_for_each_who_works_here():
    assert [path.stem for path in GUIDES] == [
        "guide-administrator",
        "guide-department",
        "guide-operator",
    ]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_is_one_page_with_light_pictures(path):
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n\*Guide for [\w ]+\*\n", text)
    assert len(text.splitlines()) <= 80
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert pictures
    for picture in pictures:
        assert (DOCS / picture).stat().st_size <= 150_000, picture

"""What was taken from others is what was taken, byte for byte, and nothing points outside."""

import hashlib
import re
from pathlib import Path

import pytest

from service.web.rendering import TEMPLATES

STATIC = TEMPLATES.parent / "static"


@pytest.mark.parametrize("folder", [STATIC / "vendor", Path(__file__).parent / "vendor"])
def test_vendored_files_match_their_checksums(folder):
    listed = dict(
        reversed(line.split()) for line in (folder / "checksums.txt").read_text().splitlines()
    )
    assert set(listed) == {path.name for path in folder.glob("*.js")}
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def _own_files() -> list[Path]:
    ours = [path for path in STATIC.rglob("*") if path.suffix in {".js", ".css"}]
    return [*TEMPLATES.rglob("*.html"), *(path for path in ours if "vendor" not in path.parts)]


def test_no_page_names_another_host():
    for path in _own_files():
        assert not re.search(r"https?://", path.read_text()), path


def test_no_inline_script_or_style():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert "<style" not in text, path
        assert not re.search(r"\s(style|on[a-z]+)=", text), path


def test_colours_are_named_in_one_file():
    for path in STATIC.glob("css/*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(", path.read_text()), path


def test_every_static_file_a_page_names_exists():
    for path in TEMPLATES.rglob("*.html"):
        for name in re.findall(r'"/static/([^"]+)"', path.read_text()):
            assert (STATIC / name).is_file(), name

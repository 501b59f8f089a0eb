"""Categories by their names in fields that take any level of the catalogue, from typed text."""

from collections.abc import Sequence

from models.errors import Invalid
from service.web.names import Names


def category_paths(known: Names) -> Sequence[str]:
    """Return every category of every level with those above it, to be offered while typing."""
    return [known.category(code) for code in sorted(known.categories)]


def category_code(known: Names, typed: str, *, field: str) -> str:
    """Return the code of a category that was typed: its path, its name alone, or the code.

    Raises:
        Invalid: no category is called so, or several are.
    """
    wanted = typed.strip().replace(">", "›").replace(" ", "")
    if not wanted or wanted in known.categories:
        return wanted
    paths = [code for code in known.categories if known.category(code).replace(" ", "") == wanted]
    named = paths or [code for code, row in known.categories.items() if row.name == wanted]
    if len(named) == 1:
        return named[0]
    told = (
        f"有 {len(named)} 个分类都叫“{typed.strip()}”，请从列表中选带上级的那一个。"
        if named
        else f"没有叫“{typed.strip()[:40]}”的分类，请从列表中选择。"
    )
    raise Invalid(told, code="unknown_category", fields={field: told})

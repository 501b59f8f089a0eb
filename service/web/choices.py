"""The long lists people choose from, sent once and kept by the browser, not with every page."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from service.deps import EVERYONE, PageAllowed
from service.operations.acting import Acting
from service.web.names import Names, Option, names

router = APIRouter(prefix="/choices")

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]

#: What an address asks for where no script may run: the lists written into the page.
WHOLE = "whole"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What one search box chooses from: the list of this name, `written` out only on request.

    `told` names what is chosen already.
    """

    source: str
    told: Callable[[str], str]
    written: Sequence[Option] = ()


@router.get("/{version}.js")
def script(act: _Anyone, version: str) -> Response:
    """Return units, categories and areas as the script that offers them to the search boxes."""
    known = names(act.session)
    lists = {
        source: [(one.value, one.label, one.search) for one in options]
        for source, options in _written(known, on=act.today).items()
    }
    # The address changes with the names, so what it brought once is never asked for again.
    is_present = version == _version(known, on=act.today)
    kept = f"private, max-age={_YEAR}, immutable" if is_present else "no-store"
    return Response(
        f"window.hotline.offer({json.dumps(lists, separators=(',', ':'))});\n",
        media_type="text/javascript",
        headers={"Cache-Control": kept},
    )


def offered(known: Names, *, on: date, lists: str = "") -> Mapping[str, object]:
    """Return what a page with search boxes needs: the script's address and its three lists."""
    written = _written(known, on=on) if lists == WHOLE else {}
    told = {"units": known.unit, "categories": known.category, "areas": known.area}
    return {"choices": f"/choices/{_version(known, on=on)}.js"} | {
        source: Choices(source=source, told=name, written=written.get(source, ()))
        for source, name in told.items()
    }


def _written(known: Names, *, on: date) -> Mapping[str, Sequence[Option]]:
    return {
        "units": known.unit_options(on=on),
        "categories": known.category_options(),
        "areas": known.area_options(),
    }


def _version(known: Names, *, on: date) -> str:
    """Return a word that changes with every name in the lists, and with the units a day has."""
    told = blake2b(digest_size=9)
    for unit in known.departments.values():
        row = (unit.code, unit.short_name, unit.name, unit.aliases, unit.kind, unit.is_valid(on))
        told.update(repr(row).encode())
    for category in known.categories.values():
        told.update(repr((category.code, category.name, category.parent_code)).encode())
    for area in known.areas.values():
        told.update(repr((area.code, area.name, area.aliases, area.parent_code)).encode())
    told.update(repr(sorted(known.formers.items())).encode())
    return told.hexdigest()

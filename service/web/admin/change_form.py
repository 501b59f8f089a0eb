"""The guided form of an organisation change (机构调整), read into what the verbs take."""

from collections.abc import Iterator

from pydantic import ValidationError
from sqlmodel import Session

from models.department import SuccessionKind
from models.errors import Invalid
from service.duty_inputs import ChangeInput
from service.operations.reorganisation_plan import Change
from service.queries import duties
from service.validation import sentences, summary
from service.web.category_names import category_code
from service.web.forms import Form
from service.web.names import Names, names
from service.web.pinyin import typed

#: Stands in the form for a unit that its own fields found; a number may follow.
NEW = "-new-"
#: Units to merge, parts of a split beside the rest, and new units, that the form has room for.
UNITS, PARTS, FOUNDED = 4, 6, 3


def change_of(session: Session, form: Form) -> Change:
    """Return the change that a form asks for; a new unit without a code gets its initials.

    Raises:
        Invalid: a field is wrong; `fields` says how.
    """
    known = names(session)
    founded = _founded(form, known)
    new = {place: one["code"] for place, one in founded.items()}
    duty = form.text("duty").partition(".")[0].strip()
    given = {
        "kind": form.text("kind"),
        "units": _units(session, form, duty),
        "parts": list(_parts(form, known, new)),
        "founded": list(founded.values()),
        "duty": duty,
        "reason": form.text("reason"),
    }
    try:
        return ChangeInput.model_validate(given).change()
    except ValidationError as error:
        fields = sentences(error.errors())
        raise Invalid(summary(fields), fields=fields) from error


def _units(session: Session, form: Form, duty: str) -> list[str]:
    chosen = [unit for unit in form.values.get("units", ()) if unit]
    if form.text("kind") != SuccessionKind.TRANSFER or chosen:
        return chosen
    present = duties.newest(session).get(duty)
    if present is None:
        told = "请从清单中选择要划转的事项。"
        raise Invalid(told, code="no_duty", fields={"duty": told})
    return [present.lead]


def _founded(form: Form, known: Names) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for place in range(FOUNDED):
        name = form.text(f"name-{place}").strip()
        short = form.text(f"short_name-{place}").strip()
        if name or short:
            taken = {*known.departments, *(one["code"] for one in found.values())}
            code = form.text(f"code-{place}").strip() or _initials(short or name, taken)
            found[place] = {"code": code, "name": name, "short_name": short}
    return found


def _initials(name: str, taken: set[str]) -> str:
    """The initials of a name in capitals, with a number where another unit has them."""
    said = next(iter(typed(name)), name)
    plain = "".join(one for one in said if one.isascii() and one.isalnum()).upper()[:24] or "UNIT"
    tried = (f"{plain}{number or ''}" for number in (0, *range(2, 1000)))
    return next(code for code in tried if code not in taken)


def _parts(form: Form, known: Names, new: dict[int, str]) -> Iterator[dict[str, str]]:
    def unit(name: str) -> str:
        chosen = form.text(name)
        if chosen.startswith(NEW):
            place = chosen.removeprefix(NEW) or "0"
            return new.get(int(place), "") if place.isdecimal() else ""
        # Where a new unit is described and no other heir is chosen, it is the heir.
        return chosen or (new.get(0, "") if name == "successor" else "")

    yield {"unit": unit("successor"), "category_prefix": ""}
    if form.text("kind") != SuccessionKind.SPLIT:
        return
    for place in range(PARTS):
        if form.text(f"part-{place}"):
            field = f"prefix-{place}"
            prefix = category_code(known, form.text(field), field=field)
            yield {"unit": unit(f"part-{place}"), "category_prefix": prefix}

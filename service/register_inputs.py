"""What administrators may send to the city's registers: the same class is JSON body and form."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from service.inputs import Codes, Input, MaybeCode, Stored, blank_is_none
from service.operations.contesting import Entry

_SEPARATORS = re.compile(r"[;；、,，\s]+")


def _words(value: object) -> object:
    # A form sends one line; people separate words as they are used to.
    if isinstance(value, str):
        value = _SEPARATORS.split(value)
    return [part for part in value if part != ""] if isinstance(value, list | tuple) else value


Word = Annotated[str, Field(max_length=30), Stored]
MaybeDay = Annotated[date | None, BeforeValidator(blank_is_none)]


class ContestInput(Input):
    """An entry of the register of contested matters (争议事项), whole."""

    name: Annotated[str, Field(max_length=100), Stored]
    words: Annotated[tuple[Word, ...], BeforeValidator(_words), Field(max_length=30)] = ()
    categories: Codes = ()
    units: Codes = ()
    owner: MaybeCode = None
    note: Annotated[str, Field(max_length=500), Stored] = ""
    basis: Annotated[str, Field(max_length=500), Stored] = ""
    valid_from: MaybeDay = None
    valid_to: MaybeDay = None

    def entry(self) -> Entry:
        """Return the value that the verbs take."""
        return Entry(
            name=self.name,
            words=self.words,
            categories=self.categories,
            units=self.units,
            owner=self.owner,
            note=self.note,
            basis=self.basis,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )

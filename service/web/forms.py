"""What a browser's form says, read into the same inputs that the API takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import ValidationError

from models.errors import Invalid
from service.inputs import Input
from service.typed import whole_number
from service.validation import LABELS, sentences, summary

I = TypeVar("I", bound=Input)  # noqa: E741 -- the one letter a type variable of inputs needs

#: Fields that belong to the form itself, not to what a person typed.
_OWN = frozenset({"csrf_token", "version", "seen", "back"})
_SEVERAL = frozenset({"assisting", "categories", "units"})


@dataclass(frozen=True, kw_only=True)
class Form:
    """The fields of one submitted form; what was not sent reads as empty."""

    values: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """Return a field with its line ends as they are stored."""
        value = self.values.get(name, ("",))[-1]
        return value.replace("\r\n", "\n").replace("\r", "\n")

    def number(self, name: str) -> int:
        """Return a whole number; -1 for anything else, which matches no version and no row."""
        found = whole_number(self.text(name))
        return -1 if found is None else found

    def read(self, kind: type[I]) -> I:
        """Return the form as an input.

        Raises:
            Invalid: a field is wrong; `fields` says how, in Chinese.
        """
        # A form sends an empty string where nothing was filled in.
        typed = {name: self.text(name) for name in self.values}
        given: dict[str, object] = {name: value for name, value in typed.items() if value != ""}
        given |= {name: list(self.values[name]) for name in _SEVERAL & set(self.values)}
        try:
            return kind.model_validate(given)
        except ValidationError as error:
            fields = sentences(error.errors())
            detail = "；".join(
                f"{LABELS.get(name.split('.')[0], name)}：{sentence}"
                for name, sentence in fields.items()
            )
            raise Invalid(detail or summary(fields), fields=fields) from error

    def typed(self) -> Mapping[str, str]:
        """Return what a person typed, to be shown again."""
        return {name: self.text(name) for name in self.values if name not in _OWN}


EMPTY = Form(values={})


async def form_of(request: Request) -> Form:
    """Read the request's form; uploaded files are not accepted and read as empty."""
    sent = await request.form()
    values: dict[str, tuple[str, ...]] = {}
    for name, value in sent.multi_items():
        values[name] = (*values.get(name, ()), value if isinstance(value, str) else "")
    return Form(values=values)


FormDep = Annotated[Form, Depends(form_of)]

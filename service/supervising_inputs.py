"""What people send to oversee a ticket: exclusions, supervision, reminders, splits."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from models.enums import Kind
from models.exclusion import ExclusionReason
from service.inputs import Input, MaybeCode, Reason, Stored
from service.operations.splitting import MOST, Matter


class ExclusionInput(Input):
    """Why a ticket should not be assessed."""

    reason_code: ExclusionReason
    reason: Reason = ""


class MatterInput(Input):
    """One matter of several: the stretch of the citizen's words that tells it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(max_length=20_000), Stored]
    kind: Kind
    category: MaybeCode = None

    def matter(self) -> Matter:
        """Return the value that the verb takes."""
        return Matter(text=self.text, kind=self.kind, category=self.category)


class SplitInput(Input):
    """The matters that get tickets of their own."""

    matters: Annotated[tuple[MatterInput, ...], Field(max_length=MOST)] = ()


class SplitOneInput(Input):
    """One matter to be split off, as a form sends it."""

    text: Annotated[str, Field(max_length=20_000), Stored] = ""
    kind: Annotated[Kind, BeforeValidator(lambda value: value or Kind.HELP)] = Kind.HELP
    category: MaybeCode = None

    def matter(self) -> Matter:
        """Return the value that the verb takes."""
        return Matter(text=self.text, kind=self.kind, category=self.category)

"""What administrators send about the duty list and about organisation changes."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from models.department import SuccessionKind
from models.enums import DepartmentKind
from service.inputs import Code, Codes, Input, MaybeCode, Reason, Stored, blank_is_none
from service.operations.duty_files import Line, read
from service.operations.reorganisation_plan import Change, NewUnit, Part

_LONGEST_FILE = 1_500_000
_MOST_PARTS = 20


class DutyFileInput(Input):
    """A duty list as CSV text; `complete` ends what it leaves out, `expected` is the edition."""

    csv: Annotated[str, Field(max_length=_LONGEST_FILE), Stored]
    complete: bool = False
    skip_bad: bool = False
    note: Reason = ""
    expected: Annotated[int | None, BeforeValidator(blank_is_none), Field(ge=0)] = None

    def lines(self) -> list[Line]:
        """Return the lines of the file.

        Raises:
            Invalid: it has no heading of ours, or no rows.
        """
        return read(self.csv.encode())


class PartInput(Input):
    """What one unit takes over; without a prefix the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Code
    category_prefix: Annotated[Code, Field(max_length=6)] = ""


class NewUnitInput(Input):
    """A unit to be founded; what is left out is as with its predecessor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    name: Annotated[str, Field(max_length=100), Stored]
    short_name: Annotated[str, Field(max_length=50), Stored]
    kind: DepartmentKind | None = None
    area: MaybeCode = None
    parent: MaybeCode = None

    def unit(self) -> NewUnit:
        """Return the value that the verbs take."""
        return NewUnit(
            code=self.code,
            name=self.name,
            short_name=self.short_name,
            kind=self.kind,
            area=self.area,
            parent=self.parent,
        )


class ChangeInput(Input):
    """An organisation change (机构调整): merge, split, rename, or transfer of one duty."""

    kind: SuccessionKind
    units: Codes
    parts: Annotated[tuple[PartInput, ...], Field(max_length=_MOST_PARTS)]
    founded: Annotated[tuple[NewUnitInput, ...], Field(max_length=_MOST_PARTS)] = ()
    duty: Annotated[str, Field(max_length=32), Stored] = ""
    reason: Reason = ""

    def change(self) -> Change:
        """Return the value that the verbs take."""
        return Change(
            kind=self.kind,
            units=tuple(dict.fromkeys(self.units)),
            parts=tuple(
                Part(unit=part.unit, category_prefix=part.category_prefix) for part in self.parts
            ),
            reason=self.reason,
            founded=tuple(one.unit() for one in self.founded),
            duty=self.duty,
        )


class ReorganiseInput(ChangeInput):
    """A change with the digest of its preview."""

    digest: Annotated[str, Field(max_length=64), Stored]

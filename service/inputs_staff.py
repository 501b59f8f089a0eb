"""What administrators send about people, and people about their own password."""

from typing import Annotated

from pydantic import Field

from models.enums import Role
from service.inputs import Input, MaybeCode, Stored
from service.operations.staff import Person

_Secret = Annotated[str, Field(max_length=200), Stored]


class PersonInput(Input):
    """A member of staff; a unit belongs to officers alone."""

    name: Annotated[str, Field(max_length=50), Stored] = ""
    role: Role
    department: MaybeCode = None

    def person(self) -> Person:
        """Return the value that the verbs take."""
        return Person(name=self.name, role=self.role, department=self.department)


class PasswordInput(Input):
    """The present password, the new one, and the new one again."""

    current: _Secret = ""
    new: _Secret = ""
    again: _Secret = ""

"""What units, and those who grant them something, send while a ticket is being handled."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from models.clock import CITY_ZONE
from models.contact import ContactWay
from service.inputs import (
    LONGEST_REPLY,
    Code,
    Input,
    Moment,
    Reason,
    ReasonInput,
    Stored,
    blank_is_none,
)
from service.operations.delegating import Task
from service.operations.extending import Plea
from service.operations.handling import Finding
from service.operations.suspending import Stage

_MOST_STAGES = 20
_LONGEST_STAGE = 200

Line = Annotated[str, Field(max_length=100), Stored]
Words = Annotated[str, Field(max_length=LONGEST_REPLY), Stored]


def _lines(value: object) -> object:
    """Split what a form sends into lines without blanks; a list is taken as it is."""
    if not isinstance(value, str):
        return value
    return [line.strip() for line in value.splitlines() if line.strip()]


def _stages(value: object) -> object:
    """Read lines like `2026-12-31 完成管网改造`; a list is taken as it is."""
    lines = _lines(value)
    if not isinstance(value, str) or not isinstance(lines, Sequence):
        return lines
    found: list[dict[str, str]] = []
    for line in lines:
        day, _, name = str(line).partition(" ")
        if not _is_day(day):
            raise PydanticCustomError("stage_line", "a stage is a day and a name")
        found.append({"due_on": day, "name": name.strip()})
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _of_the_city(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=CITY_ZONE)


class ReplyInput(Input):
    """What the citizen reads, what stays inside, and from round 2 on who answers for it."""

    public_text: Words = ""
    internal_note: Words = ""
    handler: Line = ""
    withdraw_tasks: bool = False

    def finding(self) -> Finding:
        """Return the value that the verbs take."""
        return Finding(
            public_text=self.public_text,
            internal_note=self.internal_note,
            handler=self.handler,
            withdraws_tasks=self.withdraw_tasks,
        )


class FinalReplyInput(ReasonInput):
    """Why a demand is met no further, and the signed document that says so."""

    document: Code = ""


class ContactInput(ReasonInput):
    """How the unit got in touch with the citizen; `reason` is what was said."""

    way: Annotated[ContactWay | None, BeforeValidator(blank_is_none)] = None
    who: Line = ""


class ExtensionInput(Input):
    """How many days more, and why; with milestones they are natural days."""

    days: Annotated[int, Field(ge=0, le=1_000)] = 0
    reason: Reason = ""
    milestones: Annotated[
        tuple[Annotated[str, Field(max_length=_LONGEST_STAGE), Stored], ...],
        BeforeValidator(_lines),
        Field(max_length=_MOST_STAGES),
    ] = ()

    def plea(self) -> Plea:
        """Return the value that the verbs take."""
        stages = tuple(" ".join(line.split()) for line in self.milestones if line.strip())
        return Plea(days=self.days, reason=self.reason, milestones=stages)


class TaskInput(Input):
    """What another unit shall do; a time without a zone is the city's."""

    unit: Code = ""
    task: Reason = ""
    due_at: Annotated[
        Moment | None,
        BeforeValidator(blank_is_none),
        AfterValidator(lambda moment: moment and _of_the_city(moment)),
    ] = None

    def given(self) -> Task:
        """Return the value that the verbs take."""
        return Task(unit=self.unit, text=self.task, due_at=self.due_at)


class ResultInput(Input):
    """What a unit has done, or what it thinks."""

    result: Words = ""


class StagePart(Input):
    """One stage of a suspended matter; what it does not know is refused at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=_LONGEST_STAGE), Stored]
    due_on: date


class SuspensionInput(ReasonInput):
    """Why a matter is put aside, and its stages: a list, or lines of a day and a name."""

    milestones: Annotated[
        tuple[StagePart, ...], BeforeValidator(_stages), Field(max_length=_MOST_STAGES)
    ] = ()

    def stages(self) -> tuple[Stage, ...]:
        """Return the values that the verbs take."""
        return tuple(Stage(name=part.name, due_on=part.due_on) for part in self.milestones)


class MilestoneInput(Input):
    """Which stage was reached."""

    milestone: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    remark: Reason = ""


class FileInput(Input):
    """What tells one upload from another; the content itself is told by its digest."""

    name: Annotated[str, Field(max_length=300), Stored]
    sha256: str
    is_citizens: bool = False

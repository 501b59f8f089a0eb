"""What people and other systems may send: the same class is JSON body and HTML form."""

import re
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from models.enums import Channel, Kind, OverrideReason, ReturnReason, Satisfaction, Urgency
from models.token import TokenScope
from service.operations.closing import Answer
from service.operations.dispatching import Route
from service.operations.handling import Objection
from service.operations.intake import Intake
from service.operations.suggesting import Words
from service.typed import YEARS

D = TypeVar("D", bound=date)

#: Characters of a reason, a note or a reply; a citizen's words have a limit of their own.
LONGEST_REASON = 2_000
LONGEST_REPLY = 10_000

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NUMBER = re.compile(r"\s*[-+]?[\d.]+\s*")


def storable(text: str) -> str:
    """Refuse NUL and lone surrogates, which no database keeps; everything else is kept as it is."""
    if _UNSTORABLE.search(text):
        raise PydanticCustomError("unstorable", "text holds NUL or a lone surrogate")
    return text


def blank_is_none(value: object) -> object:
    """Return nothing for the empty string that an HTML form sends where nothing was chosen."""
    return None if value == "" else value


def _without_blanks(value: object) -> object:
    if isinstance(value, str):
        value = value.split(";")
    return [part for part in value if part != ""] if isinstance(value, list | tuple) else value


Stored = AfterValidator(storable)

Text = Annotated[str, Stored]
Code = Annotated[str, Field(max_length=32), Stored]
Reason = Annotated[str, Field(max_length=LONGEST_REASON), Stored]
MaybeCode = Annotated[Code | None, BeforeValidator(blank_is_none)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_without_blanks), Field(max_length=10)]


class Input(BaseModel):
    """What was sent; unknown fields are kept aside so that an edge can refuse or ignore them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of fields that this input does not have."""
        return tuple(self.model_extra or ())


class Credentials(Input):
    """A person's name and password."""

    username: Annotated[str, Field(max_length=50), Stored]
    password: Annotated[str, Field(max_length=200), Stored]


class WordsInput(Input):
    """The citizen's words, as far as they have been written down."""

    text: Text = ""
    title: Annotated[str, Field(max_length=200), Stored] = ""
    address: Annotated[str, Field(max_length=300), Stored] = ""
    area: MaybeCode = None

    def words(self) -> Words:
        """Return the value that the verbs take."""
        return Words(text=self.text, title=self.title, address=self.address, area=self.area)


class RouteInput(Input):
    """Where a ticket shall go."""

    unit: Code
    assisting: Codes = ()
    category: MaybeCode = None
    duty: MaybeCode = None
    suggestion: MaybeCode = None
    override_reason: Annotated[OverrideReason | None, BeforeValidator(blank_is_none)] = None

    def route(self) -> Route:
        """Return the value that the verbs take."""
        return Route(
            unit=self.unit,
            assisting=self.assisting,
            category=self.category,
            duty=self.duty,
            suggestion=self.suggestion,
            override_reason=self.override_reason,
        )


class RedirectInput(RouteInput):
    """Where a ticket shall go instead, and why."""

    reason: Reason = ""


class IntakeInput(WordsInput):
    """A matter as it is written down; with `dispatch` it is saved and dispatched in one step."""

    kind: Kind
    channel: Channel = Channel.PHONE
    urgency: Urgency = Urgency.NORMAL
    category: MaybeCode = None
    source_line: Code = ""
    is_confidential: bool = False
    is_anonymous: bool = False
    is_proxy: bool = False
    relation: Annotated[str, Field(max_length=50, repr=False), Stored] = ""
    name: Annotated[str, Field(max_length=50, repr=False), Stored] = ""
    phone: Annotated[str, Field(max_length=32, repr=False), Stored] = ""
    occurred: Annotated[str, Field(max_length=60), Stored] = ""
    linked: Code = ""
    ruled_out: Annotated[str, Field(max_length=500), Stored] = ""
    dispatch: Annotated[RouteInput | None, BeforeValidator(blank_is_none)] = None

    def intake(self) -> Intake:
        """Return the value that the verbs take."""
        return Intake(
            words=self.words(),
            kind=self.kind,
            channel=self.channel,
            urgency=self.urgency,
            category=self.category,
            source_line=self.source_line,
            is_confidential=self.is_confidential,
            is_anonymous=self.is_anonymous,
            is_proxy=self.is_proxy,
            relation=self.relation,
            name=self.name,
            phone=self.phone,
            occurred=self.occurred,
            linked=self.linked,
            ruled_out=self.ruled_out,
        )


class NoInput(Input):
    """A step that needs nothing to be said."""


class ReasonInput(Input):
    """Why something is done; the verb says where it must not be empty."""

    reason: Reason = ""


class ReturnInput(Input):
    """Why a unit sends a ticket back, and whom it names instead."""

    reason_code: ReturnReason
    basis: Reason = ""
    counter_unit: MaybeCode = None

    def objection(self) -> Objection:
        """Return the value that the verbs take."""
        return Objection(reason=self.reason_code, basis=self.basis, counter_unit=self.counter_unit)


class ArbitrationInput(Input):
    """Who owns a contested ticket, why, and on what basis."""

    unit: Code
    reason: Reason = ""
    basis: Reason = ""


class AnswerInput(Input):
    """A direct answer at the desk."""

    public_text: Annotated[str, Field(max_length=LONGEST_REPLY), Stored] = ""


class HandOverInput(ReasonInput):
    """The emergency line that takes over."""

    line: Annotated[str, Field(max_length=8), Stored] = ""


class RevisitInput(ReasonInput):
    """What the citizen said when asked."""

    was_contacted: bool
    is_solved: Annotated[bool | None, BeforeValidator(blank_is_none)] = None
    satisfaction: Annotated[Satisfaction | None, BeforeValidator(blank_is_none)] = None
    declined: bool = False

    def answer(self) -> Answer:
        """Return the value that the verbs take."""
        return Answer(
            was_contacted=self.was_contacted,
            is_solved=self.is_solved,
            satisfaction=self.satisfaction,
            has_declined=self.declined,
            reason=self.reason,
        )


class MergeInput(Input):
    """The number of the ticket that a repeat is merged into."""

    into: Code = ""


class PurposeInput(Input):
    """Why somebody looks at a citizen's identity."""

    purpose: Annotated[str, Field(max_length=200), Stored] = ""


class TokenInput(Input):
    """A token for a department's own system; without `days` the installation's default holds."""

    name: Annotated[str, Field(max_length=100), Stored] = ""
    department: Code
    days: Annotated[int | None, BeforeValidator(blank_is_none), Field(ge=1, le=3650)] = None
    scope: TokenScope = TokenScope.WORK


class PromoteInput(Input):
    """The version that was live when the decision was made; absent, whatever is live now.

    To force what the gates refuse, `reason` says why.
    """

    expected: Annotated[Text | None, BeforeValidator(blank_is_none), Field(max_length=64)] = None
    force: bool = False
    reason: Annotated[str, Field(max_length=500), Stored] = ""


def within_calendar(moment: D) -> D:
    """Refuse days and instants that no ticket can have."""
    if moment.year not in YEARS:
        raise PydanticCustomError("out_of_calendar", "year out of range")
    return moment


Day = Annotated[date, AfterValidator(within_calendar)]


def _written_out(value: object) -> object:
    # A bare number would be read as seconds since 1970: "2026" as the first hour of that year.
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise PydanticCustomError("datetime_parsing", "a number is no instant")
    return value


Moment = Annotated[datetime, BeforeValidator(_written_out), AfterValidator(within_calendar)]


def unknown_fields(given: Input) -> dict[str, str]:
    """Return each field that the input, or an input inside it, does not know, with a sentence."""
    found = dict.fromkeys(given.unknown, "没有这个字段。")
    for name in type(given).model_fields:
        inner: Any = getattr(given, name)
        if isinstance(inner, Input):
            found |= {f"{name}.{key}": "没有这个字段。" for key in inner.unknown}
    return found

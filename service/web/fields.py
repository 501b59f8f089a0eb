"""What forms are made of: fields, and an action as a form of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.enums import Action, Labelled, Satisfaction
from service.web.names import Option


class Ask(StrEnum):
    """What sort of field a form shows."""

    LINE = "line"
    LONG = "long"
    UNIT = "unit"
    CATEGORY = "category"
    CHOICE = "choice"
    DAYS = "days"
    MOMENT = "moment"
    CHECK = "check"
    RADIO = "radio"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: its name in the inputs, its label, and what it offers.

    A ticket may have options of its own for a field; one that `depends` is shown only with them.
    """

    name: str
    label: str
    ask: Ask
    hint: str = ""
    options: Sequence[Option] = ()
    value: str = ""
    is_required: bool = False
    depends: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionForm:
    """One action as a form; `tone` is primary, plain or danger, `suggests` shows the panel."""

    action: Action
    button: str
    fields: tuple[Field, ...] = ()
    tone: str = "plain"
    note: str = ""
    suggests: bool = False


def options_of(members: Iterable[Labelled]) -> tuple[Option, ...]:
    """Return the members of a vocabulary as the options of a choice."""
    return tuple(Option(value=member.value, label=member.label) for member in members)


def reason_field(label: str = "理由", *, hint: str = "", required: bool = True) -> Field:
    """Return the field in which the reason of a step is written."""
    return Field(name="reason", label=label, ask=Ask.LONG, hint=hint, is_required=required)


_YES_NO = (Option(value="true", label="是"), Option(value="false", label="否"))

#: What the citizen said when called.
WAS_CONTACTED = Field(
    name="was_contacted", label="联系上了吗", ask=Ask.RADIO, options=_YES_NO, is_required=True
)
IS_SOLVED = Field(name="is_solved", label="问题解决了吗", ask=Ask.RADIO, options=_YES_NO)
SATISFACTION = Field(
    name="satisfaction", label="满意度", ask=Ask.RADIO, options=options_of(Satisfaction)
)

#: What the citizen reads.
PUBLIC_TEXT = Field(
    name="public_text",
    label="答复内容（诉求人会看到）",
    ask=Ask.LONG,
    hint="写明查办经过、结果和依据",
    is_required=True,
)

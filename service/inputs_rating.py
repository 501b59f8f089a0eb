"""What citizens, and those who ask them, may send about a rating."""

import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.enums import Satisfaction
from models.revisit import RatingWay
from service.inputs import Input, Reason, RevisitInput, Stored, blank_is_none
from service.operations.closing import Answer


def _half_width(value: object) -> object:
    # Phones offer full-width digits, and people put blanks between groups of them.
    if not isinstance(value, str):
        return value
    return "".join(unicodedata.normalize("NFKC", value).split())


class RatingInput(RevisitInput):
    """What a citizen answered to another system, such as a gateway for short messages."""

    def answer(self) -> Answer:
        """Return the value that the verbs take."""
        return Answer(
            was_contacted=self.was_contacted,
            is_solved=self.is_solved,
            satisfaction=self.satisfaction,
            reason=self.reason,
            via=RatingWay.API,
        )


class LinkInput(Input):
    """Whether the link that stands is replaced by a new one."""

    renew: bool = False


class CitizenRatingInput(Input):
    """What a citizen fills in behind a link."""

    is_solved: Annotated[bool | None, BeforeValidator(blank_is_none)] = None
    satisfaction: Annotated[Satisfaction | None, BeforeValidator(blank_is_none)] = None
    reason: Reason = ""

    def answer(self) -> Answer:
        """Return the value that the verbs take; who rates has been reached."""
        return Answer(
            was_contacted=True,
            is_solved=self.is_solved,
            satisfaction=self.satisfaction,
            reason=self.reason.strip(),
            via=RatingWay.LINK,
        )


class CodeInput(Input):
    """Number and query code (查询码) by which a citizen asks after a ticket."""

    number: Annotated[str, BeforeValidator(_half_width), Field(max_length=64), Stored] = ""
    code: Annotated[str, BeforeValidator(_half_width), Field(max_length=64), Stored] = ""


class AdditionInput(Input):
    """What a citizen adds when asked."""

    text: Reason = ""

"""What is sent about automatic dispatch and about notices."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from service.inputs import Input, Reason, blank_is_none
from service.operations.automatic import Terms
from service.operations.reading import MOST


class TermsInput(Input):
    """On which terms a unit gets tickets automatically; shares from 0 to 1."""

    is_on: bool = False
    target_precision: Annotated[float, Field(ge=0.5, le=1)] = 0.97
    sample_share: Annotated[float, Field(gt=0, le=1)] = 0.05
    minimum_checks: Annotated[int, Field(ge=1, le=200)] = 20

    def terms(self) -> Terms:
        """Return the value that the verb takes."""
        return Terms(
            is_on=self.is_on,
            target_precision=self.target_precision,
            sample_share=self.sample_share,
            minimum_checks=self.minimum_checks,
        )


class CheckInput(Input):
    """Whether a route was right, and what was wrong with it."""

    is_right: Annotated[bool | None, BeforeValidator(blank_is_none)] = None
    reason: Reason = ""


class ReadInput(Input):
    """Which notices were read: by their ids, or all up to one."""

    ids: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=MOST)] = ()
    up_to: Annotated[int | None, Field(ge=1)] = None

"""Tickets by the number that called: what such a number looks like, and how it is shown."""

import re

from sqlmodel import Session, select

from models.citizen import Citizen

#: A telephone number as people type it; at least seven digits.
PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,18}[0-9]")


def number_digits(given: str) -> str:
    """Return a number without blanks and dashes, as its digest is made of it."""
    return re.sub(r"[ \-]", "", given)


def masked_number(session: Session, digest: str) -> str:
    """Return the masked number behind a digest; empty where nobody called from it."""
    found = session.exec(
        select(Citizen.phone_masked).where(Citizen.phone_digest == digest).limit(1)
    ).first()
    return found or ""

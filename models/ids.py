"""Ticket numbers, opaque ids, tokens: the only source of chance in the stored data."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from models.clock import to_city

TOKEN_PREFIX = "htk_"  # noqa: S105 -- a marker by which leaked tokens can be searched for


@dataclass(frozen=True, kw_only=True)
class FreshToken:
    """A token as it is shown once, and what is kept of it."""

    secret: str
    digest: str
    hint: str


def ticket_number(*, at: datetime, sequence: int) -> str:
    """Return `YYYYMMDD` + five digits of the day's sequence, in the city's date."""
    return f"{to_city(at):%Y%m%d}{sequence:05d}"


def opaque_id() -> str:
    """Return 26 random characters, for rows named in addresses."""
    return secrets.token_hex(13)


def link_salt() -> str:
    """Return what makes the signed address of one link (评价链接) unlike that of every other."""
    return secrets.token_hex(16)


def query_code() -> str:
    """Return the six digits with which a citizen asks after a ticket."""
    return f"{secrets.randbelow(1_000_000):06d}"


def artifact_version(*, at: datetime) -> str:
    """Return a version that sorts by time and does not collide between trainers."""
    return f"{to_city(at):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def fresh_token() -> FreshToken:
    """Make a bearer token; only its digest is ever stored."""
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    return FreshToken(secret=secret, digest=digest(secret), hint=secret[:8])


def session_secret() -> str:
    """Return the secret of a browser session."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return the SHA-256 under which a secret of high entropy is stored and looked up."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


#: Without what is mistaken for another when it is read aloud or copied: 0 o 1 l i.
_SPOKEN = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """Return a password that is told once and changed at the first log-in: `kqtm-7f3x-9wnd`."""
    return "-".join("".join(secrets.choice(_SPOKEN) for _ in range(4)) for _ in range(3))

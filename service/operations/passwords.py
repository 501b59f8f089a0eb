"""Passwords: how they are hashed, what a new one must be, and the first one of an account."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import Invalid

#: A password a person thinks of has at least so many characters, of two kinds or more.
SHORTEST, LONGEST = 10, 200
RULE = "至少 10 个字符，含字母、数字、符号中的两种，不含用户名。"

_HASHER = PasswordHasher()
#: A hash takes 64 MB and a tenth of a second of a core: few at once.
_HASHING = threading.Semaphore(2)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _HASHER.hash(password)


def matches(hashed: str, password: str) -> bool:
    """Tell whether a password is the one that was hashed."""
    with _HASHING:
        try:
            return _HASHER.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def check_new(password: str, *, username: str) -> None:
    """Refuse a password that is too easy to guess.

    Raises:
        Invalid: it breaks the rule, which the sentence states.
    """
    kinds = (
        any(char.isalpha() for char in password),
        any(char.isdigit() for char in password),
        any(not char.isalnum() for char in password),
    )
    holds_name = username.casefold() in password.casefold()
    if not SHORTEST <= len(password) <= LONGEST or sum(kinds) < 2 or holds_name:
        raise Invalid(f"新密码不合要求：{RULE}", code="weak_password", fields={"new": RULE})

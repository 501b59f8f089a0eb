"""Numbers and days as somebody typed them, into an address, a form or a terminal."""

from datetime import date

from models.errors import Invalid


def whole_number(text: str, *, digits: int = 9) -> int | None:
    """Return a whole number of so many digits at most, which every column holds; else nothing."""
    is_number = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if is_number else None


def day_in(text: str, *, field: str) -> date | None:
    """Return a day; nothing where nothing was typed.

    Raises:
        Invalid: it is no day; `fields` names the field.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            f"“{text[:40]}”不是日期，请写成 2026-10-01 的样子。",
            code=f"bad_{field}",
            fields={field: "请写成 2026-10-01 的样子。"},
        ) from error

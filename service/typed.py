"""Numbers and days as somebody typed them, into an address, a form or a terminal."""

from datetime import date

from models.errors import Invalid

#: Years of which a ticket can have a day; others databases and zones cannot hold either.
YEARS = range(1970, 2201)


def whole_number(text: str, *, digits: int = 9) -> int | None:
    """Return a whole number of so many digits at most, which every column holds; else nothing."""
    is_number = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if is_number else None


def day_in(text: str, *, field: str) -> date | None:
    """Return a day; nothing where nothing was typed.

    Raises:
        Invalid: it is no day, or of no year in `YEARS`; `fields` names the field.
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            f"“{text[:40]}”不是日期，请写成 2026-10-01 的样子。",
            code=f"bad_{field}",
            fields={field: "请写成 2026-10-01 的样子。"},
        ) from error
    if day.year not in YEARS:
        sentence = "年份超出范围。"
        raise Invalid(sentence, code=f"bad_{field}", fields={field: sentence})
    return day

"""The families of things that go wrong, in the words of the domain; no HTTP here."""

from collections.abc import Mapping


class HotlineError(Exception):
    """Something a person asked for cannot be done; `detail` says why and what to do, in Chinese."""

    code = "error"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if code is not None:
            self.code = code


class NotFound(HotlineError):  # noqa: N818 -- reads as the family's name
    """What was named does not exist, or is not for this person to see."""

    code = "not_found"


class Unauthenticated(HotlineError):  # noqa: N818
    """Nobody is known to be asking."""

    code = "unauthenticated"


class Forbidden(HotlineError):  # noqa: N818
    """The one who asks may not do this."""

    code = "forbidden"


class Conflict(HotlineError):  # noqa: N818
    """What was asked does not fit the present state."""

    code = "conflict"


class Stale(Conflict):
    """Somebody changed the thing first; `version` is what it is now."""

    code = "stale"

    def __init__(self, detail: str, *, version: int) -> None:
        super().__init__(detail)
        self.version = version


class IllegalMove(Conflict):
    """The workflow has no such move from the present status."""

    code = "illegal_move"


class Gone(HotlineError):  # noqa: N818
    """What was offered once is offered no more; the sentence names the way on."""

    code = "gone"


class TooMany(HotlineError):  # noqa: N818
    """Something was tried too often; waiting helps."""

    code = "too_many"


class Invalid(HotlineError):  # noqa: N818
    """What was given is not usable; `fields` maps a field to its own sentence."""

    code = "invalid"

    def __init__(
        self, detail: str, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail, code=code)
        self.fields = dict(fields or {})


class Unavailable(HotlineError):  # noqa: N818
    """A part that is needed does not answer now; asking again later may work."""

    code = "unavailable"


class CalendarMissing(Unavailable):
    """The working calendar has no entry for a year that a deadline runs into."""

    code = "calendar_missing"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"工作日历缺少 {year} 年，无法计算时限。请管理员先录入该年的放假调休安排。"
        )
        self.year = year

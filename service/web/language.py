"""The language (语言) of the pages: Chinese as it is written, English from catalogues beside it.

A page is written in Chinese; `locale/en/*.po` hold the English of every sentence. A sentence that
comes finished from below the pages is told again by `retelling`; citizens' words, reasons and names
stay as they were said.
"""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from enum import StrEnum
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from service.web.retelling import Retelling

LOCALE = Path(__file__).parent / "locale"

#: The catalogues of the sentences that are made below the pages, whose parts are told apart again.
TOLD = ("refusals.po", "findings.po")

#: The cookie by which a browser keeps its language.
COOKIE = "language"


class Language(StrEnum):
    """A language the pages can be read in; the value is what HTML calls it."""

    CHINESE = "zh-CN"
    ENGLISH = "en"

    @property
    def other(self) -> "Language":
        """The one to switch to."""
        return Language.ENGLISH if self is Language.CHINESE else Language.CHINESE

    @property
    def label(self) -> str:
        """What the language calls itself."""
        return "中文" if self is Language.CHINESE else "English"


_current: ContextVar[Language] = ContextVar("language", default=Language.CHINESE)


def current() -> Language:
    """Return the language of the request that is being answered."""
    return _current.get()


def say(sentence: str, place: str = "", /, **parts: object) -> str:
    """Return a Chinese sentence in the reader's language; `%(name)s` stands for a part.

    `place` tells apart words that are one in Chinese and two in English (单位: Unit, Units).
    Without parts it may be finished text, such as a refusal: what it was made of is found again.
    """
    known = _translations(current())
    said = known.pgettext(place, sentence) if place else sentence
    if said == sentence and sentence:  # a catalogue keeps its own head under the empty sentence
        said = known.gettext(sentence)
    if parts:
        return said % parts
    return _retold(said) if current() is Language.ENGLISH else said


def say_many(one: str, many: str, count: int) -> str:
    """Return the form of a sentence that fits a number, in the reader's language."""
    return _translations(current()).ngettext(one, many, count) if one else one


@cache
def _translations(language: Language) -> NullTranslations:
    if language is Language.CHINESE:
        return NullTranslations()
    whole = Catalog(locale="en")
    for message in _messages("*.po"):
        whole.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def _messages(names: str) -> Iterator[Message]:
    for path in sorted((LOCALE / "en").glob(names)):
        with path.open("rb") as file:
            yield from (one for one in read_po(file, locale="en") if one.id and one.string)


# A page asks again for the same few thousand names of units and categories.
@lru_cache(maxsize=4096)
def _retold(text: str) -> str:
    return _retelling().tell(text)


@cache
def _retelling() -> Retelling:
    templates = (message for name in TOLD for message in _messages(name))
    return Retelling(
        sentences={
            str(one.id): str(one.string)
            for one in _messages("*.po")
            if not one.pluralizable and not one.context
        },
        templates={str(one.id): str(one.string) for one in templates},
    )


def read_language(cookies: Mapping[str, str]) -> Language:
    """Return the language a browser asks for; what is unknown is Chinese."""
    wanted = cookies.get(COOKIE, "")
    return Language(wanted) if wanted in set(Language) else Language.CHINESE


class Speaking:
    """Middleware by which everything that answers a request speaks the reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request in the language of its cookie."""
        if scope["type"] == "http":
            _current.set(read_language(HTTPConnection(scope).cookies))
        await self.app(scope, receive, send)

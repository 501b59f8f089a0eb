"""A form that is sent twice is carried out once: the answer to the first sending may be lost."""

import hashlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from models.errors import Conflict, Invalid
from service.operations.acting import Acting
from service.operations.repeating import Answer, keep, recall
from service.web.forms import Form

#: The hidden field with the name of one filling of a form.
ONCE = "once"
#: The code of the refusal after which another filling begins.
SAVED_ALREADY = "saved_already"
#: What does not count when two sendings are compared.
_ASIDE = frozenset({"csrf_token", ONCE, "suggestion"})
_LONGEST = 64
_FINGERPRINT = "page"


def saved_once(act: Acting, *, form: Form, effect: Callable[[], str]) -> str:
    """Carry a form out and return the address to go to; sent again, return the first's address.

    Raises:
        Invalid: this filling was saved already, and what was sent now differs from it.
        Conflict: the same filling is being saved elsewhere.
    """
    name = form.text(ONCE)[:_LONGEST]
    if not name:
        return effect()
    key, said = f"page {name}", _digest(form)
    try:
        kept = recall(act, key=key, fingerprint=_FINGERPRINT)
    except Conflict as running:
        raise Conflict("上一次保存还没有完成，请过几秒再试，不会重复立单。") from running
    if kept is None:
        address = effect()
        answer = Answer(status=303, body=said, location=address)
        keep(act, key=key, fingerprint=_FINGERPRINT, answer=answer)
        return address
    if kept.body != said:
        (number,) = next(iter(parse_qs(urlsplit(kept.location).query).values()), ("",))
        raise Invalid(
            f"这张表单刚才已经存为工单 {number}，后来的改动没有保存。"
            "请打开该工单核对；如果是另一件事，再保存一次即可。",
            code=SAVED_ALREADY,
        )
    return kept.location


def _digest(form: Form) -> str:
    said = sorted((name, *values) for name, values in form.values.items() if name not in _ASIDE)
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()

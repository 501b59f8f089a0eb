"""Days, instants and lists as the clock's forms send them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from models.clock import CITY_ZONE
from models.enums import Kind, Measure, Step, Urgency
from models.errors import Invalid
from models.policy import Allowance
from service.operations.policies import Rule
from service.typed import YEARS, day_in
from service.web.forms import Form

#: Rules that one form can hold; a page offers a few empty ones beyond those that are there.
MOST_RULES = 100


def day_of(form: Form, name: str) -> date:
    """Return a field that holds a day.

    Raises:
        Invalid: it holds none.
    """
    day = day_in(form.text(name), field=name)
    if day is None:
        raise Invalid("请填写日期，例如 2026-02-14。", fields={name: "请填写日期。"})
    return day


def instant_of(text: str) -> datetime:
    """Return an instant; without a zone it is the city's time.

    Raises:
        Invalid: it is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Invalid("起算时间不正确，例如 2026-02-13 09:00。", fields={"start": "时间不正确。"})
    return found if found.tzinfo else found.replace(tzinfo=CITY_ZONE)


def weekdays_of(form: Form) -> tuple[int, ...]:
    """Return the weekend days that are ticked: 5 for Saturday, 6 for Sunday."""
    return tuple(day for day in (5, 6) if form.text(f"weekday-{day}"))


def rules_of(form: Form, *, category: Callable[[str, str], str]) -> list[Rule]:
    """Return the rules of a policy's form; a row without an amount is left out.

    `category` returns the code of what was typed into a field.

    Raises:
        Invalid: a row is not a rule.
    """
    return list(_rules(form, category))


def numbers_of(form: Form) -> dict[Allowance, int]:
    """Return the numbers of a policy's form.

    Raises:
        Invalid: one is no whole number.
    """
    found = {name: form.text(f"number-{name.value}").strip() for name in Allowance}
    wrong = {
        f"number-{name.value}": f"{name.label}应为整数。"
        for name, text in found.items()
        if text and form.number(f"number-{name.value}") < 0
    }
    if wrong:
        raise Invalid("".join(wrong.values()), fields=wrong)
    return {name: form.number(f"number-{name.value}") for name, text in found.items() if text}


def _rules(form: Form, category: Callable[[str, str], str]) -> Iterator[Rule]:
    for place in range(MOST_RULES):
        if not form.text(f"amount-{place}").strip():
            continue
        prefix = category(form.text(f"prefix-{place}"), f"prefix-{place}")
        try:
            yield Rule(
                step=Step(form.text(f"step-{place}")),
                amount=form.number(f"amount-{place}"),
                measure=Measure(form.text(f"measure-{place}")),
                kind=Kind(form.text(f"kind-{place}")) if form.text(f"kind-{place}") else None,
                urgency=Urgency(form.text(f"urgency-{place}"))
                if form.text(f"urgency-{place}")
                else None,
                category_prefix=prefix,
            )
        except ValueError:
            told = f"第 {place + 1} 行不完整。"
            raise Invalid(told, fields={f"amount-{place}": told}) from None

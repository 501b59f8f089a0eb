"""The monthly theme (每月一题): named by the hotline's leaders, counted like all else."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.category import Category
from models.enums import Role
from models.errors import Invalid, NotFound, Stale
from models.register import Register
from models.theme import MonthlyTheme
from service.operations import overviews
from service.operations.acting import Acting, require_role
from service.operations.figuring import READERS, Asked
from service.operations.overviews import Overview
from service.operations.registering import differences, remember
from service.queries import reference
from service.queries.figures.definitions import COMPOSED, Figure

#: Who names the theme of a month.
KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
#: What is told of its tickets beside how many there were.
FIGURES = (Figure.OVERDUE, Figure.ON_TIME, Figure.SOLVED)
_COUNTED = tuple(dict.fromkeys((*FIGURES, *COMPOSED)))
#: Themes listed at once, the newest first.
SHOWN = 12
#: So many months ahead a theme may be named.
_AHEAD = 12
_LONGEST = 50


@dataclass(frozen=True, kw_only=True)
class Naming:
    """What a month's theme is to be: any day of the month, a title, a category, the unit."""

    month: date
    title: str
    category: str
    lead: str


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """A theme and how its month went up to today; nothing is counted before it begins."""

    theme: MonthlyTheme
    asked: Asked
    overview: Overview | None


def tracked(act: Acting, *, month: date) -> Tracked | None:
    """Return the theme of the month in which a day lies, beside the month before.

    Raises:
        Forbidden: the role sees no figures.
    """
    require_role(act.actor, *READERS)
    theme = act.session.get(MonthlyTheme, month.replace(day=1))
    return _tracked(act, theme) if theme is not None else None


def listed(act: Acting) -> Sequence[Tracked]:
    """Return the newest themes, the last month first.

    Raises:
        Forbidden: the role sees no figures.
    """
    require_role(act.actor, *READERS)
    wanted = select(MonthlyTheme).order_by(col(MonthlyTheme.month).desc()).limit(SHOWN)
    return [_tracked(act, theme) for theme in act.session.exec(wanted).all()]


def name_theme(act: Acting, *, naming: Naming, version: int) -> MonthlyTheme:
    """Name the theme of a month, or change it; `version` 0 says that there was none.

    Raises:
        Forbidden: neither a supervisor nor an administrator.
        Invalid: something is missing, unknown or too far ahead.
        Stale: somebody named, changed or removed it meanwhile.
    """
    require_role(act.actor, *KEEPERS)
    fresh = _checked(act, naming)
    row = _held(act.session, fresh.month, version)
    before = _told(act.session, row) if row else {}
    if row is None:
        row = MonthlyTheme(
            month=fresh.month,
            title=fresh.title,
            category_code=fresh.category,
            lead_code=fresh.lead,
            version=0,
            updated_by=act.actor.name,
            updated_at=act.at,
        )
    row.title, row.category_code, row.lead_code = fresh.title, fresh.category, fresh.lead
    row.version += 1
    row.updated_by, row.updated_at = act.actor.name, act.at
    act.session.add(row)
    act.flush()
    after = _told(act.session, row)
    said = differences(before, after) if before else f"定为：{'，'.join(after.values())}"
    if said:
        _remember(act, row, said)
    return row


def remove_theme(act: Acting, *, month: date, version: int) -> None:
    """Take a month's theme back; its tickets stay what they are.

    Raises:
        Forbidden: neither a supervisor nor an administrator.
        NotFound: the month has none.
        Stale: somebody changed it or took it back meanwhile.
    """
    require_role(act.actor, *KEEPERS)
    row = _held(act.session, month.replace(day=1), version)
    if row is None:
        raise NotFound("这个月没有定过主题。", code="unknown_theme")
    _remember(act, row, f"撤销：{'，'.join(_told(act.session, row).values())}")
    act.session.delete(row)
    act.flush()


def _tracked(act: Acting, theme: MonthlyTheme) -> Tracked:
    ends = theme.month.replace(day=monthrange(theme.month.year, theme.month.month)[1])
    asked = Asked(first=theme.month, last=min(ends, act.today), category=theme.category_code)
    has_begun = theme.month <= act.today
    found = overviews.compared(act, asked, figures=_COUNTED) if has_begun else None
    return Tracked(theme=theme, asked=asked, overview=found)


def _held(session: Session, month: date, version: int) -> MonthlyTheme | None:
    row = session.get(MonthlyTheme, month, with_for_update=True)
    present = row.version if row else 0
    if present != version:
        raise Stale(
            "这个月的主题已由别人定下、改过或撤销，请从表中打开该月，核对后再保存。",
            version=present,
        )
    return row


def _checked(act: Acting, naming: Naming) -> Naming:
    title, month = " ".join(naming.title.split()), naming.month.replace(day=1)
    wrong: dict[str, str] = {}
    if _distance(act.today, month) > _AHEAD:
        wrong["month"] = f"最多提前 {_AHEAD} 个月定主题，请改选月份。"
    if not 0 < len(title) <= _LONGEST:
        wrong["title"] = f"请填写主题，不超过 {_LONGEST} 个字。"
    if not naming.category or act.session.get(Category, naming.category) is None:
        wrong["category"] = "请选择主题所指的分类。"
    if not naming.lead:
        wrong["lead"] = "请选择牵头单位。"
    else:
        try:
            reference.department(act.session, naming.lead, on=act.today)
        except NotFound as gone:
            wrong["lead"] = gone.detail
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_theme", fields=wrong)
    return Naming(month=month, title=title, category=naming.category, lead=naming.lead)


def _distance(today: date, month: date) -> int:
    return 12 * (month.year - today.year) + month.month - today.month


def _told(session: Session, row: MonthlyTheme) -> dict[str, str]:
    category = session.get(Category, row.category_code)
    return {
        "主题": row.title,
        "分类": category.name if category else row.category_code,
        "牵头": reference.unit_name(session, row.lead_code),
    }


def _remember(act: Acting, row: MonthlyTheme, said: str) -> None:
    month = f"{row.month:%Y-%m}"
    remember(act, kind=Register.THEME, key=month, name=f"{month} {row.title}", said=said)

"""Keeping filters of the ticket list under a name (常用视图): save, change, delete."""

from dataclasses import dataclass

from sqlmodel import col, func, select

from models.errors import Conflict, Invalid, NotFound
from models.saved_view import SavedView, Sharing
from service.operations.acting import Acting

#: A row of more than this many names is no longer read.
MOST = 30
_LONGEST_NAME = 30
_LONGEST_QUERY = 1000


@dataclass(frozen=True, kw_only=True)
class ViewFacts:
    """What a person says of a view: its name, who else sees it, whether the list opens with it."""

    name: str
    shared: Sharing = Sharing.OWN
    is_default: bool = False


def save_view(act: Acting, *, query: str, facts: ViewFacts) -> SavedView:
    """Keep filters under a name; one's own view of that name takes on the new filters.

    Raises:
        Invalid: there is no name or no filter, either is too long, or the view cannot be shared so.
        Conflict: the person keeps as many views as there is room for.
    """
    _check(act, facts)
    if not query or len(query) > _LONGEST_QUERY:
        raise Invalid("请先设好筛选条件再保存。", code="empty_view", fields={"name": "没有条件。"})
    name = facts.name.strip()
    view = act.session.exec(
        select(SavedView).where(SavedView.owner_key == act.actor.key, SavedView.name == name)
    ).first()
    if view is None:
        mine = select(func.count()).where(col(SavedView.owner_key) == act.actor.key)
        if act.session.exec(mine).one() >= MOST:
            raise Conflict(f"最多保存 {MOST} 个视图，请先删除不用的。", code="too_many_views")
        view = SavedView(
            owner_key=act.actor.key,
            owner=act.actor.name,
            role=act.actor.role.value,
            department_code=act.actor.department,
            name=name,
            query=query,
            made_at=act.at,
        )
    view.query = query
    return _settle(act, view, facts)


def change_view(act: Acting, *, number: int, facts: ViewFacts) -> SavedView:
    """Rename a view of one's own, share it otherwise, or let the list open with it.

    Raises:
        NotFound: there is none, or it is another person's.
        Invalid: there is no name, it is too long, or the view cannot be shared so.
        Conflict: another view of one's own has that name.
    """
    view = _own(act, number)
    _check(act, facts)
    name = facts.name.strip()
    same = select(SavedView).where(
        SavedView.owner_key == act.actor.key, SavedView.name == name, SavedView.id != view.id
    )
    if act.session.exec(same).first() is not None:
        raise Conflict(f"您已有名为“{name}”的视图，请换一个名称。", code="same_view_name")
    view.name = name
    return _settle(act, view, facts)


def delete_view(act: Acting, *, number: int) -> None:
    """Delete a view of one's own.

    Raises:
        NotFound: there is none, or it is another person's.
    """
    act.session.delete(_own(act, number))
    act.flush()


def _settle(act: Acting, view: SavedView, facts: ViewFacts) -> SavedView:
    view.shared, view.is_default = facts.shared, facts.is_default
    if facts.is_default:
        others = select(SavedView).where(
            SavedView.owner_key == act.actor.key, col(SavedView.is_default)
        )
        for other in act.session.exec(others):
            other.is_default = other is view
            act.session.add(other)
    act.session.add(view)
    act.flush()
    return view


def _check(act: Acting, facts: ViewFacts) -> None:
    name, problem, field = facts.name.strip(), "", "name"
    if not name:
        problem = "请给视图起个名称。"
    elif len(name) > _LONGEST_NAME:
        problem = f"视图名称最多 {_LONGEST_NAME} 个字。"
    elif facts.shared is Sharing.UNIT and act.actor.department is None:
        problem, field = "您不属于任何承办单位，请选择与同角色的人共用。", "shared"
    if problem:
        raise Invalid(problem, code="bad_view", fields={field: problem})


def _own(act: Acting, number: int) -> SavedView:
    view = act.session.get(SavedView, number)
    if view is None or view.owner_key != act.actor.key:
        raise NotFound("没有这个视图，或它是别人保存的。", code="unknown_view")
    return view

"""Figures counted by unit, one query for all figures of a population; and the facts behind one."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from models.enums import Labelled
from models.errors import Invalid
from models.ticket import Ticket
from service.queries.figures.counts import Count, definition_of
from service.queries.figures.definitions import Definition, Figure
from service.queries.figures.intervals import NONE, Share
from service.queries.figures.populations import Conditions, Population
from service.queries.figures.scope import Scope

PAGE = 50
LARGEST_PAGE = 200
_LARGEST_KEY = 2**62

#: What is counted: shares or plain counts.
Named = TypeVar("Named", bound=Figure | Count)

#: A figure's shares by unit; facts without a unit stand under nothing.
ByUnit = Mapping[str | None, Share]


class Part(Labelled):
    """Which of a figure's two numbers is opened, or what lies between them."""

    HITS = "hits", "分子"
    BASE = "base", "分母"
    REST = "rest", "未计入分子"


@dataclass(frozen=True, kw_only=True)
class Behind:
    """One fact that a number counts: its ticket, and when it fell into the period."""

    ticket: Ticket
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One page of the facts behind a number, newest first, and the cursor of the next."""

    rows: Sequence[Behind]
    next_cursor: str


def counted(session: Session, *, scope: Scope, figures: Sequence[Named]) -> Mapping[Named, ByUnit]:
    """Return the figures, each by unit; the scope's own unit narrows nothing here."""
    found: dict[Named, ByUnit] = {}
    for among, names in by_population(figures).items():
        definitions = [definition_of(name) for name in names]
        shares: dict[Named, dict[str | None, Share]] = {name: {} for name in names}
        for unit, *numbers in session.connection().execute(counting(among, definitions, scope)):
            for name, hits, base in zip(names, numbers[::2], numbers[1::2], strict=True):
                if base:
                    known = shares[name].get(unit, NONE)
                    shares[name][unit] = known + Share(hits=hits, base=base)
        found |= shares
    return {figure: found[figure] for figure in figures}


def by_population(figures: Sequence[Named]) -> Mapping[Population, Sequence[Named]]:
    """Return figures put together that are counted among the same facts: one query each."""
    found: dict[Population, list[Named]] = {}
    for figure in figures:
        found.setdefault(definition_of(figure).among, []).append(figure)
    return found


def counting(
    among: Population, definitions: Sequence[Definition], scope: Scope
) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the one query of a population: the unit, then hits and base of each figure.

    A unit has a row, or one of each piece of the population.
    """
    # As it stands SQLite would read all tickets in the order of their units.
    unit = func.nullif(among.unit, "") if among.pieces else among.unit
    rows = (
        select(unit, *sums(definitions, scope))
        .select_from(among.source)
        .where(*piece(scope), *scope.of_ticket())
        .group_by(unit)
        for piece in among.pieces or (among.conditions,)
    )
    return union_all(*rows)


def sums(definitions: Sequence[Definition], scope: Scope) -> list[ColumnElement[int]]:
    """Return two columns a figure: how many hits, and of how many."""
    found: list[ColumnElement[int]] = []
    for one in definitions:
        found += [_sum(and_(one.base, one.hit(scope))), _sum(one.base)]
    return found


def conditions(among: Population, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Return what is asked of the facts of a population; whose they are is not."""
    return (*among.conditions(scope), *scope.of_ticket())


def total(session: Session, *, figure: Figure | Count, scope: Scope, part: Part = Part.BASE) -> int:
    """Return how many rows `behind` has in all."""
    among = definition_of(figure).among
    counts = (
        select(func.count()).select_from(among.source).where(*_opened(figure, scope, part, piece))
        for piece in among.pieces or (among.conditions,)
    )
    return sum(session.connection().execute(union_all(*counts)).scalars())


def behind(
    session: Session,
    *,
    figure: Figure | Count,
    scope: Scope,
    part: Part = Part.BASE,
    cursor: str = "",
    size: int = PAGE,
) -> Facts:
    """Return one page of what a number counts: as many rows in all as the number says.

    Raises:
        Invalid: the cursor is not one of ours.
    """
    among = definition_of(figure).among
    wanted = _opened(figure, scope, part, among.conditions)
    if cursor:
        wanted.append(_after(cursor, among))
    size = max(1, min(size, LARGEST_PAGE))
    found: Select[*tuple[Any, ...]] = (
        select(col(Ticket.id), among.at, among.key)
        .select_from(among.source)
        .where(*wanted)
        .order_by(among.at.desc(), among.key.desc())
        .limit(size + 1)
    )
    rows = session.connection().execute(found).all()
    shown, more = rows[:size], len(rows) > size
    tickets = _tickets(session, [row[0] for row in shown])
    return Facts(
        rows=[Behind(ticket=tickets[row[0]], at=row[1]) for row in shown],
        next_cursor=_encode(shown[-1][1], shown[-1][2]) if more else "",
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _opened(
    figure: Figure | Count, scope: Scope, part: Part, among: Conditions
) -> list[ColumnElement[bool]]:
    definition = definition_of(figure)
    found = [*among(scope), *scope.of_ticket(), definition.base]
    if part is Part.HITS:
        found.append(definition.hit(scope))
    if part is Part.REST:
        # What is not known to be a hit is none: so is it counted.
        found.append(case((definition.hit(scope), 1), else_=0) == 0)
    if scope.unit is not None:
        found.append(definition.among.unit == scope.unit)
    return found


def _tickets(session: Session, ids: Sequence[int]) -> Mapping[int, Ticket]:
    rows = session.scalars(select(Ticket).where(col(Ticket.id).in_(ids)))
    return {row.id: row for row in rows if row.id is not None}


def _encode(at: datetime, key: int | str) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), key]).encode()).decode()


def _after(cursor: str, among: Population) -> ColumnElement[bool]:
    try:
        at, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not 1970 <= moment.year <= 2200:
            raise ValueError(at)
        if type(key) is not among.key_type or (isinstance(key, int) and abs(key) > _LARGEST_KEY):
            raise ValueError(key)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("翻页标记无效，请从第一页重新开始。", code="bad_cursor") from error
    return or_(among.at < moment, and_(among.at == moment, among.key < key))

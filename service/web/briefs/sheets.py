"""The brief as worksheets: the same numbers, as numbers."""

from collections.abc import Sequence

from service.operations import themes
from service.operations.acting import Acting
from service.operations.briefing import Brief
from service.operations.overviews import Snapshot
from service.operations.worksheets import Cell, Sheet
from service.queries.figures.counts import COUNTS, Count
from service.queries.figures.definitions import COMPOSITE, DEFINITIONS, Figure
from service.queries.figures.table import composite_formula
from service.queries.volumes import Slice
from service.web.dashboard.parts import hard_rows, repeated_rows, warned
from service.web.dashboard.themes import theme_lines
from service.web.figures.question import Given
from service.web.language import say
from service.web.names import Names


def sheets(found: Brief, *, act: Acting, known: Names) -> list[Sheet]:
    """Return the worksheets of a brief."""
    return [
        _figures(found),
        _units(found, known),
        _volumes(found),
        _hot(found, known),
        _warned(found, known),
        _concerns(found, act, known),
        *_theme(found, known),
    ]


def _figures(found: Brief) -> Sheet:
    snapshots = (found.overview.now, *found.overview.past)
    rows: list[Sequence[Cell]] = [
        [say(name.label), *(one.shares[name].base for one in snapshots), say(COUNTS[name].formula)]
        for name in Count
        if name in found.overview.now.shares
    ]
    return Sheet(
        title=say("数量与指标"),
        head=[
            say("指标"),
            *(f"{one.first} ～ {one.last}" for one in snapshots),
            say("公式"),
        ],
        rows=[*rows, *(_figure(figure, snapshots) for figure in Figure), _composite(found)],
    )


def _figure(figure: Figure, snapshots: Sequence[Snapshot]) -> Sequence[Cell]:
    return [
        say(figure.label),
        *(_percent(one.shares[figure].value) for one in snapshots),
        say(DEFINITIONS[figure].formula),
    ]


def _composite(found: Brief) -> Sequence[Cell]:
    snapshots = (found.overview.now, *found.overview.past)
    values = (_percent(one.composite.value) for one in snapshots)
    return [say(COMPOSITE), *values, say(composite_formula(found.overview.report))]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}%"


def _units(found: Brief, known: Names) -> Sheet:
    figures = (
        Figure.ACKNOWLEDGED,
        Figure.RESPONDED,
        Figure.ON_TIME,
        Figure.SOLVED,
        Figure.SATISFIED,
    )
    head = [say("单位")]
    for figure in figures:
        head += [say(figure.label), say("分子"), say("分母"), say("分档")]
    rows: list[Sequence[Cell]] = []
    for line in found.overview.report.units:
        row: list[Cell] = [known.unit(line.unit)]
        for figure in figures:
            cell = line.cells[figure]
            row += [cell.share.value, cell.share.hits, cell.share.base, say(cell.band.label)]
        rows.append(row)
    shares = frozenset(range(1, 4 * len(figures), 4))
    return Sheet(title=say("各单位"), head=head, rows=rows, shares=shares)


def _volumes(found: Brief) -> Sheet:
    def rows(label: str, slices: Sequence[Slice]) -> list[Sequence[Cell]]:
        whole = sum(one.count for one in slices)
        return [[label, say(one.label), one.count, one.count / whole] for one in slices]

    return Sheet(
        title=say("类型与领域"),
        head=[say("分组"), say("名称"), say("件数"), say("占比")],
        rows=[
            *rows(say("诉求类型"), found.kinds),
            *rows(say("领域"), found.fields),
            *rows(say("渠道"), found.channels),
        ],
        shares=frozenset({3}),
    )


def _hot(found: Brief, known: Names) -> Sheet:
    groups: list[Sequence[Cell]] = [
        [say("归组"), known.category(one.matter) or "、".join(one.words), known.area(one.place),
         len(one.numbers), None]
        for one in (found.topics.topics if found.topics else ())
    ]  # fmt: skip
    spots: list[Sequence[Cell]] = [
        [say("街道"), known.category(one.matter), known.area(one.place), one.count, one.before]
        for one in found.spots
    ]
    head = [say("分组"), say("事项"), say("地点"), say("件数"), say("上期")]
    return Sheet(title=say("热点"), head=head, rows=[*groups, *spots])


def _warned(found: Brief, known: Names) -> Sheet:
    lines = warned(found.warned, Given(), known)
    return Sheet(
        title=say("预警"),
        head=[
            say("预警"),
            say("地点"),
            say("事项"),
            say("件数"),
            say("时间"),
            say("平日"),
            say("工单"),
        ],
        rows=[
            [
                one.label,
                one.place,
                one.matter,
                one.count,
                one.when,
                one.usual,
                " ".join(one.numbers),
            ]
            for one in lines
        ],
    )


def _concerns(found: Brief, act: Acting, known: Names) -> Sheet:
    hard, repeated = hard_rows(act, found.hard, known), repeated_rows(act, found.repeated, known)
    rows: list[Sequence[Cell]] = []
    for label, listed in ((say("疑难工单"), hard), (say("重复诉求"), repeated)):
        rows += [
            [label, one.row.number, one.words, one.row.unit, say(one.row.status)] for one in listed
        ]
    head = [say("分组"), say("编号"), say("说明"), say("主办"), say("状态")]
    return Sheet(title=say("疑难与重复"), head=head, rows=rows)


def _theme(found: Brief, known: Names) -> list[Sheet]:
    if found.theme is None or found.theme.overview is None:
        return []
    told = theme_lines([found.theme], known)[0]
    shown = (found.theme.overview.now, *found.theme.overview.past)
    rows: list[Sequence[Cell]] = [
        [say("主题"), told.title],
        [say("分类"), told.matter],
        [say("牵头单位"), told.lead],
    ]
    rows += [
        [say(name.label), *(one.shares[name].base for one in shown), say(COUNTS[name].formula)]
        for name in (Count.RECEIVED, Count.ENDED, Count.OPEN)
    ]
    rows += [_figure(figure, shown) for figure in themes.FIGURES]
    head = [say("指标"), *(f"{one.first} ～ {one.last}" for one in shown), say("公式")]
    return [Sheet(title=say("每月一题"), head=head, rows=rows)]

"""Runs as pages tell them: who, when, how far, how long still; steps done and to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.run import Run, RunKind, RunLine, RunState
from service.operations.past_findings import COLUMNS, Findings
from service.operations.run_steps import STEPS, step_at
from service.web.language import say
from service.web.times import clock_face, moment

#: Before so much is done, what is left cannot be told.
_TELLING = 0.1
#: So long a started run may be silent before people are told why.
_SILENT = timedelta(seconds=20)
_MINUTE = 60

_TONES = {RunState.DONE: "good", RunState.FAILED: "late", RunState.ASKING: "soon"}


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """One run in the list."""

    number: int
    kind: str
    source: str
    state: str
    tone: str
    by: str
    at: str
    lasted: str
    version: str
    passed: bool | None
    trouble: str


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step: `place` is done, now or later."""

    label: str
    place: str


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One run on its own page; `percent` is 0 to 100."""

    row: RunRow
    state: RunState
    wants: RunKind
    is_open: bool
    is_stopping: bool
    is_silent: bool
    percent: int
    stage: str
    lasted: str
    left: str
    steps: Sequence[StepView]
    lines: Sequence[tuple[str, str]]
    has_file: bool


@dataclass(frozen=True, kw_only=True)
class ColumnChoice:
    """One column that is wanted, and which of the file's is taken for it."""

    name: str
    label: str
    header: str
    is_needed: bool
    is_missing: bool


def run_row(run: Run) -> RunRow:
    """Return a run as a row of the list."""
    return RunRow(
        number=run.id or 0,
        kind=run.kind.label,
        source=run.file_name or "本系统办结工单",
        state=run.state.label,
        tone=_TONES.get(run.state, "quiet" if not run.state.is_open else ""),
        by=run.created_by,
        at=moment(run.created_at),
        lasted=_lasted(run.started_at, run.ended_at) if run.ended_at else "",
        version=(run.version or "") if run.state is RunState.DONE else "",
        passed=run.passed,
        trouble=run.trouble,
    )


def run_view(run: Run, *, lines: Sequence[RunLine], at: datetime) -> RunView:
    """Return a run as its page shows it at an instant."""
    silent_since = run.started_at or run.created_at
    waits = run.state is RunState.WAITING and at - silent_since > _SILENT
    lapsed = run.lease_until is not None and run.lease_until < at
    return RunView(
        row=run_row(run),
        state=run.state,
        wants=run.kind,
        is_open=run.state.is_open,
        is_stopping=run.is_stopping,
        is_silent=waits or (run.state is RunState.RUNNING and lapsed),
        percent=round(100 * run.share),
        stage=run.stage,
        lasted=_lasted(run.started_at, run.ended_at or at),
        left=_left(run, at=at),
        steps=_steps(run),
        lines=[(clock_face(line.at), line.text) for line in lines],
        has_file=bool(run.file_name),
    )


def columns_chosen(found: Findings) -> Sequence[ColumnChoice]:
    """Return every column that is wanted, in the order of weight."""
    return [
        ColumnChoice(
            name=name,
            label=label,
            header=found.chosen.get(name, ""),
            is_needed=name in {"text", "unit", "received_at"},
            is_missing=name in found.missing,
        )
        for name, label in COLUMNS.items()
    ]


def _steps(run: Run) -> Sequence[StepView]:
    now = step_at(run.kind, run.share)
    is_over = run.state in {RunState.DONE, RunState.ASKING}
    places = ["done" if at < now or is_over else "later" for at in range(len(STEPS[run.kind]))]
    if not is_over and run.state is not RunState.WAITING:
        places[now] = "now" if run.state is RunState.RUNNING else "left"
    return [
        StepView(label=step.label, place=place)
        for step, place in zip(STEPS[run.kind], places, strict=True)
    ]


def _lasted(since: datetime | None, until: datetime) -> str:
    if since is None:
        return ""
    return _span(max((until - since).total_seconds(), 0))


def _left(run: Run, *, at: datetime) -> str:
    """How long it will still take, from how long the part done took; nothing before that tells."""
    if run.state is not RunState.RUNNING or run.started_at is None or run.share < _TELLING:
        return ""
    taken = (at - run.started_at).total_seconds()
    return _span(max(taken * (1 - run.share) / run.share, 1))


def _span(seconds: float) -> str:
    if seconds < _MINUTE:
        return say("%(n)s 秒", n=round(seconds))
    minutes, rest = divmod(round(seconds), _MINUTE)
    if minutes >= _MINUTE:
        return say("%(h)s 小时 %(n)s 分", h=minutes // _MINUTE, n=minutes % _MINUTE)
    return say("%(n)s 分 %(s)s 秒", n=minutes, s=rest)

"""A training that a page started: a candidate comes of it, never more."""

import re

from models.clock import to_city
from models.run import Run, RunKind, RunState
from service.installation import Services
from service.jobs.watching import Watch
from service.operations import uploads
from service.operations.run_steps import STEPS, step_at
from service.queries.history import history_rows
from service.queries.reference import knowledge, successions
from training.columns import parse_map
from training.history import History, history_of, read_history
from training.retrain import Order, Outcome, retrain
from triage.knowledge import DISTRICT, STREET, Knowledge

_OWN = "本系统办结工单"
_READ = 0.05
_LOCAL = {DISTRICT: "属地区县", STREET: "属地街道"}
_CODE = re.compile(r"(?<![0-9A-Za-z])[A-Z][0-9A-Z_]+(?![0-9A-Za-z])")


def train(parts: Services, run: Run, watch: Watch) -> RunState:
    """Read, train, examine, save; the artefact is never put in service here."""
    at = parts.clock()
    assert run.version is not None
    if run.version in parts.registry.versions():
        watch.tell("上一次中断前已写好制品。")
        return RunState.DONE
    watch.report("读取历史工单", 0.0)
    history = _history(parts, run)
    watch.tell(f"读到 {len(history.rows):,} 件工单。")
    with parts.database.read() as session:
        city, heirs = knowledge(session, on=to_city(at).date()), successions(session)
    outcome = retrain(
        history=history,
        knowledge=city,
        successions=heirs,
        registry=parts.registry,
        order=Order(
            version=run.version,
            at=at,
            trained_on=run.file_name or _OWN,
            promote=False,
            megabytes=run.megabytes,
        ),
        progress=_Steps(watch).report,
    )
    run.passed = outcome.verdict.passed
    _tell(outcome, watch, city)
    return RunState.DONE


class _Steps:
    """Tells people of each step once, and where the whole is."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._step = 0

    def report(self, stage: str, share: float) -> None:
        """Report a stage of the training and how much of it is done."""
        whole = _READ + (1 - _READ) * share
        step = step_at(RunKind.TRAIN, whole)
        if step > self._step:
            self._step = step
            self._watch.tell(f"{STEPS[RunKind.TRAIN][step].label}。")
        self._watch.report(stage, whole)


def _history(parts: Services, run: Run) -> History:
    if run.file_name:
        path = uploads.file_of(parts.settings.uploads, run)
        return read_history(path, mapping=parse_map(run.mapping))
    with parts.database.read() as session:
        return history_of(list(history_rows(session)), source="数据库")


def _tell(outcome: Outcome, watch: Watch, city: Knowledge) -> None:
    report, found = outcome.report, outcome.evaluation
    if report.dropped:
        reasons = "、".join(
            f"{rule.label} {count:,}" for rule, count in report.counts.items() if rule.drops
        )
        watch.tell(f"不能用来学习的 {report.dropped:,} 件：{reasons}。")
    for remark in report.remarks:
        watch.tell(f"{remark}。")
    if outcome.foreign:
        watch.tell("标签不是本市单位：制品可以使用，但不对应权责清单。")
    watch.tell(f"考核 {found.rows:,} 件：首选准确率 {found.accuracy:.1%}，前三 {found.top_3:.1%}。")
    if outcome.verdict.passed:
        watch.tell("达到全部启用门槛，等待您决定是否启用。")
        return
    for finding in outcome.verdict.findings:
        if not finding.passed:
            watch.tell(f"未过门槛　{_named(finding.sentence, city)}。")


def _named(sentence: str, city: Knowledge) -> str:
    """A sentence with units by their names: people need not know codes."""

    def name(code: re.Match[str]) -> str:
        unit = city.units.get(code[0])
        return unit.short_name if unit else _LOCAL.get(code[0], code[0])

    return _CODE.sub(name, sentence)
